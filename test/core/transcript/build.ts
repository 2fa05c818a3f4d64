/** Short ways to make transcripts for the tests of this folder. */

import { parseTranscript } from '../../../electron/core/transcript/read-transcript.ts';
import { toSegments } from '../../../electron/core/transcript/to-segments.ts';
import type { Cue, Segment, Transcript, TranscriptFormat } from '../../../shared/transcript.ts';

/** Parses text as a file of the given name. */
export function parseFile(name: string, text: string): Promise<Transcript> {
  return parseTranscript(new TextEncoder().encode(text), { name });
}

/** A transcript of the given cues, as a parser would give it. */
export function transcriptOf(cues: readonly Cue[], format: TranscriptFormat = 'srt'): Transcript {
  return { format, encoding: 'utf-8', cues, warnings: [] };
}

/** Segments of cues that are each three seconds long, one behind the other. */
export function segmentsOf(...texts: readonly string[]): Segment[] {
  return toSegments(transcriptOf(texts.map((text, index) => ({ start: index * 3, end: index * 3 + 3, text }))));
}

/** `SRT` of texts, three seconds each. */
export function srtOf(texts: readonly string[]): string {
  const clock = (seconds: number): string =>
    `00:${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')},000`;
  return texts.map((text, index) => `${index + 1}\n${clock(index * 3)} --> ${clock(index * 3 + 3)}\n${text}\n`).join('\n');
}

/** A small seeded generator (mulberry32), so that a failing case can be made again from its seed. */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 4294967296;
  };
}
