/** From a transcript to predictions: the one way the command line and the app analyze anything. */

import type { Analysis, AnalysisSource, AnalyzedSegment } from '../../shared/analysis.ts';
import { AppError } from '../../shared/app-error.ts';
import type { Prediction } from '../../shared/prediction.ts';
import type { Segment, Transcript } from '../../shared/transcript.ts';
import type { Video } from '../../shared/video.ts';
import type { InferenceSession } from './inference/session.ts';
import { summarize } from '../../shared/summarize.ts';
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

/** What an analysis needs of a model: also one that runs elsewhere. */
export interface PredictingModel {
  readonly session: Pick<InferenceSession, 'predict'>;
  readonly loadMs: Promise<number>;
  /** What it is; one that runs elsewhere is asked when its predictions are there. */
  readonly files: Pick<ModelFiles, 'channel' | 'version' | 'sha256'> | (() => Promise<Analysis['model']>);
}

/** A transcript; where its title and language are known only once it is read, with these. */
export interface ReadTranscript extends Transcript {
  readonly found?: { readonly title: string; readonly language: string; readonly video: Video };
}

/** An analysis, and what only the screens and the library show of it. */
export interface AnalysisWithRemarks extends Analysis {
  readonly remarks: { readonly warnings: readonly string[]; readonly video: Video | null };
}

export interface AnalyzeOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
  /** Called once, as soon as the transcript is cut, with segments that have no labels yet. */
  readonly onSegments?: (segments: readonly AnalyzedSegment[]) => void;
  /** Called as batches finish, in no certain order: `segments[i]` is the one at `indices[i]`, with its labels. */
  readonly onBatch?: (indices: readonly number[], segments: readonly AnalyzedSegment[]) => void;
}

/** Segments with their labels, what made them, and how long it took in milliseconds. */
export interface AnalyzedSegments {
  readonly model: Analysis['model'];
  readonly segments: readonly AnalyzedSegment[];
  readonly loadMs: number;
  readonly predictMs: number;
}

/**
 * Cuts the transcript into sentences and predicts each. `read` runs while the model loads.
 * Throws `input_no_speech` when there is nothing to classify, `cancelled`, and what reading and the model throw.
 */
export async function analyze(
  source: Omit<AnalysisSource, 'title'> & { readonly title?: string },
  read: () => Promise<ReadTranscript>,
  model: Promise<PredictingModel>,
  options: AnalyzeOptions = {},
): Promise<AnalysisWithRemarks> {
  const began = performance.now();
  // When reading fails first, nobody awaits the model any more.
  model.catch(() => {});
  const transcript = await read();
  const segments = toSegments(transcript);
  const { found } = transcript;
  const title = found?.title ?? source.title ?? source.ref;
  if (!segments.some((segment) => segment.speech)) {
    throw new AppError(
      'input_no_speech',
      `${title} has no speech in it, only sounds or nothing at all. Choose another caption track or file.`,
    );
  }
  const transcriptMs = performance.now() - began;
  const analyzed = await analyzeSegments(segments, model, options);
  return {
    source: { kind: source.kind, ref: source.ref, title, language: found?.language ?? source.language },
    model: analyzed.model,
    segments: analyzed.segments,
    summary: summarize(analyzed.segments),
    timing_ms: {
      load: Math.round(analyzed.loadMs),
      transcript: Math.round(transcriptMs),
      predict: Math.round(analyzed.predictMs),
      total: Math.round(performance.now() - began),
    },
    remarks: { warnings: transcript.warnings, video: found?.video ?? null },
  };
}

/** What made a model's predictions. */
export async function identify({ files }: Pick<PredictingModel, 'files'>): Promise<Analysis['model']> {
  const { channel, version, sha256 } = typeof files === 'function' ? await files() : files;
  return { channel, version, sha256 };
}

/** Predicts segments that are cut already. Throws `cancelled` and what the model throws. */
export async function analyzeSegments(
  segments: readonly Segment[],
  model: Promise<PredictingModel>,
  options: AnalyzeOptions = {},
): Promise<AnalyzedSegments> {
  const analyzed = segments.map((segment) => toAnalyzed(segment, undefined));
  options.onSegments?.([...analyzed]);
  const spoken = segments.flatMap((segment, index) => (segment.speech ? [index] : []));
  const { files, session, loadMs: loading } = await model;
  const loadMs = await loading;
  const began = performance.now();
  await session.predict(
    spoken.map((index) => segments[index]?.text ?? ''),
    {
      ...(options.signal ? { signal: options.signal } : {}),
      ...(options.onProgress ? { onProgress: options.onProgress } : {}),
      onBatch(rows, predictions) {
        const indices = rows.map((row) => spoken[row] as number);
        const done = indices.map((index, row) => toAnalyzed(segments[index] as Segment, predictions[row]));
        indices.forEach((index, row) => {
          analyzed[index] = done[row] as AnalyzedSegment;
        });
        options.onBatch?.(indices, done);
      },
    },
  );
  const predictMs = performance.now() - began;
  return {
    model: await identify({ files }),
    segments: analyzed,
    loadMs,
    predictMs,
  };
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
