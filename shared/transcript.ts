/** What a transcript consists of, before and after it is cut into sentences. */

/** One caption as it stood in the file. Times in seconds; null where the source has none. */
export interface Cue {
  readonly start: number | null;
  readonly end: number | null;
  readonly text: string;
  /** The start of single words, where the source has them (json3, srv3): seconds, in the order of the text. */
  readonly words?: readonly { readonly start: number; readonly text: string }[];
}

export const TRANSCRIPT_FORMATS = ['srt', 'vtt', 'sbv', 'ttml', 'json3', 'srv3', 'timedtext', 'csv', 'text'] as const;
export type TranscriptFormat = (typeof TRANSCRIPT_FORMATS)[number];

/** A file's cues in the order of time, and what was repaired or left out on the way. */
export interface Transcript {
  readonly format: TranscriptFormat;
  readonly encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';
  readonly cues: readonly Cue[];
  /** Sentences for a person, for example "3 cues had no valid time and were left out." */
  readonly warnings: readonly string[];
}

/** One sentence with start and end. `speech` false marks sounds such as "[Music]": kept, shown, never classified. */
export interface Segment {
  /** Seconds, or null when the source has no times. */
  readonly start: number | null;
  readonly end: number | null;
  readonly text: string;
  readonly speech: boolean;
}
