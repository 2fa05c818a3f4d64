/** Gives every word of a cue its time. */

import type { Cue } from '../../../shared/transcript.ts';
import type { Piece } from './split-pieces.ts';

/** A word and when it is said, in seconds; all times are null where the source has none. */
export interface TimedWord {
  readonly text: string;
  readonly start: number | null;
  /** Where the next word starts, or the cue ends. */
  readonly end: number | null;
  /** When the word is over if it is said at the usual speed: from here to the next word's start is a pause. */
  readonly spokenUntil: number | null;
  /** The source has the word's own start; else it is a share of its caption's time. */
  readonly hasOwnTime: boolean;
  /** The first of its caption. */
  readonly startsCue: boolean;
}

/** Seconds a word takes when it is spoken without a pause: a base and a share per letter, with an upper limit. */
const WORD_BASE_SECONDS = 0.11;
const WORD_LETTER_SECONDS = 0.055;
const WORD_MAX_SECONDS = 0.9;
/** Words of the cue that are passed over in the search for one's time: speaker marks, parts of sounds. */
const MAX_LOOKAHEAD = 4;

interface Token {
  readonly text: string;
  readonly piece: number;
}

/**
 * The words of each piece with their times: the cue's own word times where it has them, else a share of the cue's time by letters.
 * A sound is one word. Times never run backwards, and stay inside the cue.
 */
export function spreadTimes(cue: Cue, pieces: readonly Piece[]): TimedWord[][] {
  const tokens = pieces.flatMap((piece, index): Token[] =>
    piece.isSound ? [{ text: piece.text, piece: index }] : piece.text.split(/\s+/u).map((text) => ({ text, piece: index })),
  );
  const timed: TimedWord[][] = pieces.map(() => []);
  const words =
    cue.start === null || cue.end === null
      ? tokens.map(({ text }, index) => withoutTime(text, index === 0))
      : withTimes(cue, cue.start, cue.end, tokens);
  words.forEach((word, index) => timed[tokens[index]?.piece ?? 0]?.push(word));
  return timed;
}

function withoutTime(text: string, startsCue: boolean): TimedWord {
  return { text, start: null, end: null, spokenUntil: null, hasOwnTime: false, startsCue };
}

function withTimes(cue: Cue, start: number, end: number, tokens: readonly Token[]): TimedWord[] {
  const own = findOwnTimes(cue, tokens);
  const total = tokens.reduce((sum, { text }) => sum + text.length + 1, 0);
  let passed = 0;
  let latest = start;
  const starts = tokens.map(({ text }, index) => {
    const shared = start + ((end - start) * passed) / total;
    passed += text.length + 1;
    latest = Math.min(end, Math.max(latest, own[index] ?? shared));
    return latest;
  });
  const spokenAll = start + tokens.reduce((sum, { text }) => sum + spokenSeconds(text), 0);
  return tokens.map(({ text }, index) => {
    const from = starts[index] ?? end;
    const to = starts[index + 1] ?? end;
    // Where only the cue has times, what is left of them is the silence at its end, and nothing is known of pauses inside.
    const inferred = index + 1 < tokens.length ? to : Math.min(end, spokenAll);
    const hasOwnTime = own[index] !== undefined;
    const spokenUntil = hasOwnTime ? from + spokenSeconds(text) : inferred;
    return { text, start: from, end: to, spokenUntil, hasOwnTime, startsCue: index === 0 };
  });
}

function spokenSeconds(word: string): number {
  return Math.min(WORD_MAX_SECONDS, WORD_BASE_SECONDS + WORD_LETTER_SECONDS * word.length);
}

/** The cue's word times in the order of the tokens; marks that are no token any more are passed over. */
function findOwnTimes(cue: Cue, tokens: readonly Token[]): readonly (number | undefined)[] {
  const words = cue.words ?? [];
  if (words.length === 0) return [];
  let place = 0;
  return tokens.map(({ text }) => {
    const parts = text.split(' ');
    const first = parts[0] ?? '';
    const found = words.slice(place, place + MAX_LOOKAHEAD).findIndex((word) => word.text === first || word.text.endsWith(first));
    if (found < 0) return undefined;
    const time = words[place + found]?.start;
    place += found + parts.length;
    return time;
  });
}
