/** How much a transcript may hold, and the error of one that holds more. */

import { AppError } from '../../../shared/app-error.ts';

/** Bytes of a file; a ten-hour transcript has about one megabyte. */
export const MAX_INPUT_BYTES = 20_000_000;

/** Cues of a file, for the same reason: more is no transcript of a video. */
export const MAX_CUES = 200_000;

/** The error of a file, by its name, that is over one of the limits. */
export function tooLarge(name: string): AppError {
  const [megabytes, cues] = [MAX_INPUT_BYTES / 1e6, MAX_CUES.toLocaleString('en')];
  return new AppError(
    'input_too_large',
    `${name} is too large: a transcript may have ${megabytes} MB and ${cues} captions. Cut it into parts.`,
  );
}

/** Throws `input_too_large` when `text` has more matches of `mark` (a global pattern for a cue's start) than cues are allowed: parsing them would only fill the memory. */
export function checkCueCount(text: string, mark: RegExp, name: string): void {
  let found = 0;
  for (const _ of text.matchAll(mark)) {
    found += 1;
    if (found > MAX_CUES) throw tooLarge(name);
  }
}
