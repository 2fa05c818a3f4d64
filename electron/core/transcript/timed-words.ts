/** Cues to a stream of words with times, cut where a sentence can't go on: at sounds, new speakers and silences. */

import type { Cue } from '../../../shared/transcript.ts';
import { splitLongCue } from './split-long-cue.ts';
import { splitPieces } from './split-pieces.ts';
import type { TimedWord } from './spread-times.ts';
import { spreadTimes } from './spread-times.ts';

/** Words that may form sentences with each other, or one sound. */
export interface Run {
  readonly words: readonly TimedWord[];
  readonly isSound: boolean;
}

/** A silence this long ends a sentence whatever the punctuation says. */
const SILENCE_SECONDS = 4;
/** And one this long before a capital: signs and songs have no marks, and the next who speaks does not go on with them. */
const SILENCE_BEFORE_CAPITAL_SECONDS = 1.5;
const CAPITAL = /^["“‘'(]?(?!I\b)\p{Lu}/u;
/** A run is cut here at the latest, so that no text without an end is searched as one piece. */
const MAX_RUN_WORDS = 4000;

/** All words of the cues, once each and in their order, as runs; one after the other, so that a huge file is never held word by word. */
export function* toRuns(cues: readonly Cue[]): Generator<Run, void, undefined> {
  let words: TimedWord[] = [];
  for (const cue of cues) {
    for (const { own, isSound, startsNew } of toTimedPieces(cue)) {
      const [first] = own;
      if (!first) continue;
      if (words.length > 0 && (isSound || startsNew || isSilence(words.at(-1), first))) {
        yield { words, isSound: false };
        words = [];
      }
      if (isSound) {
        yield { words: own, isSound: true };
        continue;
      }
      for (const word of own) words.push(word);
      for (; words.length > MAX_RUN_WORDS; words = words.slice(MAX_RUN_WORDS))
        yield { words: words.slice(0, MAX_RUN_WORDS), isSound: false };
    }
    // Without times nothing tells whether two paragraphs belong together; they were set apart on purpose.
    if (cue.start !== null || words.length === 0) continue;
    yield { words, isSound: false };
    words = [];
  }
  if (words.length > 0) yield { words, isSound: false };
}

function* toTimedPieces(
  cue: Cue,
): Generator<{ readonly own: readonly TimedWord[]; readonly isSound: boolean; readonly startsNew: boolean }> {
  for (const part of splitLongCue(cue)) {
    const pieces = splitPieces(part.text);
    const timed = spreadTimes(part, pieces);
    for (const [index, { isSound, startsNew }] of pieces.entries()) yield { own: timed[index] ?? [], isSound, startsNew };
  }
}

function isSilence(last: TimedWord | undefined, next: TimedWord): boolean {
  if (last === undefined || last.end === null || next.start === null) return false;
  return next.start - last.end >= (CAPITAL.test(next.text) ? SILENCE_BEFORE_CAPITAL_SECONDS : SILENCE_SECONDS);
}
