/** Reads a transcript that was copied from YouTube's page: times and words by turns. */

import type { Cue } from '../../../shared/transcript.ts';
import type { PanelLine } from './read-panel.ts';
import { toCues } from './read-panel.ts';

/** `1:02`, `1:02:03`; alone on a line, or before its words. */
const CLOCK = /^(?<clock>(?:\d{1,2}:)?\d{1,3}:[0-5]\d)(?:[\t ]+(?<text>\S.*))?$/u;
/** What the page reads out of a time to those who can't see it: "1 minute, 2 seconds". */
const SPOKEN_CLOCK = /^(?:\d+ (?:hour|minute|second)s?(?:, )?)+$/iu;
/** Fewer times may well be a text that mentions some. */
const MIN_LINES = 3;
/** Lines of a heading that may stand before the first time. */
const MAX_HEADING_LINES = 3;
/** Longest passage under one time; the page has one or two lines. */
const MAX_LINES_PER_CLOCK = 4;

/** The cues of a copied transcript; null for a text that is none. */
export function readCopied(text: string): readonly Cue[] | null {
  const rows = text
    .split(/\r?\n/u)
    .map((row) => row.trim())
    .filter(Boolean);
  const first = rows.findIndex((row) => CLOCK.test(row));
  if (first === -1 || first > MAX_HEADING_LINES) return null;
  const lines: PanelLine[] = [];
  let clocks = 0;
  for (const row of rows.slice(first)) {
    const groups = CLOCK.exec(row)?.groups;
    const last = lines.at(-1);
    if (groups?.['clock'] !== undefined) {
      const start = groups['clock'].split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
      if (last && start < last.start) return null;
      clocks += 1;
      lines.push({ start, text: groups['text'] ?? '' });
    } else if (last && !(last.text === '' && SPOKEN_CLOCK.test(row))) {
      lines[lines.length - 1] = { start: last.start, text: `${last.text} ${row}`.trim() };
    }
  }
  if (clocks < MIN_LINES || rows.length - first > clocks * (MAX_LINES_PER_CLOCK + 1)) return null;
  const spoken = lines.filter((line) => line.text !== '');
  return spoken.length > 0 ? toCues(spoken) : null;
}
