/** Cuts speech without punctuation into sentence-like pieces, at its pauses. */

import type { TimedWord } from './spread-times.ts';

/** A pause that ends a piece, and the words the piece must have by then. */
const LONG_PAUSE = { ms: 700, fromWords: 4 } as const;
const MIDDLE_PAUSE = { ms: 300, fromWords: 15 } as const;
const PAUSE_BEFORE_CONJUNCTION = { ms: 150, fromWords: 9 } as const;
const MAX_WORDS = 30;
const MAX_SECONDS = 12;

const CONJUNCTION = /^(?:so|and|but|then)$/iu;
/** Words that lead to the next one; a piece that ends in one is cut before it. */
const DANGLING =
  /^(?:a|an|the|of|to|in|on|at|for|with|from|by|as|and|but|or|so|if|that|than|this|my|your|his|her|its|our|their|i|we|they|he|she|i'm|it's|is|are|was|were|be|will|would|can|could|because|when|while|who|which|into|about|like|very|really)$/iu;

/** Index of the first word of each piece but the first. Pauses count from word times; without times only the lengths cut. */
export function findPauseStarts(words: readonly TimedWord[]): number[] {
  const pauses = words.map((word, index) => pauseAfter(word, words[index + 1]));
  const starts: number[] = [];
  let first = 0;
  const cut = (at: number): void => {
    const start = moveBeforeDangling(words, first, at);
    starts.push(start);
    first = start;
  };
  for (let index = 0; index < words.length - 1; index += 1) {
    const length = index - first + 1;
    if (isEnd(pauses[index] ?? 0, length, words[index + 1])) {
      cut(index + 1);
    } else if (length >= MAX_WORDS || secondsBetween(words[first], words[index + 1]) > MAX_SECONDS) {
      cut(largestPause(pauses, first + Math.floor(length / 2), index, words) + 1);
    }
  }
  return starts;
}

function isEnd(pauseMs: number, length: number, next: TimedWord | undefined): boolean {
  if (pauseMs >= LONG_PAUSE.ms && length >= LONG_PAUSE.fromWords) return true;
  if (pauseMs >= MIDDLE_PAUSE.ms && length >= MIDDLE_PAUSE.fromWords) return true;
  return pauseMs >= PAUSE_BEFORE_CONJUNCTION.ms && length >= PAUSE_BEFORE_CONJUNCTION.fromWords && CONJUNCTION.test(next?.text ?? '');
}

/** The silence between a word and the next, beyond what saying the word takes, in milliseconds; 0 without times. */
function pauseAfter(word: TimedWord, next: TimedWord | undefined): number {
  return word.spokenUntil === null || !next || next.start === null ? 0 : (next.start - word.spokenUntil) * 1000;
}

function secondsBetween(first: TimedWord | undefined, next: TimedWord | undefined): number {
  return first?.start == null || next?.end == null ? 0 : next.end - first.start;
}

/** The word with the largest pause behind it; among equal ones, one before a conjunction, else the last. */
function largestPause(pauses: readonly number[], from: number, to: number, words: readonly TimedWord[]): number {
  let best = to;
  let most = -Infinity;
  for (let index = from; index <= to; index += 1) {
    const bonus = CONJUNCTION.test(words[index + 1]?.text ?? '') ? PAUSE_BEFORE_CONJUNCTION.ms : 0;
    const value = (pauses[index] ?? 0) + bonus;
    if (value >= most) {
      most = value;
      best = index;
    }
  }
  return best;
}

function moveBeforeDangling(words: readonly TimedWord[], first: number, at: number): number {
  let start = at;
  // Two are enough for "of the"; at least half of a piece stays.
  for (let moved = 0; moved < 2 && start - 1 > first + 2 && DANGLING.test(words[start - 1]?.text ?? ''); moved += 1) start -= 1;
  return start;
}
