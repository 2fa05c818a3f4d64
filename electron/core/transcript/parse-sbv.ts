/** SBV, YouTube's own plain format: `0:00:01.000,0:00:02.000` and the lines below it. */

import type { Cue } from '../../../shared/transcript.ts';
import { cleanText } from './clean-text.ts';
import { MAX_CUES, tooLarge } from './limits.ts';
import { parseClock } from './parse-time.ts';
import type { ParsedCues } from './raw-cue.ts';
import { hasText } from './raw-cue.ts';

/** Also used to recognize the format. */
export const SBV_TIMES = /^\s*(\d{1,3}:\d{1,2}:\d{1,2}\.\d{1,3})\s*,\s*(\d{1,3}:\d{1,2}:\d{1,2}\.\d{1,3})\s*$/u;
/** A line that was meant as times: nothing but digits, points, colons and signs on both sides of a comma. Bounded, or a line of colons would take hours. */
const BROKEN_TIMES = /^\s{0,9}-?[\d:.]{0,20}:[\d:.]{0,20}\s{0,9},\s{0,9}-?[\d:.]{0,20}\s{0,9}$/u;

/** Parses SBV; a cue with unreadable times is skipped and counted. Throws `input_too_large` over the limit of cues. */
export function parseSbv(text: string, name: string): ParsedCues {
  const cues: Cue[] = [];
  let skipped = 0;
  let times: { readonly start: number | null; readonly end: number | null } | undefined;
  let lines: string[] = [];
  const finish = (): void => {
    if (times) cues.push({ ...times, text: cleanText(lines.join('\n')) });
    if (cues.length > MAX_CUES) throw tooLarge(name);
    lines = [];
  };
  for (const line of text.split(/\r\n?|\n/u)) {
    const match = SBV_TIMES.exec(line);
    if (match) {
      finish();
      times = { start: parseClock(match[1] ?? ''), end: parseClock(match[2] ?? '') };
    } else if (BROKEN_TIMES.test(line)) {
      finish();
      times = undefined;
      skipped += 1;
    } else {
      lines.push(line);
    }
  }
  finish();
  return { cues: cues.filter(hasText), skipped };
}
