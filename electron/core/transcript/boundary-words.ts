/** What the words around a place tell about whether a sentence ends there, for English speech without marks. */

import {
  ANSWER,
  AUXILIARY,
  BEING,
  CONJUNCTION,
  DEGREE,
  DETERMINER,
  FIRST,
  FIRST_TWO,
  IMPERATIVE,
  LAST,
  OBJECT,
  PERIOD,
  POINTING,
  PREPOSITION,
  QUESTION,
  RELATIVE_HEAD,
  SUBJECT,
  SUBORDINATE,
  SUPERLATIVE,
  TELLING,
} from './boundary-tables.ts';

/** Words with this score in front or less lead to the next one. */
const LEADING_SCORE = -2.8;
/** A clause within another: no place for an end. */
const INNER_CLAUSE = -2;

/**
 * How likely a sentence ends in front of the word at `index`, as log-odds against any other place; 0 when the words tell nothing,
 * as those of other languages. Words are plain (see `toPlain`).
 */
export function scoreWords(words: readonly string[], index: number): number {
  const [before, after, second, third] = [-1, 0, 1, 2].map((distance) => words[index + distance] ?? '') as [string, string, string, string];
  const [furthest, further] = [words[index - 3] ?? '', words[index - 2] ?? ''];
  if (SUBJECT.test(after)) {
    // "How dark they are", "told us he", "the house that we", "the most fun I".
    if (further === 'how' || (TELLING.test(further) && OBJECT.test(before)) || RELATIVE_HEAD.test(before)) return INNER_CLAUSE;
    if (before === 'that' && !POINTING.test(after)) return INNER_CLAUSE;
    if (SUPERLATIVE.test(further) || SUPERLATIVE.test(furthest)) return INNER_CLAUSE;
    // "I don't – I think": an auxiliary is the end where another subject follows.
    if (SUBJECT.test(further) && AUXILIARY.test(before) && !(BEING.test(before) && POINTING.test(after)))
      return scoreFirst('', after, second, third);
  }
  return (LAST.get(before) ?? 0) + scoreFirst(before, after, second, third);
}

function scoreFirst(before: string, after: string, second: string, third: string): number {
  // "Do you", "is it": a question, unless its word stands in front.
  if (AUXILIARY.test(after) && SUBJECT.test(second)) {
    if (QUESTION.test(before)) return INNER_CLAUSE;
    return BEING.test(after) && POINTING.test(second) ? 0.6 : 1.8;
  }
  // "What do you".
  if (QUESTION.test(after) && AUXILIARY.test(second) && SUBJECT.test(third)) return 2.6;
  if (QUESTION.test(after) && (AUXILIARY.test(second) || (DEGREE.test(second) && AUXILIARY.test(third)))) return 1.8;
  if (/^(?:what|who|where|how)'s$/u.test(after)) return 1.5;
  const pair = FIRST_TWO.get(`${after} ${second}`);
  if (pair !== undefined) return pair;
  if (/^(?:last|next|every|one)$/u.test(after) && PERIOD.test(second)) return 0.8;
  const alone = FIRST.get(after) ?? 0;
  if (CONJUNCTION.test(after)) return alone + scoreJoined(after, second);
  if (after === 'there' && AUXILIARY.test(second)) return 2.4;
  if (SUBJECT.test(after) && AUXILIARY.test(second)) return Math.max(alone, 1) + 0.8;
  // "The force is": a clause of its own.
  if (DETERMINER.test(after) && AUXILIARY.test(third)) return Math.max(alone, 0) + 1;
  if (SUBORDINATE.test(after) && SUBJECT.test(second)) return Math.max(alone, 0.4);
  return IMPERATIVE.test(after) && alone === 0 ? 0.8 : alone;
}

/** "And we", "but the", "then put": the conjunction joins clauses, not words. */
function scoreJoined(conjunction: string, second: string): number {
  if (SUBJECT.test(second)) return conjunction === 'and' ? 1.2 : 0.8;
  return DETERMINER.test(second) || (conjunction !== 'and' && IMPERATIVE.test(second)) ? 0.6 : 0;
}

/** True for a piece that can stand alone although it is short: "yes", "all right". */
export function isWholeAnswer(words: readonly string[]): boolean {
  return words.every((word) => ANSWER.test(word));
}

/** True for a piece that begins as a clause, so that it may be a sentence although it is short: "he's awake", "is it", "go left". */
export function isClause(words: readonly string[]): boolean {
  const [first = '', second = ''] = words;
  if (words.length < 2) return false;
  return SUBJECT.test(first) || IMPERATIVE.test(first) || QUESTION.test(first) || (AUXILIARY.test(first) && SUBJECT.test(second));
}

/** True for a piece that opens a sentence and is none: "if you try it", "in this video", "every morning". */
export function isOpening(words: readonly string[]): boolean {
  const [first = '', last = ''] = [words[0], words.at(-1)];
  return SUBORDINATE.test(first) ? words.length <= 6 : words.length <= 3 && (PREPOSITION.test(first) || PERIOD.test(last));
}

/** True for words that lead to the next one, so that a pause behind them belongs before them: "and … we". */
export function isLeading(word = ''): boolean {
  return (LAST.get(word) ?? 0) <= LEADING_SCORE;
}

/** The form the tables have: lower case, without marks. */
export function toPlain(word: string): string {
  return word
    .toLowerCase()
    .replaceAll('’', "'")
    .replace(/[^\p{L}\p{N}']/gu, '');
}
