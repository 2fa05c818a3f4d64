/** Segments and labels as the library's JSON documents: arrays without names, so that ten thousand of them stay small. */

import { z } from 'zod';
import type { AnalyzedSegment } from '../../../shared/analysis.ts';
import { EMOTIONS, INTENSITIES, SUB_EMOTIONS } from '../../../shared/labels.ts';
import type { Segment } from '../../../shared/transcript.ts';

const seconds = z.number().nullable();
const score = z.number().nullable();
const segmentsSchema = z.array(z.tuple([seconds, seconds, z.string(), z.union([z.literal(0), z.literal(1)])]));
const labelsSchema = z.array(
  z.tuple([z.enum(EMOTIONS).nullable(), score, z.enum(SUB_EMOTIONS).nullable(), score, z.enum(INTENSITIES).nullable(), score]),
);
export type StoredLabels = z.infer<typeof labelsSchema>;

/** `[start, end, text, 1 for speech]` for each segment. */
export function packSegments(segments: readonly Segment[]): string {
  return JSON.stringify(segments.map((segment) => [segment.start, segment.end, segment.text, segment.speech ? 1 : 0]));
}

/** `[emotion, score, sub-emotion, score, intensity, score]` for each segment. */
export function packLabels(segments: readonly AnalyzedSegment[]): string {
  return JSON.stringify(
    segments.map((segment) => [
      segment.emotion,
      segment.emotion_score,
      segment.sub_emotion,
      segment.sub_emotion_score,
      segment.intensity,
      segment.intensity_score,
    ]),
  );
}

/** The transcript again. Throws a ZodError or a SyntaxError for a document that is damaged. */
export function unpackSegments(json: string): Segment[] {
  return segmentsSchema.parse(JSON.parse(json)).map(([start, end, text, speech]) => ({ start, end, text, speech: speech === 1 }));
}

/** One run's labels. Throws as `unpackSegments` does. */
export function unpackLabels(json: string): StoredLabels {
  return labelsSchema.parse(JSON.parse(json));
}

/** Transcript and labels as one; a segment without labels has nulls. */
export function joinLabels(segments: readonly Segment[], labels: StoredLabels): AnalyzedSegment[] {
  return segments.map((segment, index) => {
    const [emotion, emotionScore, subEmotion, subEmotionScore, intensity, intensityScore] = labels[index] ?? [
      null,
      null,
      null,
      null,
      null,
      null,
    ];
    return {
      start_time: segment.start,
      end_time: segment.end,
      text: segment.text,
      emotion,
      emotion_score: emotionScore,
      sub_emotion: subEmotion,
      sub_emotion_score: subEmotionScore,
      intensity,
      intensity_score: intensityScore,
    };
  });
}
