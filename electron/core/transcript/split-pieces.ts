/** A cue's text to what is spoken, by whom, and what only sounds. */

/** A stretch of a cue by one speaker, or one sound. */
export interface Piece {
  readonly text: string;
  readonly isSound: boolean;
  /** Somebody else begins to speak here. */
  readonly startsNew: boolean;
}

/** Sounds that stand in brackets amid speech; elsewhere in a line, brackets may hold words. */
const SOUND_NAMES =
  'music|applause|laughter|laughs?|laughing|chuckles?|giggles?|cheers?|cheering|crowd [a-z]+|sighs?|gasps?|sobs?|sobbing|cries|crying|screams?|screaming|shouts?|groans?|coughs?|coughing|sniffs?|whistles?|silence|inaudible|crosstalk|static|beep|bleep|bell rings|phone rings|door [a-z]+|splash|thunder|footsteps|clapping|foreign';
const INNER_SOUND = new RegExp(
  String.raw`(\[\s?(?:(?:[a-z]+ ){0,2}(?:${SOUND_NAMES})(?: [a-z]+){0,2})\s?\]|\(\s?(?:(?:[a-z]+ ){0,2}(?:${SOUND_NAMES}))\s?\)|[♪♫][^♪♫]{0,300}[♪♫]+)`,
  'giu',
);
/** Brackets around a whole line or cue: YouTube's `[ __ ]` stands for a word and is none. */
const BRACKETED = /^(?:\[([^[\]_]{1,80})\]|\(([^()]{1,80})\))$/u;
/** A sentence in brackets is said, aside or in another language: three words or more, and a mark at the end. */
const SENTENCE = /\S\s+\S+\s+\S.*[.!?…]$/u;
const NOTE_FIRST = /^[♪♫]/u;
const NOTE_LAST = /[♪♫]$/u;
/** `>>`, or a dash and a space, or a dash before a capital: somebody else speaks. */
const SPEAKER = /^(?:>{2,}|[-–—](?=\s|\p{Lu}))\s*/u;
/** The same within a line, a dash only behind the end of a sentence. No part of it is of any length: lines may have millions of characters. */
const TURN = /(?<!>)(?=>>)|(?<=[.!?…]["”]? )(?=[-–—] ?\p{Lu})/u;

/** Cuts a cue's text (clean, with its line breaks) at sounds and new speakers. Speaker marks go; every other character but white space stays. */
export function splitPieces(text: string): Piece[] {
  const whole = text.replaceAll('\n', ' ');
  // Song lines between two notes, however many.
  if (isBracketed(whole) || (NOTE_FIRST.test(whole) && NOTE_LAST.test(whole))) return [toSound(whole)];
  return text.split('\n').flatMap((line) => {
    const trimmed = line.trim();
    return isBracketed(trimmed) || NOTE_FIRST.test(trimmed) || NOTE_LAST.test(trimmed)
      ? [toSound(trimmed)]
      : trimmed.split(TURN).flatMap(toSpeech);
  });
}

function isBracketed(text: string): boolean {
  const match = BRACKETED.exec(text);
  return match !== null && !SENTENCE.test((match[1] ?? match[2] ?? '').trim());
}

function toSound(text: string): Piece {
  return { text, isSound: true, startsNew: true };
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
