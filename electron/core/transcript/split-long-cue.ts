/** Cuts a cue of enormous length into parts, so that no search meets a text without end. */

import type { Cue } from '../../../shared/transcript.ts';

/** Characters: more than any caption or paragraph has. On millions, regular expressions run out of the engine's stack. */
const MAX_PART_LENGTH = 10_000;

/** The cue itself, or parts of it that are cut at white space and share its time by their letters. A single word is never cut. */
export function splitLongCue(cue: Cue): readonly Cue[] {
  const { start, end, text } = cue;
  if (text.length <= MAX_PART_LENGTH) return [cue];
  const timeAt = (place: number): number | null =>
    start === null || end === null ? null : Math.min(end, start + ((end - start) * place) / text.length);
  const parts: Cue[] = [];
  for (let from = 0; from < text.length;) {
    const to = endOfPart(text, from);
    parts.push({ start: timeAt(from), end: timeAt(to), text: text.slice(from, to) });
    // Behind the white space.
    from = to + 1;
  }
  return parts;
}

function endOfPart(text: string, from: number): number {
  if (text.length - from <= MAX_PART_LENGTH) return text.length;
  for (let place = from + MAX_PART_LENGTH; place > from; place -= 1) if (/\s/u.test(text[place] ?? '')) return place;
  const space = /\s/gu;
  space.lastIndex = from + MAX_PART_LENGTH;
  return space.exec(text)?.index ?? text.length;
}
