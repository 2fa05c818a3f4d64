/** Cuts speech without punctuation into sentence-like pieces, by its pauses, its words and the pieces' lengths. */

import { isClause, isLeading, isOpening, isWholeAnswer, scoreWords, toPlain } from './boundary-words.ts';
import type { TimedWord } from './spread-times.ts';

const MAX_WORDS = 30;
const MAX_SECONDS = 12;

/** Log-odds of a cut anywhere, before pauses and words are known; the figures here were set on the dev part of the gold sentences. */
const ANYWHERE = -1.4;
/** What a pause (ms) adds, on straight lines between these points. */
const PAUSE_SCORES: readonly (readonly [ms: number, score: number])[] = [
  [0, -0.7],
  [100, 0],
  [200, 0.8],
  [300, 1.5],
  [500, 2.4],
  [700, 3.1],
  [1000, 4],
  [1500, 9],
];
/** What an unknown pause adds. */
const UNKNOWN_PAUSE_SCORE = 0.8;
/** What a comma or dash adds, where a passage has some marks but no sentence's end. */
const COMMA_SCORE = 1.5;
const COMMA = /[,;:–—]$/u;
/** Silence between captions that is no accident of their times. What is left of a caption's own time may lie anywhere in it. */
const GAP_SECONDS = 0.3;
/** From here a pause is no hesitation and stays where it is. */
const SURE_PAUSE_MS = 1500;
/** Of "of the", both go to the next piece. */
const MAX_LEADING = 2;
/** What a piece of one, two or three words costs, unless it is an answer. */
const SHORT_COSTS = [0, 2.8, 2, 0.6];
const ANSWER_COST = 0.4;
/** The share of it for a short piece that begins as a clause. */
const CLAUSE_FACTOR = 0.2;
/** What a piece costs that only opens a sentence, and up to where one is looked for. */
const OPENING_COST = 1.5;
const OPENING_COSTS_TO_WORDS = 7;
/** What each word costs from here on: the longer a piece, the likelier that an end in it was missed. */
const LONG_FROM_WORDS = 14;
const LONG_COST = 0.2;
/** How far a speaker's pace may be off the usual one that times of words are judged by. */
const PACES = { least: 0.6, most: 1.2 } as const;

/**
 * Index of the first word of each piece but the first: the cuts with the best sum of scores, found piece by piece (Viterbi).
 * Pauses count from word times, or from what captions leave empty at their end.
 */
export function findLikelyStarts(words: readonly TimedWord[]): number[] {
  const texts = words.map((word) => toPlain(word.text));
  const cuts = toPauseScores(words, texts).map((score, index) => {
    const comma = COMMA.test(words[index - 1]?.text ?? '') ? COMMA_SCORE : 0;
    return ANYWHERE + score + comma + scoreWords(texts, index);
  });
  // Of the pieces that end before a word, the best sum, and where the last of them starts.
  const sums: number[] = [0];
  const lastStarts: number[] = [0];
  for (let end = 1; end <= words.length; end += 1) {
    let [best, from] = [-Infinity, end - 1];
    for (let start = end - 1; start >= 0 && isShortEnough(words, start, end); start -= 1) {
      const sum = (sums[start] ?? 0) + (start > 0 ? (cuts[start] ?? 0) : 0) - costOf(texts, start, end);
      if (sum > best) [best, from] = [sum, start];
    }
    sums.push(best);
    lastStarts.push(from);
  }
  const starts: number[] = [];
  for (let start = lastStarts[words.length] ?? 0; start > 0; start = lastStarts[start] ?? 0) starts.push(start);
  return starts.reverse();
}

function isShortEnough(words: readonly TimedWord[], start: number, end: number): boolean {
  if (end - start === 1) return true;
  const [first, last] = [words[start]?.start, words[end - 1]?.spokenUntil];
  return end - start <= MAX_WORDS && (first == null || last == null || last - first <= MAX_SECONDS);
}

function costOf(texts: readonly string[], start: number, end: number): number {
  const length = end - start;
  if (length >= LONG_FROM_WORDS) return (length - LONG_FROM_WORDS) * LONG_COST;
  if (length >= OPENING_COSTS_TO_WORDS) return 0;
  const words = texts.slice(start, end);
  if (isWholeAnswer(words)) return ANSWER_COST;
  return (SHORT_COSTS[length] ?? 0) * (isClause(words) ? CLAUSE_FACTOR : 1) + (isOpening(words) ? OPENING_COST : 0);
}

/** For each word what the pause in front of it adds; one behind "and" or "the" counts in front of that. */
function toPauseScores(words: readonly TimedWord[], texts: readonly string[]): number[] {
  const pace = measurePace(words);
  const pauses = words.map((_, index) => pauseBefore(words[index - 1], words[index], pace));
  pauses.forEach((pauseMs, index) => {
    if (pauseMs === null || pauseMs >= SURE_PAUSE_MS) return;
    let place = index;
    while (place > index - MAX_LEADING && place > 1 && isLeading(texts[place - 1])) place -= 1;
    if (place === index) return;
    pauses[place] = Math.max(pauses[place] ?? 0, pauseMs);
    pauses[index] = 0;
  });
  return pauses.map((pauseMs) => (pauseMs === null ? UNKNOWN_PAUSE_SCORE : scorePause(pauseMs)));
}

function scorePause(pauseMs: number): number {
  const above = PAUSE_SCORES.findIndex(([ms]) => ms > pauseMs);
  const [from, to] = [PAUSE_SCORES.at(above - 1), PAUSE_SCORES.at(above)];
  if (above < 1 || !from || !to) return (above === 0 ? PAUSE_SCORES[0] : PAUSE_SCORES.at(-1))?.[1] ?? 0;
  return from[1] + ((to[1] - from[1]) * (pauseMs - from[0])) / (to[0] - from[0]);
}

/** The silence in front of a word in milliseconds, beyond what saying the one before takes; null where nothing tells. */
function pauseBefore(before: TimedWord | undefined, word: TimedWord | undefined, pace: number): number | null {
  if (!before || before.start === null || before.spokenUntil === null || word?.start == null) return null;
  if (!before.hasOwnTime) {
    const silenceMs = (word.start - before.spokenUntil) * 1000;
    const isGap = before.end !== null && word.start - before.end >= GAP_SECONDS;
    return isGap || silenceMs >= SURE_PAUSE_MS ? silenceMs : null;
  }
  return Math.max(0, word.start - before.start - (before.spokenUntil - before.start) * pace) * 1000;
}

/** How long the speaker takes for words against the usual: the middle of all. */
function measurePace(words: readonly TimedWord[]): number {
  const paces = words
    .flatMap((word) => {
      if (!word.hasOwnTime || word.start === null || word.end === null || word.spokenUntil === null) return [];
      return [(word.end - word.start) / (word.spokenUntil - word.start)];
    })
    .toSorted((a, b) => a - b);
  return Math.min(PACES.most, Math.max(PACES.least, paces[Math.floor(paces.length / 2)] ?? 1));
}
