/** SubRip and WebVTT, YouTube's rolling kind included. */

import * as captions from 'media-captions';
import { formatSrtTime } from '../../../shared/format-time.ts';
import type { Cue } from '../../../shared/transcript.ts';
import { cleanText } from './clean-text.ts';
import { parseClock } from './parse-time.ts';
import type { ParsedCues } from './raw-cue.ts';
import { hasText } from './raw-cue.ts';
import { removeRepeats } from './remove-repeats.ts';

/** A time stamp inside a WebVTT cue: when the words behind it are said. */
const INNER_TIME = /<((?:\d+:)?\d{2}:\d{2}\.\d{3})>/u;

/** What is used of the library; its own declarations import without file extensions, which NodeNext does not resolve. */
interface CaptionsLibrary {
  parseText(text: string, options: { readonly type: 'srt' | 'vtt' }): Promise<{
    readonly cues: readonly { readonly startTime: number; readonly endTime: number; readonly text: string }[];
  }>;
}
const { parseText } = captions as unknown as CaptionsLibrary;

/** Parses SubRip or WebVTT. Broken cues are skipped and counted; the library never throws on them. */
export async function parseCaptions(text: string, type: 'srt' | 'vtt'): Promise<ParsedCues> {
  const { cues } = await parseText(prepare(text, type), { type });
  const isRolling = type === 'vtt' && INNER_TIME.test(text);
  const read = cues.flatMap((cue) => {
    const words = isRolling ? readWords(cue.text, cue.startTime) : undefined;
    const plain = { start: cue.startTime, end: cue.endTime, text: cleanText(cue.text) };
    const lines = words ? { ...plain, words } : plain;
    return hasText(lines) ? [lines] : [];
  });
  // A line with an arrow that is no cue's times, nor a comment's, is a cue that could not be read.
  const announced = text.split('\n').filter((line) => line.includes('-->') && !line.trimStart().startsWith('<!--')).length;
  return { cues: isRolling ? removeRepeats(read) : read, skipped: Math.max(0, announced - cues.length) };
}

/** A line with a cue's times, as SubRip, WebVTT and their many imitations write it; settings may follow. */
const TIMES = /^\s*((?:\d{1,3}:)?\d{1,3}:\d{1,2}(?:[.,]\d{1,3})?)\s*-->\s*((?:\d{1,3}:)?\d{1,3}:\d{1,2}(?:[.,]\d{1,3})?)(?=\s|$)/u;
/** Given to a cue that ends at or before its start: the library would drop it, words and all. Repaired later. */
const TOKEN_SECONDS = 0.001;

/** Puts the file in the one form the library reads without loss: full times, an empty line before each cue, ends after starts. */
function prepare(text: string, type: 'srt' | 'vtt'): string {
  const prepared: string[] = [];
  for (const line of text.split(/\r\n?|\n/u)) {
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

/** Starts a new block for a cue's times; a number right above them is the cue's and goes with them. */
function separate(lines: string[]): void {
  const hasNumber = /^\s*\d+\s*$/u.test(lines.at(-1) ?? '');
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
