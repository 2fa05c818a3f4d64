/** Makes a file's times usable: in order, without overlaps, none missing where it can be told. */

import type { Cue } from '../../../shared/transcript.ts';

/** How fast people speak, for the end of a last cue that has none. */
const SECONDS_PER_CHARACTER = 0.065;
const SHORTEST_CUE_SECONDS = 0.8;
/** Shorter than anybody can speak: the file had no usable end. */
const NO_LENGTH_SECONDS = 0.0015;
/** A video is shorter than this; a later time is a slip. */
const MAX_SECONDS = 100 * 3600;

export interface RepairedCues {
  readonly cues: readonly Cue[];
  readonly warnings: readonly string[];
}

/**
 * Sorts the cues by start, ends each at the next one's start at the latest, and gives an end to those that have none or one
 * before their start. Cues with an impossible start are left out where others have times; without any times all stay as they are.
 */
export function repairTimes(cues: readonly Cue[]): RepairedCues {
  const timed = cues.filter((cue) => isTime(cue.start));
  if (timed.length === 0) return { cues: cues.map(({ text }) => ({ start: null, end: null, text })), warnings: [] };
  const warnings: string[] = [];
  const lost = cues.length - timed.length;
  if (lost > 0) warnings.push(`${count(lost, 'caption has', 'captions have')} no usable time and ${lost === 1 ? 'was' : 'were'} left out.`);
  const isSorted = timed.every((cue, index) => index === 0 || startOf(cue) >= startOf(timed[index - 1] as Cue));
  if (!isSorted) warnings.push('The times run backwards in places; the captions were put in order.');
  const ordered = isSorted ? timed : timed.toSorted((a, b) => startOf(a) - startOf(b));
  const backwards = timed.filter((cue) => isTime(cue.end) && (cue.end as number) - startOf(cue) < NO_LENGTH_SECONDS).length;
  if (backwards > 0)
    warnings.push(`${count(backwards, 'caption ends', 'captions end')} at or before the start; the end was guessed from the words.`);
  return { cues: withEnds(ordered), warnings };
}

/** Cues that start at once are shown one above the other and said one after the other: they share the time until the next start. */
function withEnds(ordered: readonly Cue[]): Cue[] {
  const ended: Cue[] = [];
  for (let first = 0; first < ordered.length;) {
    const start = startOf(ordered[first] as Cue);
    let next = first + 1;
    while (next < ordered.length && startOf(ordered[next] as Cue) === start) next += 1;
    const nextStart = next < ordered.length ? startOf(ordered[next] as Cue) : Infinity;
    const together = ordered.slice(first, next);
    const end = together.reduce((latest, cue) => Math.max(latest, endOf(cue)), start);
    for (const cue of share(together, start, Math.min(end, nextStart))) ended.push(cue);
    first = next;
  }
  return ended;
}

/** Each cue's part of the time from `start` to `end`, by its letters. */
function share(together: readonly Cue[], start: number, end: number): Cue[] {
  if (together.length === 1) return together.map((cue) => ({ ...cue, start, end }));
  const letters = together.reduce((sum, cue) => sum + cue.text.length, 0);
  let passed = 0;
  return together.map(({ text }) => {
    const from = start + ((end - start) * passed) / letters;
    passed += text.length;
    return { start: from, end: start + ((end - start) * passed) / letters, text };
  });
}

/** The cue's own end if it has a usable one, else a guess from its length. */
function endOf(cue: Cue): number {
  const start = startOf(cue);
  if (isTime(cue.end) && (cue.end as number) - start >= NO_LENGTH_SECONDS) return cue.end as number;
  return start + Math.max(SHORTEST_CUE_SECONDS, cue.text.length * SECONDS_PER_CHARACTER);
}

function startOf(cue: Cue): number {
  return cue.start ?? 0;
}

function isTime(seconds: number | null): boolean {
  return seconds !== null && Number.isFinite(seconds) && seconds >= 0 && seconds <= MAX_SECONDS;
}

function count(amount: number, one: string, many: string): string {
  return `${amount.toLocaleString('en')} ${amount === 1 ? one : many}`;
}
