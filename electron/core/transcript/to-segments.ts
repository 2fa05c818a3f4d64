/** A transcript to sentences with start and end. */

import type { Segment, Transcript } from '../../../shared/transcript.ts';
import { findPauseStarts } from './split-by-pauses.ts';
import { findSentenceStarts } from './split-sentences.ts';
import type { Run, TimedWord } from './timed-words.ts';
import { toRuns } from './timed-words.ts';

/** Speech with fewer marks than this is not punctuated: automatic captions. */
const MARKS_PER_WORD = 0.02;
const MARK = /[.!?…。！？]["”’')\]]*$/u;
/** A sentence longer than this is a passage whose punctuation is missing; it is cut at its pauses. */
const MAX_SENTENCE_WORDS = 60;

/**
 * Cuts a transcript into sentences, in the order of time, every word once. Sounds stay as segments of their own with
 * `speech` false. Rows of a CSV stay as they are.
 */
export function toSegments(transcript: Transcript): Segment[] {
  if (transcript.format === 'csv') {
    return transcript.cues.map((cue) => ({ start: cue.start, end: cue.end, text: cue.text.replaceAll('\n', ' '), speech: !isOnlySound(cue.text) }));
  }
  const runs = toRuns(transcript.cues);
  const isPunctuated = hasPunctuation(runs);
  return runs.flatMap((run) => {
    if (run.isSound) return [toSegment(run.words, false)];
    return cutAt(run.words, isPunctuated ? findStarts(run.words) : findPauseStarts(run.words)).map((words) => toSegment(words, hasLetters(words)));
  });
}

/** Sentence starts, and the pauses within sentences that are too long to be one. */
function findStarts(words: readonly TimedWord[]): number[] {
  const starts = findSentenceStarts(words.map((word) => word.text));
  let first = 0;
  return [...starts, words.length].flatMap((start) => {
    const inner = start - first > MAX_SENTENCE_WORDS ? findPauseStarts(words.slice(first, start)).map((index) => first + index) : [];
    first = start;
    return start === words.length ? inner : [...inner, start];
  });
}

function cutAt(words: readonly TimedWord[], starts: readonly number[]): (readonly TimedWord[])[] {
  return [0, ...starts].map((start, index) => words.slice(start, starts[index] ?? words.length));
}

function toSegment(words: readonly TimedWord[], speech: boolean): Segment {
  return { start: words[0]?.start ?? null, end: words.at(-1)?.end ?? null, text: words.map((word) => word.text).join(' '), speech };
}

function hasPunctuation(runs: readonly Run[]): boolean {
  let [words, marks] = [0, 0];
  for (const run of runs) {
    if (run.isSound) continue;
    words += run.words.length;
    for (const word of run.words) if (MARK.test(word.text)) marks += 1;
  }
  return marks > 0 && marks >= words * MARKS_PER_WORD;
}

/** Dashes and dots alone are nobody's words. Emoji are: they carry emotion. */
function hasLetters(words: readonly TimedWord[]): boolean {
  return words.some((word) => /[\p{L}\p{N}\p{Extended_Pictographic}_]|[?!]/u.test(word.text));
}

function isOnlySound(text: string): boolean {
  return toRuns([{ start: null, end: null, text }]).every((run) => run.isSound);
}
