/** Compares two models on the same sentences: scores where there are labels, and what moved from which label to which. */

import type { ComparedModel, Comparison, Disagreement } from '../../../shared/comparison.ts';
import { EMOTIONS } from '../../../shared/labels.ts';
import type { Prediction } from '../../../shared/prediction.ts';
import type { LoadedModel } from '../analyze.ts';
import { compareF1 } from '../training/measure.ts';

/** A sentence; the emotion's index, or −1 where nobody gave one. */
export interface ComparedRow {
  readonly text: string;
  readonly emotion: number;
}

const DISAGREEMENTS_SHOWN = 20;
const SEED = 1;
/** Sentences that are read before the time counts. */
const WARM_UP = 16;

export interface CompareOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
}

/** The first model is `baseline` in what comes out, the second `dynamic`, whatever their channels. Throws `cancelled` and what the models throw. */
export async function compare(
  rows: readonly ComparedRow[],
  models: { readonly baseline: LoadedModel; readonly dynamic: LoadedModel },
  options: CompareOptions & { readonly skipped?: number; readonly damaged?: number } = {},
): Promise<Comparison> {
  const texts = rows.map((row) => row.text);
  const baseline = await predictAll(models.baseline, texts, 0, options);
  const dynamic = await predictAll(models.dynamic, texts, texts.length, options);
  const known = [...rows.keys()].filter((row) => (rows[row]?.emotion ?? -1) >= 0);
  const indexOf = (predictions: readonly Prediction[], row: number): number => EMOTIONS.indexOf((predictions[row] as Prediction).emotion);
  const scored =
    known.length === 0
      ? undefined
      : compareF1(
          known.map((row) => rows[row]?.emotion ?? 0),
          known.map((row) => indexOf(dynamic.predictions, row)),
          known.map((row) => indexOf(baseline.predictions, row)),
          EMOTIONS.length,
          SEED,
        );
  const changed = rows.flatMap((row, index) =>
    toDisagreement(row, baseline.predictions[index] as Prediction, dynamic.predictions[index] as Prediction),
  );
  return {
    rows: rows.length,
    skipped: options.skipped ?? 0,
    damaged: options.damaged ?? 0,
    labelled: known.length,
    baseline: describe(models.baseline, scored?.second.value ?? null, baseline.perSecond),
    dynamic: describe(models.dynamic, scored?.first.value ?? null, dynamic.perSecond),
    difference: scored ? { f1_weighted: scored.difference.value, low: scored.difference.low, high: scored.difference.high } : null,
    agreement: rows.length === 0 ? 1 : 1 - changed.length / rows.length,
    moved: countMoved(changed),
    disagreements: changed.toSorted((a, b) => b.from_score + b.to_score - a.from_score - a.to_score).slice(0, DISAGREEMENTS_SHOWN),
  };
}

async function predictAll(
  model: LoadedModel,
  texts: readonly string[],
  before: number,
  { signal, onProgress }: CompareOptions,
): Promise<{ readonly predictions: readonly Prediction[]; readonly perSecond: number }> {
  await model.loadMs;
  // The first batch of a session takes longer than all others, and would count against whoever is read with first.
  await model.session.predict(texts.slice(0, WARM_UP), signal ? { signal } : {});
  const began = performance.now();
  const predictions = await model.session.predict(texts, {
    ...(signal ? { signal } : {}),
    onProgress: ({ done, total }) => onProgress?.({ done: before + done, total: total * 2 }),
  });
  return { predictions, perSecond: texts.length / Math.max((performance.now() - began) / 1000, 1e-3) };
}

function describe({ files }: LoadedModel, f1: number | null, perSecond: number): ComparedModel {
  const { channel, version, sha256 } = files;
  return { channel, version, sha256, f1_weighted: f1, sentences_per_second: Math.round(perSecond * 10) / 10 };
}

function toDisagreement(row: ComparedRow, from: Prediction, to: Prediction): Disagreement[] {
  if (from.emotion === to.emotion) return [];
  const given = EMOTIONS[row.emotion] ?? null;
  return [{ text: row.text, from: from.emotion, from_score: from.emotionScore, to: to.emotion, to_score: to.emotionScore, given }];
}

function countMoved(changed: readonly Disagreement[]): Comparison['moved'] {
  const counts = new Map<string, { readonly from: string; readonly to: string; count: number }>();
  for (const { from, to } of changed) {
    const key = `${from} ${to}`;
    const known = counts.get(key);
    if (known) known.count += 1;
    else counts.set(key, { from, to, count: 1 });
  }
  return [...counts.values()].toSorted((a, b) => b.count - a.count);
}
