/** A transcript to sentences with start and end. */

import type { Segment, Transcript } from '../../../shared/transcript.ts';
import type { Style } from './measure-style.ts';
import { measureStyle } from './measure-style.ts';
import { findCaptionStarts } from './split-captions.ts';
import { findSentenceStarts } from './split-sentences.ts';
import { findLikelyStarts } from './split-unmarked.ts';
import type { TimedWord } from './spread-times.ts';
import { toRuns } from './timed-words.ts';

/** A sentence longer than this is a passage whose punctuation is missing; it is cut as speech without marks is. */
const MAX_SENTENCE_WORDS = 60;

/**
 * Cuts a transcript into sentences, in the order of time, every word once. Sounds stay as segments of their own with
 * `speech` false. Rows of a CSV stay as they are.
 */
export function toSegments(transcript: Transcript): Segment[] {
  if (transcript.format === 'csv') {
    return transcript.cues.map((cue) => ({
      start: cue.start,
      end: cue.end,
      text: cue.text.replaceAll('\n', ' '),
      speech: hasSpeech(cue.text),
    }));
  }
  const style = measureStyle(toRuns(transcript.cues));
  const segments: Segment[] = [];
  for (const { words, isSound } of toRuns(transcript.cues)) {
    if (isSound) {
      segments.push(toSegment(words, false));
      continue;
    }
    const starts = style.isPunctuated ? findStarts(words, style) : findLikelyStarts(words);
    for (const sentence of cutAt(words, starts)) segments.push(toSegment(sentence, hasLetters(sentence)));
  }
  return segments;
}

/** Sentence starts by marks and captions, and cuts within what is too long to be a sentence. */
function findStarts(words: readonly TimedWord[], style: Style): number[] {
  const marked = findSentenceStarts(
    words.map((word) => word.text),
    style.isCapitalized,
  );
  const starts = [...new Set([...marked, ...findCaptionStarts(words, style)])].toSorted((a, b) => a - b);
  let first = 0;
  return [...starts, words.length].flatMap((start) => {
    const inner = start - first > MAX_SENTENCE_WORDS ? findLikelyStarts(words.slice(first, start)).map((index) => first + index) : [];
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

/** Dashes and dots alone are nobody's words. Emoji are: they carry emotion. */
function hasLetters(words: readonly TimedWord[]): boolean {
  return words.some((word) => /[\p{L}\p{N}\p{Extended_Pictographic}_]|[?!]/u.test(word.text));
}

/** True when a text is at least in part somebody’s words, and no mere sound such as "[Music]". */
export function hasSpeech(text: string): boolean {
  for (const run of toRuns([{ start: null, end: null, text }])) if (!run.isSound && hasLetters(run.words)) return true;
  return false;
}
