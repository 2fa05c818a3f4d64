/** A data folder with the shipped model, labelled rows that the model half knows, and the training over them. */

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { spawnNodeChild } from '../../../electron/core/inference/spawn-child.ts';
import { createSamples } from '../../../electron/core/samples.ts';
import type { TrainDeps, TrainRequest } from '../../../electron/core/training/train.ts';
import { train } from '../../../electron/core/training/train.ts';
import type { WeightsFolder } from '../../../electron/core/weights/weights-folder.ts';
import { createWeightsFolder } from '../../../electron/core/weights/weights-folder.ts';
import type { TrainingResult } from '../../../shared/training.ts';
import { sha256 } from '../../helpers/plain-version.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { MODELS_FOLDER } from '../inference/model-under-test.ts';

const WHO = ['I', 'My brother', 'The neighbour', 'Our teacher', 'That man', 'She', 'The whole team', 'Nobody here'] as const;
const WHEN = [
  'this morning',
  'on the train',
  'at the party',
  'after the game',
  'in front of everyone',
  'for no reason',
  'last winter',
] as const;
/** What was felt, with its labels. */
const FELT = [
  ['was so happy and grateful', 'happiness', 'gratitude'],
  ['was furious about the noise', 'anger', 'anger'],
  ['cried over the lost dog', 'sadness', 'grief'],
  ['was scared to death', 'fear', 'fear'],
  ['opened the shop', 'neutral', 'neutral'],
  ['could not believe the result', 'surprise', 'surprise'],
  ['found the food revolting', 'disgust', 'disgust'],
] as const;

/** Labelled sentences as a CSV, each another; `relabel` may give them other emotions. */
export function makeRows(
  count: number,
  relabel: (index: number) => (typeof FELT)[number] = (index) => FELT[index % FELT.length] ?? FELT[0],
): string {
  const lines = ['text,emotion,sub_emotion,intensity'];
  for (let index = 0; index < count; index += 1) {
    const [felt] = FELT[index % FELT.length] ?? FELT[0];
    const [, emotion, subEmotion] = relabel(index);
    const who = WHO[Math.floor(index / 7) % WHO.length];
    const when = WHEN[Math.floor(index / 56) % WHEN.length];
    lines.push(`${who} ${felt} ${when},${emotion},${subEmotion},moderate`);
  }
  return `${lines.join('\n')}\n`;
}

/** The same sentences with the labels of others throughout. */
export const makePoisonedRows = (count: number): string => makeRows(count, (index) => FELT[(index + 3) % FELT.length] ?? FELT[0]);

export interface TrainingStage {
  readonly home: string;
  readonly weights: WeightsFolder;
  readonly deps: TrainDeps;
  /** Trains with a file of this content; nothing is uploaded. */
  readonly train: (csv: string, request?: Partial<TrainRequest>) => Promise<TrainingResult>;
  /** Hex SHA-256 of the dynamic weights; undefined when there are none. */
  readonly dynamicHash: () => Promise<string | undefined>;
}

export async function makeTrainingStage(change: Partial<TrainDeps> = {}, home?: string): Promise<TrainingStage> {
  const folder = home ?? (await temporaryFolder());
  const weights = createWeightsFolder({ home: folder, bundledFolder: MODELS_FOLDER, spawnChild: spawnNodeChild });
  const deps: TrainDeps = {
    home: folder,
    weights,
    spawnChild: spawnNodeChild,
    samples: createSamples(join(MODELS_FOLDER, 'samples')),
    afterTraining: () => Promise.reject(new Error('Nothing was to be uploaded.')),
    ...change,
  };
  const abort = new AbortController();
  // A test that fails in the middle leaves no process behind.
  onTestFinished(() => abort.abort());
  let files = 0;
  return {
    home: folder,
    weights,
    deps,
    async train(csv, request = {}) {
      const file = join(await temporaryFolder(), `rows-${(files += 1)}.csv`);
      await writeFile(file, csv);
      return train({ files: [file], hasCorrections: false, mayUpload: false, signal: abort.signal, ...request }, deps);
    },
    async dynamicHash() {
      try {
        return sha256(await readFile(join(weights.path, 'dynamic_weights.onnx')));
      } catch {
        return undefined;
      }
    },
  };
}
