/**
 * The training on many rows: seconds and memory of the first and of the second run, and what it does to the quality.
 *
 * npm run bench -- training [--rows=30000] [--data=LABELLED.csv] [--held=HELD_OUT.csv]
 * Without files, sentences are made up and labelled by the model itself, which is enough for times. HELD_OUT has rows that neither DATA nor the
 * shipped model ever saw; a part of it becomes corrections of one kind, the rest measures.
 */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import { spawnNodeChild } from '../../electron/core/inference/spawn-child.ts';
import { createInferenceSession } from '../../electron/core/inference/session.ts';
import { readLabelledRows } from '../../electron/core/evaluation/read-labelled-rows.ts';
import type { LabelledRow } from '../../electron/core/evaluation/read-labelled-rows.ts';
import { openLibrary } from '../../electron/core/library/library.ts';
import { createServices } from '../../electron/core/services.ts';
import { EMOTIONS, LABELS, TASKS } from '../../shared/labels.ts';
import type { TrainingResult } from '../../shared/training.ts';
import { makeAnalysis, makeSegment } from '../helpers/analysis.ts';
import { MODELS_FOLDER, SHIPPED_MODEL } from '../core/inference/model-under-test.ts';
import { limitLine, watchPeakMemory } from './measure.ts';
import { makeSentences } from './sentences.ts';

/** The kind of corrections, and how many of them. */
const KIND = 'surprise';
const CORRECTIONS = 200;
/** Of the held-out rows, the part that corrections are taken from. */
const CORRECTED_PART = 0.65;

export async function benchTraining(rows: number, files: { readonly data?: string; readonly held?: string }): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'moodline-bench-'));
  try {
    const data = files.data ?? (await makeData(join(folder, 'made.csv'), rows));
    console.log(`\nTraining on ${data}`);
    const home = join(folder, 'home');
    const memory = watchPeakMemory(process.pid);
    const first = await train(home, { files: [data] });
    const peak = memory.stop();
    const second = await train(home, { files: [data] });
    const scale = first.report.usable / 30_000;
    console.log(`  ${first.report.rows} rows, ${first.report.usable} usable, ${first.rows} learnt from`);
    console.log(limitLine('embeddings, first time', first.seconds.embedding, 's', 240 * Math.max(scale, 0.1)));
    console.log(limitLine('embeddings, second time', second.seconds.embedding, 's', 5));
    console.log(limitLine('heads and evaluation', second.seconds.fitting, 's', 20));
    console.log(limitLine('memory of all processes', peak, 'MB', 700));
    console.log(`  the same bytes twice: ${first.version === second.version ? 'yes' : 'NO'}`);
    if (!files.held) return;
    const held = await train(home, { files: [data], evaluationFile: files.held });
    const emotion = held.evaluation?.tasks.emotion;
    console.log(limitLine('F1 lost against the shipped heads on held-out rows', -(emotion?.difference.value ?? NaN), '', 0.005));
    console.log(`  calibration error there: ${emotion?.calibration_error.toFixed(3)}`);
    await benchCorrections(join(folder, 'corrected'), files.held, 0);
    await benchCorrections(join(folder, 'in-videos'), files.held, 5);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function train(
  home: string,
  request: { readonly files: readonly string[]; readonly evaluationFile?: string; readonly hasCorrections?: boolean },
): Promise<TrainingResult> {
  const services = createServices({ home, bundledFolder: MODELS_FOLDER, spawnChild: spawnNodeChild });
  try {
    return await services.train({ hasCorrections: false, mayUpload: false, ...request });
  } finally {
    await services.close();
  }
}

/** Corrects what the model missed of one kind, each in a video with so many other sentences, trains with nothing else, and measures on rows of all kinds. */
async function benchCorrections(home: string, file: string, others: number): Promise<void> {
  const { rows } = await readLabelledRows(file);
  const cut = Math.floor(rows.length * CORRECTED_PART);
  const kind = EMOTIONS.indexOf(KIND);
  const session = createInferenceSession({ model: SHIPPED_MODEL });
  const candidates = rows.slice(0, cut);
  const found = await session.predict(candidates.map((row) => row.text));
  await session.close();
  const wrong = candidates.filter((row, index) => row.labels.emotion === kind && found[index]?.emotion !== KIND).slice(0, CORRECTIONS);
  const library = openLibrary(home);
  const rest = candidates.filter((row) => !wrong.includes(row));
  // One video each, so that a part of them is held out as in real life.
  wrong.forEach((row, index) => {
    const title = `Video ${index}`;
    const segments = [row, ...rest.slice(index * others, (index + 1) * others)].map(({ text }, at) => makeSegment(at, text, 'neutral'));
    const id = library.add(makeAnalysis(title, { segments, speech: segments.map(() => true) }));
    library.correct(id, 0, { emotion: KIND, sub_emotion: LABELS.sub_emotion[row.labels.sub_emotion ?? 0] ?? null, intensity: null });
  });
  library.close();
  const measured = join(home, 'measured.csv');
  await writeRows(measured, rows.slice(cut));
  const result = await train(home, { files: [], hasCorrections: true, evaluationFile: measured });
  const emotion = result.evaluation?.tasks.emotion;
  const before = await scoreShipped(measured);
  const after = emotion?.per_label ?? {};
  const otherLabels = EMOTIONS.filter((label) => label !== KIND);
  const weighted = (scores: Readonly<Record<string, { readonly f1: number; readonly support: number }>>): number =>
    otherLabels.reduce((sum, label) => sum + (scores[label]?.f1 ?? 0) * (scores[label]?.support ?? 0), 0) /
    otherLabels.reduce((sum, label) => sum + (scores[label]?.support ?? 0), 0);
  console.log(
    `  ${wrong.length} corrections to ${KIND}, each among ${others} other sentences, ${result.rows} learnt from: its F1 ${before[KIND]?.f1.toFixed(3)} → ${after[KIND]?.f1.toFixed(3)} on ${emotion?.rows} other rows`,
  );
  console.log(limitLine('F1 that the other labels lose, weighted', weighted(before) - weighted(after), '', 0.01));
}

async function scoreShipped(file: string): Promise<Readonly<Record<string, { readonly f1: number; readonly support: number }>>> {
  const { evaluate } = await import('../../electron/core/evaluation/evaluate.ts');
  const session = createInferenceSession({ model: SHIPPED_MODEL });
  try {
    const { tasks } = await evaluate(await readLabelledRows(file), { files: SHIPPED_MODEL, session, loadMs: Promise.resolve(0) });
    return tasks.emotion?.per_label ?? {};
  } finally {
    await session.close();
  }
}

async function makeData(path: string, count: number): Promise<string> {
  const texts = makeSentences(count);
  const session = createInferenceSession({ model: SHIPPED_MODEL });
  const found = await session.predict(texts);
  await session.close();
  const indexOf = (labels: readonly string[], label: string | undefined): number => labels.indexOf(label ?? '');
  await writeRows(
    path,
    texts.map((text, row) => ({
      text,
      labels: {
        emotion: indexOf(LABELS.emotion, found[row]?.emotion),
        sub_emotion: indexOf(LABELS.sub_emotion, found[row]?.subEmotion),
        intensity: indexOf(LABELS.intensity, found[row]?.intensity),
      },
    })),
  );
  return path;
}

async function writeRows(path: string, rows: readonly LabelledRow[]): Promise<void> {
  const records = rows.map(({ text, labels }) => [text, ...TASKS.map((task) => LABELS[task][labels[task] ?? 0] ?? '')]);
  await writeFile(path, stringify([['text', ...TASKS], ...records]));
}
