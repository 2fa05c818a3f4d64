/** The shipped model, and sessions on it that a test file closes at its end. */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { modelConfigSchema } from '../../../shared/model-config.ts';
import type { InferenceSession, InferenceSessionDeps } from '../../../electron/core/inference/session.ts';
import { createInferenceSession } from '../../../electron/core/inference/session.ts';
import type { InferenceChild } from '../../../electron/core/inference/spawn-child.ts';
import { spawnNodeChild } from '../../../electron/core/inference/spawn-child.ts';
import type { ModelFiles } from '../../../electron/core/weights/model-files.ts';
import { toModelFiles } from '../../../electron/core/weights/model-files.ts';

export const MODELS_FOLDER = fileURLToPath(new URL('../../../models', import.meta.url));

const config = modelConfigSchema.parse(JSON.parse(readFileSync(`${MODELS_FOLDER}/model_config.json`, 'utf8')));
if (!config.channels.baseline) throw new Error('models/model_config.json has no baseline.');
export const SHIPPED_MODEL: ModelFiles = toModelFiles(MODELS_FOLDER, config, 'baseline', config.channels.baseline);

/** For tests with the real model, also on a slow machine that does other things at the same time. */
export const TEST_TIMEOUT_MS = 120_000;

/** Sentences that differ in length and words. */
export function makeTexts(count: number): string[] {
  const endings = [
    'I love it!',
    'Why would anyone do that to a friend?',
    'no',
    'It was the worst day of my whole life, and then it rained.',
  ];
  return Array.from({ length: count }, (_, index) => `Number ${index}: ${endings[index % endings.length]}`);
}

/** A spawner that remembers its children. */
export function createRecordingSpawner(): { readonly spawnChild: () => InferenceChild; readonly children: InferenceChild[] } {
  const children: InferenceChild[] = [];
  return {
    children,
    spawnChild: () => {
      const child = spawnNodeChild();
      children.push(child);
      return child;
    },
  };
}

/** Runs `work` with a session that is closed afterwards, whatever happens. */
export async function withSession<Result>(
  deps: Partial<InferenceSessionDeps>,
  work: (session: InferenceSession) => Promise<Result>,
): Promise<Result> {
  const session = createInferenceSession({ model: SHIPPED_MODEL, backoffMs: 5, ...deps });
  try {
    return await work(session);
  } finally {
    await session.close();
  }
}

/** True while a process with this id exists. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
