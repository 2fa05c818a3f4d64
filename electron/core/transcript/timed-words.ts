/** Cues to a stream of words with times, cut where a sentence can't go on: at sounds, new speakers and silences. */

import type { Cue } from '../../../shared/transcript.ts';

/** A word and when it is said; times are null where the source has none. */
export interface TimedWord {
  readonly text: string;
  readonly start: number | null;
  readonly end: number | null;
}

/** Words that may form sentences with each other, or one sound. */
export interface Run {
  readonly words: readonly TimedWord[];
  readonly isSound: boolean;
}

/** A silence this long ends a sentence whatever the punctuation says. */
const SILENCE_SECONDS = 4;
/** A run is cut here at the latest, so that no text without an end is searched as one piece. */
const MAX_RUN_WORDS = 4000;

/** Sounds that stand in brackets amid speech; elsewhere in a line, brackets may hold words. */
const SOUND_NAMES =
  'music|applause|laughter|laughs?|laughing|chuckles?|giggles?|cheers?|cheering|crowd [a-z]+|sighs?|gasps?|sobs?|sobbing|cries|crying|screams?|screaming|shouts?|groans?|coughs?|coughing|sniffs?|whistles?|silence|inaudible|crosstalk|static|beep|bleep|bell rings|phone rings|door [a-z]+|splash|thunder|footsteps|clapping|foreign';
const INNER_SOUND = new RegExp(String.raw`(\[\s*(?:(?:[a-z]+ ){0,2}(?:${SOUND_NAMES})(?: [a-z]+){0,2})\s*\]|\(\s*(?:(?:[a-z]+ ){0,2}(?:${SOUND_NAMES}))\s*\)|[♪♫][^♪♫]{0,300}[♪♫]+)`, 'giu');
/** A whole line in brackets, or with a note: YouTube's `[ __ ]` stands for a word and is none. */
const WHOLE_SOUND = /^(?:\[[^[\]_]{1,80}\]|\([^()]{1,80}\)|[♪♫].*|.*[♪♫]|[♪♫\s]+)$/u;
/** `>>`, or a dash and a space, or a dash before a capital: somebody else speaks. */
const SPEAKER = /^(?:>{2,}|[-–—](?=\s|\p{Lu}))\s*/u;

interface Piece {
  readonly text: string;
  readonly isSound: boolean;
  readonly startsNew: boolean;
}

/** All words of the cues, once each and in their order, as runs. */
export function toRuns(cues: readonly Cue[]): Run[] {
  const runs: Run[] = [];
  let words: TimedWord[] = [];
  const finish = (): void => {
    if (words.length > 0) runs.push({ words, isSound: false });
    words = [];
  };
  for (const cue of cues) {
    const pieces = toPieces(cue.text);
    const timed = spread(cue, pieces);
    pieces.forEach((piece, index) => {
      const own = timed[index] ?? [];
      const [first] = own;
      if (!first) return;
      if (piece.isSound || piece.startsNew || words.length >= MAX_RUN_WORDS || isSilence(words.at(-1), first)) finish();
      if (piece.isSound) runs.push({ words: own, isSound: true });
      else for (const word of own) words.push(word);
    });
    // Without times nothing tells whether two paragraphs belong together; they were set apart on purpose.
    if (cue.start === null) finish();
  }
  finish();
  return runs;
}

function isSilence(last: TimedWord | undefined, next: TimedWord): boolean {
  return last !== undefined && last.end !== null && next.start !== null && next.start - last.end >= SILENCE_SECONDS;
}

function toPieces(text: string): Piece[] {
  return text.split('\n').flatMap((line) => {
    const trimmed = line.trim();
    if (WHOLE_SOUND.test(trimmed)) return [{ text: trimmed, isSound: true, startsNew: true }];
    // `>>` may also stand within a line.
    return trimmed.split(/(?=>{2,})/u).flatMap(toSpeech);
  });
}

function toSpeech(turn: string): Piece[] {
  const startsNew = SPEAKER.test(turn);
  const parts = turn.replace(SPEAKER, '').split(INNER_SOUND);
  return parts.flatMap((part, index) => {
    const text = part.trim();
    if (text === '') return [];
    return [{ text, isSound: index % 2 === 1, startsNew: startsNew && index === 0 }];
  });
}

/** Gives each word its time: the cue's own word times where it has them, else a share of the cue's time by letters. */
function spread(cue: Cue, pieces: readonly Piece[]): TimedWord[][] {
  const texts = pieces.map((piece) => (piece.isSound ? [piece.text] : piece.text.split(/\s+/u)));
  const { start, end } = cue;
  if (start === null || end === null) return texts.map((words) => words.map((text) => ({ text, start: null, end: null })));
  const count = texts.reduce((sum, words) => sum + words.length, 0);
  const letters = texts.flat().map((text) => text.length + 1);
  const total = letters.reduce((sum, length) => sum + length, 0);
  let place = 0;
  let passed = 0;
  const startOf = (index: number, before: number): number => {
    const own = cue.words?.length === count ? cue.words[index]?.start : undefined;
    const shared = start + ((end - start) * before) / total;
    return Math.min(end, Math.max(start, own ?? shared));
  };
  return texts.map((words) =>
    words.map((text) => {
      const from = startOf(place, passed);
      passed += letters[place] ?? 0;
      place += 1;
      const to = place < count ? startOf(place, passed) : end;
      return { text, start: from, end: Math.max(from, to) };
    }),
  );
}
