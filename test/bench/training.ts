/**
 * The training on many rows: seconds and memory of the first and of the second run, and what it does to the quality.
 *
 * npm run bench -- training [--rows=30000] [--data=LABELLED.csv] [--held=HELD_OUT.csv]
 * Without files, sentences are made up and labelled by the model itself, which is enough for times. HELD_OUT has rows that neither DATA nor the
 * shipped model ever saw.
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { stringify } from 'csv-stringify/sync';
import { spawnNodeChild } from '../../electron/core/inference/spawn-child.ts';
import { createInferenceSession } from '../../electron/core/inference/session.ts';
import { evaluate } from '../../electron/core/evaluation/evaluate.ts';
import { readLabelledRows } from '../../electron/core/evaluation/read-labelled-rows.ts';
import type { LabelledRow } from '../../electron/core/evaluation/read-labelled-rows.ts';
import type { TaskScore } from '../../electron/core/evaluation/score.ts';
import { openLibrary } from '../../electron/core/library/library.ts';
import { createServices } from '../../electron/core/services.ts';
import { LABELS, TASKS } from '../../shared/labels.ts';
import type { TrainingResult } from '../../shared/training.ts';
import { makeAnalysis, makeSegment } from '../helpers/analysis.ts';
import { ROOT } from '../helpers/run-cli.ts';
import { MODELS_FOLDER, SHIPPED_MODEL } from '../core/inference/model-under-test.ts';
import { limitLine, watchPeakMemory } from './measure.ts';
import { makeSentences } from './sentences.ts';

const CORRECTIONS = 200;

export async function benchTraining(rows: number, files: { readonly data?: string; readonly held?: string }): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'moodline-bench-'));
  try {
    const data = files.data ?? (await makeData(join(folder, 'made.csv'), rows));
    console.log(`\nTraining on ${data}`);
    const home = join(folder, 'home');
    const { result: first, peak } = await trainByCommand(home, data);
    const delay = monitorEventLoopDelay({ resolution: 10 });
    delay.enable();
    const second = await train(home, { files: [data] });
    delay.disable();
    const scale = first.report.usable / 30_000;
    console.log(`  ${first.report.rows} rows, ${first.report.usable} usable, ${first.rows} learnt from`);
    console.log(limitLine('embeddings, first time', first.seconds.embedding, 's', 240 * Math.max(scale, 0.1)));
    console.log(limitLine('embeddings, second time', second.seconds.embedding, 's', 5));
    console.log(limitLine('heads and evaluation', second.seconds.fitting, 's', 20));
    console.log(limitLine('memory of all processes', peak, 'MB', 700));
    console.log(`  longest that the owner’s event loop stood still: ${(delay.max / 1e6).toFixed(0)} ms`);
    console.log(`  the same bytes twice: ${first.version === second.version ? 'yes' : 'NO'}`);
    if (!files.held) return;
    const held = await train(home, { files: [data], evaluationFile: files.held });
    const emotion = held.evaluation?.tasks.emotion;
    console.log(limitLine('F1 lost against the shipped heads on held-out rows', -(emotion?.difference.value ?? NaN), '', 0.005));
    console.log(`  calibration error there: ${emotion?.calibration_error.toFixed(3)}`);
    for (const others of [0, 8]) await benchCorrections(folder, files.held, others);
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

/** The command line's own processes, so that the benchmark's memory does not count. */
async function trainByCommand(home: string, data: string): Promise<{ readonly result: TrainingResult; readonly peak: number }> {
  const entry = join(ROOT, 'dist/electron/cli/main.js');
  const child = spawn(process.execPath, [entry, 'train', '--data', data, '--no-upload', '--json', '--quiet', '--home', home], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const memory = watchPeakMemory(child.pid ?? 0);
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  await once(child, 'close');
  return { result: JSON.parse(output) as TrainingResult, peak: memory.stop() };
}

/**
 * Slang that the model takes at its word: a person corrects it in their videos, each correction among other sentences, and trains with nothing else.
 * Measured on slang of other words, and on held-out rows of all kinds.
 */
async function benchCorrections(folder: string, heldFile: string, others: number): Promise<void> {
  const home = join(folder, `others-${others}`);
  const held = (await readLabelledRows(heldFile)).rows;
  const cut = Math.floor(held.length / 2);
  const slang = makeSlang();
  const [learnt, measured] = [slang.slice(0, CORRECTIONS), slang.slice(CORRECTIONS)];
  const library = openLibrary(home);
  learnt.forEach((text, index) => {
    const rest = held.slice(0, cut).slice(index * others, (index + 1) * others);
    const segments = [text, ...rest.map((row) => row.text)].map((line, at) => makeSegment(at, line, 'neutral'));
    const id = library.add(makeAnalysis(`Video ${index}`, { segments, speech: segments.map(() => true) }));
    library.correct(id, 0, { emotion: 'happiness', sub_emotion: 'admiration', intensity: null });
  });
  library.close();
  const [slangFile, restFile] = [join(home, 'slang.csv'), join(home, 'rest.csv')];
  const labels = { emotion: LABELS.emotion.indexOf('happiness'), sub_emotion: LABELS.sub_emotion.indexOf('admiration'), intensity: 0 };
  await writeRows(
    slangFile,
    measured.map((text) => ({ text, labels })),
  );
  await writeRows(restFile, held.slice(cut));
  const before = [await score(home, 'baseline', slangFile), await score(home, 'baseline', restFile)] as const;
  const result = await train(home, { files: [], hasCorrections: true });
  const after = [await score(home, 'dynamic', slangFile), await score(home, 'dynamic', restFile)] as const;
  console.log(`  ${learnt.length} corrections of slang, each among ${others} other sentences; ${result.rows} learnt from`);
  console.log(
    `  slang read rightly, of ${measured.length} other lines: ${before[0].accuracy.toFixed(3)} → ${after[0].accuracy.toFixed(3)}`,
  );
  console.log(limitLine('F1 that the other kinds lose, weighted', before[1].f1_weighted - after[1].f1_weighted, '', 0.01));
}

async function score(home: string, channel: 'baseline' | 'dynamic', file: string): Promise<TaskScore> {
  const services = createServices({ home, bundledFolder: MODELS_FOLDER, spawnChild: spawnNodeChild });
  try {
    const { tasks } = await evaluate(await readLabelledRows(file), await services.loadChannel(channel));
    if (!tasks.emotion) throw new Error(`${file} has no emotions.`);
    return tasks.emotion;
  } finally {
    await services.close();
  }
}

/** Praise in words that mean the opposite elsewhere; the second half has other words than the first. */
function makeSlang(): string[] {
  const half = (things: readonly string[], words: readonly string[]): string[] =>
    things.flatMap((thing) =>
      words.flatMap((word) => [
        `That ${thing} was ${word}, dude`,
        `bro this ${thing} is ${word}`,
        `${word} ${thing} right there`,
        `the ${thing} at the end though, absolutely ${word}`,
      ]),
    );
  const first = half(
    ['drop', 'trick', 'solo', 'combo', 'dunk', 'beat', 'save', 'edit', 'riff', 'flip'],
    ['sick', 'nasty', 'filthy', 'insane', 'disgusting'],
  );
  const second = half(['verse', 'clutch', 'goal', 'landing', 'bassline'], ['stupid good', 'gross', 'mental', 'vicious', 'crazy']);
  return [...first.slice(0, CORRECTIONS), ...second];
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
