/** One transcript's segments and predictions, in the shape that `predict --json` prints. */

import type { Emotion, Intensity, SubEmotion } from './labels.ts';
import type { Channel } from './model-config.ts';

export interface AnalysisSource {
  /** `sheet` is a result sheet of the old pipeline that was imported. */
  readonly kind: 'file' | 'stdin' | 'text' | 'sample' | 'sheet' | 'youtube';
  /** The path or file name as given, `-` for standard input, the sample's or the video's id; empty for pasted text. */
  readonly ref: string;
  readonly title: string;
  /** BCP 47 tag of the text's language, as far as it is known. */
  readonly language: string;
}

/** A sentence and its labels; a segment that is not speech has null labels and scores. Times in seconds, null where there are none. */
export interface AnalyzedSegment {
  readonly start_time: number | null;
  readonly end_time: number | null;
  readonly text: string;
  readonly emotion: Emotion | null;
  readonly emotion_score: number | null;
  readonly sub_emotion: SubEmotion | null;
  readonly sub_emotion_score: number | null;
  readonly intensity: Intensity | null;
  readonly intensity_score: number | null;
}

/** Share of speaking time per label, in 0…1, the largest first; shares of words where the source has no times. */
export interface AnalysisSummary {
  readonly emotion: Readonly<Record<string, number>>;
  readonly sub_emotion: Readonly<Record<string, number>>;
  readonly intensity: Readonly<Record<string, number>>;
}

export interface Analysis {
  readonly source: AnalysisSource;
  readonly model: { readonly channel: Channel; readonly version: string; readonly sha256: string };
  readonly segments: readonly AnalyzedSegment[];
  readonly summary: AnalysisSummary;
  /** Milliseconds: loading the model (0 when it was loaded already), reading and cutting the transcript, predicting, all together. */
  readonly timing_ms: { readonly load: number; readonly transcript: number; readonly predict: number; readonly total: number };
}
