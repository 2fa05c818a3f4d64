/** From a transcript to predictions: the one way the command line and the app analyze anything. */

import type { Analysis, AnalysisSource, AnalyzedSegment } from '../../shared/analysis.ts';
import { AppError } from '../../shared/app-error.ts';
import type { Prediction } from '../../shared/prediction.ts';
import type { Segment, Transcript } from '../../shared/transcript.ts';
import type { InferenceSession } from './inference/session.ts';
import { summarize } from './summarize.ts';
import { toSegments } from './transcript/to-segments.ts';
import type { ModelFiles } from './weights/model-files.ts';

/** Scores are rounded to this many digits: finer ones differ between processors. */
const SCORE_DIGITS = 4;
/** Milliseconds are more than the times of captions are good for. */
const TIME_DIGITS = 3;

/** A session and what it runs; `loadMs` resolves when the model is ready. */
export interface LoadedModel {
  readonly files: ModelFiles;
  readonly session: InferenceSession;
  /** Milliseconds from asking for the model to its being ready. */
  readonly loadMs: Promise<number>;
}

export interface AnalyzeOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
}

/**
 * Cuts the transcript into sentences and predicts each. `read` runs while the model loads.
 * Throws `input_no_speech` when there is nothing to classify, `cancelled`, and what reading and the model throw.
 */
export async function analyze(
  source: Omit<AnalysisSource, 'title'> & { readonly title?: string },
  read: () => Promise<Transcript>,
  model: Promise<LoadedModel>,
  options: AnalyzeOptions = {},
): Promise<Analysis & { readonly warnings: readonly string[] }> {
  const began = performance.now();
  const transcript = await read();
  const segments = toSegments(transcript);
  const spoken = segments.filter((segment) => segment.speech);
  if (spoken.length === 0) {
    throw new AppError(
      'input_no_speech',
      `${source.ref} has no speech in it, only sounds or nothing at all. Choose another caption track or file.`,
    );
  }
  const transcriptMs = performance.now() - began;
  const { files, session, loadMs } = await model;
  const load = await loadMs;
  const predictBegan = performance.now();
  const predictions = await session.predict(
    spoken.map((segment) => segment.text),
    options,
  );
  const predict = performance.now() - predictBegan;
  const analyzed = join(segments, predictions);
  return {
    source: { kind: source.kind, ref: source.ref, title: source.title ?? source.ref, language: source.language },
    model: { channel: files.channel, version: files.version, sha256: files.sha256 },
    segments: analyzed,
    summary: summarize(analyzed),
    timing_ms: {
      load: Math.round(load),
      transcript: Math.round(transcriptMs),
      predict: Math.round(predict),
      total: Math.round(performance.now() - began),
    },
    warnings: transcript.warnings,
  };
}

function join(segments: readonly Segment[], predictions: readonly Prediction[]): AnalyzedSegment[] {
  let next = 0;
  return segments.map((segment) => toAnalyzed(segment, segment.speech ? predictions[next++] : undefined));
}

function toAnalyzed(segment: Segment, prediction: Prediction | undefined): AnalyzedSegment {
  return {
    start_time: segment.start === null ? null : round(segment.start, TIME_DIGITS),
    end_time: segment.end === null ? null : round(segment.end, TIME_DIGITS),
    text: segment.text,
    emotion: prediction?.emotion ?? null,
    emotion_score: prediction ? round(prediction.emotionScore, SCORE_DIGITS) : null,
    sub_emotion: prediction?.subEmotion ?? null,
    sub_emotion_score: prediction ? round(prediction.subEmotionScore, SCORE_DIGITS) : null,
    intensity: prediction?.intensity ?? null,
    intensity_score: prediction ? round(prediction.intensityScore, SCORE_DIGITS) : null,
  };
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
