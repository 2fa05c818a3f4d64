/** What the library keeps of an analysis, and how a person's corrections change what is shown. */

import type { AnalysisSource, AnalyzedSegment } from './analysis.ts';
import type { Emotion, Intensity, SubEmotion } from './labels.ts';
import type { Channel } from './model-config.ts';
import type { Video } from './video.ts';

/** Which model made a run; an imported sheet names none. */
export interface RunModel {
  readonly channel: Channel | 'imported';
  readonly version: string;
  readonly sha256: string;
}

/** A label a person gave; null where they left the model's own. */
export interface Correction {
  readonly emotion: Emotion | null;
  readonly sub_emotion: SubEmotion | null;
  readonly intensity: Intensity | null;
}

/** Corrections by the segment's index in the analysis. */
export type Corrections = Readonly<Record<number, Correction>>;

/** One line of the library's list. Times are ISO 8601 in UTC. */
export interface LibraryEntry {
  readonly id: number;
  readonly title: string;
  readonly kind: AnalysisSource['kind'];
  readonly createdAt: string;
  /** Seconds to the end of the last segment; null where the source has no times. */
  readonly durationS: number | null;
  readonly segmentCount: number;
  readonly correctedCount: number;
  /** Shares of the emotions in 0…1, the largest first, corrections included. */
  readonly emotionShares: Readonly<Record<string, number>>;
  readonly modelVersion: string;
}

/** What a re-run with another model changed in one segment: emotion · sub-emotion · intensity before and now. */
export interface ChangedSegment {
  readonly index: number;
  readonly before: Labels;
  readonly now: Labels;
}

export interface Labels {
  readonly emotion: Emotion | null;
  readonly sub_emotion: SubEmotion | null;
  readonly intensity: Intensity | null;
}

/** A whole analysis as the library keeps it. The segments hold the model's own labels; corrections stand beside them. */
export interface StoredAnalysis {
  readonly id: number;
  readonly source: AnalysisSource;
  /** Channel, length, chapters and tracks of a YouTube video; null for anything else. */
  readonly video: Video | null;
  readonly createdAt: string;
  readonly analyzedAt: string;
  readonly model: RunModel;
  readonly segments: readonly AnalyzedSegment[];
  readonly corrections: Corrections;
  /** Remarks on reading the transcript, as sentences. */
  readonly warnings: readonly string[];
  /** The run before this one, and what changed since; null after the first. */
  readonly previous: { readonly model: RunModel; readonly analyzedAt: string; readonly changed: readonly ChangedSegment[] } | null;
}

export const LIBRARY_SORTS = ['created', 'title', 'duration'] as const;
export type LibrarySort = (typeof LIBRARY_SORTS)[number];

/** The segments as they are shown and exported: a person's label replaces the model's, and has no score. */
export function applyCorrections(segments: readonly AnalyzedSegment[], corrections: Corrections): readonly AnalyzedSegment[] {
  if (Object.keys(corrections).length === 0) return segments;
  return segments.map((segment, index) => {
    const own = corrections[index];
    return own ? applyCorrection(segment, own) : segment;
  });
}

function applyCorrection(segment: AnalyzedSegment, own: Correction): AnalyzedSegment {
  return {
    ...segment,
    ...(own.emotion === null ? {} : { emotion: own.emotion, emotion_score: null }),
    ...(own.sub_emotion === null ? {} : { sub_emotion: own.sub_emotion, sub_emotion_score: null }),
    ...(own.intensity === null ? {} : { intensity: own.intensity, intensity_score: null }),
  };
}
