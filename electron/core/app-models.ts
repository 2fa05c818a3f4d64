/** The models as the app uses them: loaded once, kept current under running analyses, mended when they are broken. */

import { setTimeout as wait } from 'node:timers/promises';
import { AppError } from '../../shared/app-error.ts';
import { toFailure } from '../../shared/failure.ts';
import type { ModelInfo } from '../../shared/ipc.ts';
import type { Channel } from '../../shared/model-config.ts';
import type { LoadedModel } from './analyze.ts';
import { createModelSwitch } from './inference/model-switch.ts';
import type { LeasedModel } from './jobs/analyze-jobs.ts';
import type { Logger } from './logging/create-logger.ts';
import type { Services } from './services.ts';
import type { SyncManager } from './sync/sync-manager.ts';
import { describeWeights } from './weights/describe-weights.ts';

/** A person waits for a prediction: a registry that takes longer to mend the model is overtaken by the bundled one. Milliseconds. */
const MENDING_LIMIT_MS = 20_000;
const PROBE = 'I am so happy, thank you so much!';

export interface AppModelsDeps {
  readonly services: Pick<Services, 'weights' | 'loadChannel'>;
  readonly manager: () => Promise<SyncManager>;
  readonly log: Logger;
}

export interface AppModels {
  /** The baseline, ready; it is not closed before `release` is called, whatever is installed meanwhile. */
  readonly lease: () => Promise<LeasedModel>;
  /** The baseline, ready, for somebody who begins at once. */
  readonly load: () => Promise<LoadedModel>;
  /** What is installed, checked by hash. A broken model is a failure within, never a rejection. */
  readonly info: () => Promise<ModelInfo>;
  /** The same after a trial: the model loads and reads a sentence. */
  readonly verify: () => Promise<ModelInfo>;
  /** Installs the bundled model again. */
  readonly repair: () => Promise<ModelInfo>;
  /** Another version is installed: predictions that begin from now on use it. Never rejects. */
  readonly follow: (channel: Channel) => Promise<void>;
  readonly close: () => Promise<void>;
}

export function createAppModels({ services, manager, log }: AppModelsDeps): AppModels {
  const { weights } = services;
  const models = createModelSwitch({ load: services.loadChannel, isCurrent: weights.isCurrent });
  let mending: Promise<boolean> | undefined;
  let isLoaded = false;

  /** Runs `work`; when the model turns out to be broken, it is mended and `work` runs once more. */
  async function mended<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      log.error('model: not loaded', { code: toFailure(error).code });
      if (!(error instanceof AppError) || !/^(?:model|tokenizer)_/u.test(error.code)) throw error;
      mending ??= mend().finally(() => (mending = undefined));
      if (!(await mending)) throw error;
      log.info('model: mended');
      return work();
    }
  }

  async function mend(): Promise<boolean> {
    const repairing = (await manager()).repair('baseline');
    const isMended = await Promise.race([repairing, wait(MENDING_LIMIT_MS, undefined, { ref: false })]);
    if (isMended !== undefined) return isMended;
    // The registry's one may still come; then it takes this one's place.
    repairing.catch(() => undefined);
    await weights.repair();
    return true;
  }

  /** The command line may have installed another version meanwhile. */
  async function followFolder(): Promise<void> {
    if (!isLoaded) return;
    const { files } = await models.current('baseline');
    if (!(await weights.isCurrent(files))) await follow('baseline');
  }

  async function follow(channel: Channel): Promise<void> {
    try {
      await models.replace(channel);
    } catch (error) {
      // The one that is loaded goes on.
      log.error('model: not replaced', { channel, code: toFailure(error).code, details: toFailure(error).details });
    }
  }

  /** Gives the model to `ready`, and keeps it from being closed until `isReleased`. */
  async function hold(ready: (model: LoadedModel) => void, isReleased: Promise<void>): Promise<void> {
    const began = performance.now();
    await followFolder();
    await models.use('baseline', async (model) => {
      // A child that was given up after crashes is started anew.
      await model.session.load();
      isLoaded = true;
      ready({ ...model, loadMs: Promise.resolve(performance.now() - began) });
      await isReleased;
    });
  }

  function lease(): Promise<LeasedModel> {
    let release = (): void => undefined;
    const isReleased = new Promise<void>((resolve) => {
      release = resolve;
    });
    return new Promise((resolve, reject) => {
      mended(() => hold((model) => resolve({ ...model, release }), isReleased)).catch(reject);
    });
  }

  async function load(): Promise<LoadedModel> {
    const model = await lease();
    model.release?.();
    return model;
  }

  async function info(): Promise<ModelInfo> {
    try {
      return { folder: weights.path, models: await describeWeights(weights), failure: null };
    } catch (error) {
      return { folder: weights.path, models: [], failure: toFailure(error) };
    }
  }

  return {
    lease,
    load,
    info,

    async verify() {
      const found = await info();
      if (found.failure) return found;
      try {
        const { session } = await load();
        const [prediction] = await session.predict([PROBE]);
        if (prediction?.emotion === 'happiness') return found;
        throw new AppError('inference_failed', 'The model loads, but reads a happy sentence wrongly. Repair it.');
      } catch (error) {
        return { ...found, failure: toFailure(error) };
      }
    },

    async repair() {
      await models.drop('baseline');
      isLoaded = false;
      await weights.repair();
      log.info('model: repaired');
      return info();
    },

    follow,
    close: () => models.close(),
  };
}
