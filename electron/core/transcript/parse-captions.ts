/** SubRip and WebVTT, YouTube's rolling kind included. */

import * as captions from 'media-captions';
import { formatSrtTime } from '../../../shared/format-time.ts';
import { EMOTIONS, INTENSITIES, SUB_EMOTIONS } from '../../../shared/labels.ts';
import type { Cue } from '../../../shared/transcript.ts';
import { cleanText } from './clean-text.ts';
import { checkCueCount } from './limits.ts';
import { parseClock } from './parse-time.ts';
import type { ParsedCues } from './raw-cue.ts';
import { hasText } from './raw-cue.ts';
import { isRolling, removeRepeats } from './remove-repeats.ts';

/** A time stamp inside a WebVTT cue: when the words behind it are said. */
const INNER_TIME = /<((?:\d+:)?\d{2}:\d{2}\.\d{3})>/u;

/** What Moodline's own subtitles say before the words (see export/to-srt.ts): the words are to be judged without it. */
const OWN_LABELS = new RegExp(
  String.raw`^\[(?:${EMOTIONS.join('|')}) · (?:${SUB_EMOTIONS.join('|')}) · (?:${INTENSITIES.join('|')})\] `,
  'u',
);

/** What is used of the library; its own declarations import without file extensions, which NodeNext does not resolve. */
interface CaptionsLibrary {
  readonly parseText: (
    text: string,
    options: { readonly type: 'srt' | 'vtt'; readonly errors: boolean },
  ) => Promise<{ readonly cues: readonly { readonly startTime: number; readonly endTime: number; readonly text: string }[] }>;
}
const { parseText } = captions as unknown as CaptionsLibrary;

/**
 * Parses SubRip or WebVTT; `name` is the file's name for the messages. Broken cues are skipped and counted; the library never
 * throws on them. Throws `input_too_large` over the limit of cues.
 */
export async function parseCaptions(text: string, type: 'srt' | 'vtt', name: string): Promise<ParsedCues> {
  checkCueCount(text, /-->/gu, name);
  const hasInnerTimes = type === 'vtt' && INNER_TIME.test(text);
  const { cues } = await parseText(prepare(text, type), { type, errors: false });
  const read = cues.flatMap((cue) => {
    const plain = { start: cue.startTime, end: cue.endTime, text: cleanText(cue.text).replace(OWN_LABELS, '') };
    const words = hasInnerTimes ? readWords(cue.text, cue.startTime) : [];
    return hasText(plain) ? [words.length > 0 ? { ...plain, words } : plain] : [];
  });
  // A line with an arrow that is no cue's times, nor a comment's, is a cue that could not be read.
  const announced = text.split('\n').filter((line) => line.includes('-->') && !line.trimStart().startsWith('<!--')).length;
  return { cues: isRolling(read, hasInnerTimes) ? removeRepeats(read) : read, skipped: Math.max(0, announced - cues.length) };
}

/** A line with a cue's times, as SubRip, WebVTT and their many imitations write it; settings may follow. */
const TIMES = /^\s*((?:\d{1,3}:)?\d{1,3}:\d{1,2}(?:[.,]\d{1,3})?)\s*-->\s*((?:\d{1,3}:)?\d{1,3}:\d{1,2}(?:[.,]\d{1,3})?)(?=\s|$)/u;
const NUMBER = /^\s*\d+\s*$/u;
const HALF_TIMES = /^\s*\d+(?::[\d:.,]*)?\s*-{0,2}>?$/u;
/** Given to a cue that ends at or before its start: the library would drop it, words and all. Repaired later. */
const TOKEN_SECONDS = 0.001;

/** Puts the file in the one form the library reads without loss: full times, an empty line before each cue, ends after starts. */
function prepare(text: string, type: 'srt' | 'vtt'): string {
  const prepared: string[] = [];
  const lines = text.split(/\r\n?|\n/u);
  for (const line of type === 'srt' ? joinBrokenCues(lines) : lines) {
    const times = TIMES.exec(line);
    if (!times) {
      prepared.push(line);
      continue;
    }
    separate(prepared);
    const [start, end] = [parseClock(times[1] ?? '') ?? 0, parseClock(times[2] ?? '') ?? 0];
    prepared.push(`${toTime(start, type)} --> ${toTime(end > start ? end : start + TOKEN_SECONDS, type)}`);
  }
  const joined = prepared.join('\n');
  return type === 'srt' || joined.startsWith('WEBVTT') ? joined : `WEBVTT\n\n${joined}`;
}

/** Takes out the empty lines amid a SubRip cue's text: what follows them is no new cue, and the library would lose it. */
function joinBrokenCues(lines: readonly string[]): string[] {
  const kept: string[] = [];
  // From the end, so that the lines below an empty one are known.
  let [below, belowThat] = ['', ''];
  for (const line of withoutCutEnd(lines).toReversed()) {
    const isEmpty = line.trim() === '';
    if (isEmpty && below !== '' && !startsCue(below, belowThat)) {
      // The number of a cue that has lost its times.
      if (NUMBER.test(below) && kept.at(-2)?.trim()) kept.pop();
      continue;
    }
    kept.push(line);
    if (!isEmpty) [below, belowThat] = [line, below];
  }
  return kept.reverse();
}

/** Without the number and half the times of a last cue that was cut off. */
function withoutCutEnd(lines: readonly string[]): readonly string[] {
  const end = lines.findLastIndex((line) => line.trim() !== '');
  const [last = '', number = ''] = [lines[end], lines[end - 1]];
  if (!HALF_TIMES.test(last)) return lines;
  if (number.trim() === '') return lines.slice(0, end);
  return NUMBER.test(number) && lines[end - 2]?.trim() === '' ? lines.slice(0, end - 1) : lines;
}

function startsCue(line: string, next: string): boolean {
  return line.includes('-->') || (NUMBER.test(line) && next.includes('-->'));
}

/** Starts a new block for a cue's times; a number right above them is the cue's and goes with them. */
function separate(lines: string[]): void {
  const hasNumber = NUMBER.test(lines.at(-1) ?? '');
  const place = hasNumber ? lines.length - 1 : lines.length;
  if (place > 0 && lines[place - 1]?.trim() !== '') lines.splice(place, 0, '');
}

function toTime(seconds: number, type: 'srt' | 'vtt'): string {
  const time = formatSrtTime(seconds);
  return type === 'srt' ? time : time.replace(',', '.');
}

/** The words of the lines that carry inner times; those before the first one start with the cue. */
function readWords(markup: string, start: number): NonNullable<Cue['words']> {
  const words: { start: number; text: string }[] = [];
  let time = start;
  for (const part of markup.split(/(<(?:\d+:)?\d{2}:\d{2}\.\d{3}>)/u)) {
    const stamp = INNER_TIME.exec(part)?.[1];
    if (stamp !== undefined) time = parseClock(stamp) ?? time;
    else for (const word of cleanText(part).split(/\s+/u).filter(Boolean)) words.push({ start: time, text: word });
  }
  return words;
}
