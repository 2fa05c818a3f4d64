/** Takes the repeats out of rolling captions, where each cue shows the line before it once more. */

import type { Cue } from '../../../shared/transcript.ts';

/** A window of three lines of some fifteen words is the most that YouTube shows. */
const MAX_OVERLAP_WORDS = 60;

/**
 * Keeps of each cue only the words that the cues before it did not show yet: the longest start of it that equals an end of
 * what was kept. A cue that brings nothing new makes the one before it last longer.
 */
export function removeRepeats(cues: readonly Cue[]): Cue[] {
  const kept: Cue[] = [];
  let shown: string[] = [];
  for (const cue of cues) {
    const words = cue.text.split(/\s+/u).filter(Boolean);
    const overlap = overlapLength(shown, words);
    const fresh = words.slice(overlap);
    if (fresh.length === 0) continue;
    const timed = cue.words?.length === words.length ? cue.words.slice(overlap) : undefined;
    const start = timed?.[0]?.start ?? cue.start;
    const text = fresh.join(' ');
    kept.push(timed ? { start, end: cue.end, text, words: timed } : { start, end: cue.end, text });
    shown = [...shown, ...fresh].slice(-MAX_OVERLAP_WORDS);
  }
  return kept;
}

function overlapLength(shown: readonly string[], words: readonly string[]): number {
  for (let length = Math.min(shown.length, words.length); length > 0; length -= 1) {
    const offset = shown.length - length;
    if (words.slice(0, length).every((word, index) => word === shown[offset + index])) return length;
  }
  return 0;
}
