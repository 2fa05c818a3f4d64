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
  if (backwards > 0) warnings.push(`${count(backwards, 'caption ends', 'captions end')} at or before the start; the end was guessed from the words.`);
  return { cues: ordered.map((cue, index) => withEnd(cue, ordered[index + 1])), warnings };
}

function withEnd(cue: Cue, next: Cue | undefined): Cue {
  const start = startOf(cue);
  const nextStart = next ? startOf(next) : Infinity;
  const guess = start + Math.max(SHORTEST_CUE_SECONDS, cue.text.length * SECONDS_PER_CHARACTER);
  const own = isTime(cue.end) && (cue.end as number) - start >= NO_LENGTH_SECONDS ? (cue.end as number) : guess;
  return { ...cue, start, end: Math.max(start, Math.min(own, nextStart)) };
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
