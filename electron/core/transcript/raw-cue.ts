/** What a format's parser gives, before times are repaired. */

import type { Cue } from '../../../shared/transcript.ts';

export interface ParsedCues {
  /** In the order of the file; text is clean, times are as written. */
  readonly cues: readonly Cue[];
  /** Cues of the file that could not be read. */
  readonly skipped: number;
  /** The file ends in the middle of something; what is whole was kept. */
  readonly isCut?: boolean;
}

/** A parser's cue without text says nothing. */
export function hasText(cue: Cue): boolean {
  return cue.text !== '';
}
