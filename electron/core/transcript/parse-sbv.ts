/** SBV, YouTube's own plain format: `0:00:01.000,0:00:02.000` and the lines below it. */

import type { Cue } from '../../../shared/transcript.ts';
import { cleanText } from './clean-text.ts';
import { parseClock } from './parse-time.ts';
import type { ParsedCues } from './raw-cue.ts';
import { hasText } from './raw-cue.ts';

/** Also used to recognize the format. */
export const SBV_TIMES = /^(\d{1,3}:\d{2}:\d{2}\.\d{1,3}),(\d{1,3}:\d{2}:\d{2}\.\d{1,3})\s*$/u;

/** Parses SBV; lines before the first times are skipped. */
export function parseSbv(text: string): ParsedCues {
  const cues: Cue[] = [];
  let times: { readonly start: number | null; readonly end: number | null } | undefined;
  let lines: string[] = [];
  const finish = (): void => {
    if (times) cues.push({ ...times, text: cleanText(lines.join('\n')) });
    lines = [];
  };
  for (const line of text.split(/\r\n?|\n/u)) {
    const match = SBV_TIMES.exec(line);
    if (match) {
      finish();
      times = { start: parseClock(match[1] ?? ''), end: parseClock(match[2] ?? '') };
    } else {
      lines.push(line);
    }
  }
  finish();
  return { cues: cues.filter(hasText), skipped: 0 };
}
