/** Publishes and promotes what was trained, now or as soon as there is a network again, through any number of restarts. */

import { toFailure } from '../../../shared/failure.ts';
import type { ChannelConfig } from '../../../shared/model-config.ts';
import type { SyncResult } from '../../../shared/sync.ts';
import type { AfterTrainingDeps, TrainingSync } from './after-training.ts';
import { promoteByRule, syncAfterTraining } from './after-training.ts';
import type { PromoteRequest, UploadRequest } from './sync-requests.ts';
import type { SyncDeps, WaitingModel } from './sync-step.ts';

interface TrainingSyncDeps {
  readonly deps: SyncDeps;
  readonly upload: (request: UploadRequest) => Promise<SyncResult>;
  readonly promote: (request: PromoteRequest) => Promise<SyncResult>;
  /** What waits is part of the snapshot. */
  readonly refresh: () => Promise<unknown>;
  /** Something waits, and no try is under way. */
  readonly onWaiting: (model: WaitingModel) => void;
}

export interface TrainingSyncer {
  readonly afterTraining: (signal?: AbortSignal) => Promise<TrainingSync>;
  readonly sendWaiting: (signal?: AbortSignal) => Promise<TrainingSync | null>;
  /** Says what waits, if anything does; to be called between tries, since before an upload it is noted as waiting as well, in case that is cut off. */
  readonly tellWaiting: () => Promise<void>;
}

/** What can't be sent now waits in the sync's memory. `afterTraining` throws `disk_full` or `home_unusable` when that can't be written; `sendWaiting` never rejects. */
export function createTrainingSync({ deps, upload, promote, refresh, onWaiting }: TrainingSyncDeps): TrainingSyncer {
  async function access(): Promise<AfterTrainingDeps['access']> {
    const { registry } = await deps.registry();
    if (!registry) return 'none';
    return deps.isOffline() ? 'offline' : 'open';
  }

  async function toDeps(model: ChannelConfig, signal: AbortSignal | undefined): Promise<AfterTrainingDeps> {
    const request = { trigger: 'training', ...(signal ? { signal } : {}) } as const;
    const config = await deps.weights.installed();
    const over = model.parent?.version ?? '0';
    return {
      settings: deps.settings().auto_sync,
      model,
      baselineVersion: config?.channels.baseline?.version,
      access: await access(),
      upload: () => upload({ ...request, channel: 'dynamic' }),
      promote: (version, reason) => promote({ ...request, reason, version, over }),
      wait: (waiting) => deps.memory.keep('dynamic', { waiting }),
    };
  }

  async function sendNow(signal: AbortSignal | undefined): Promise<TrainingSync | null> {
    await deps.memory.load();
    const { waiting } = deps.memory.channel('dynamic');
    if (!waiting) return null;
    const model = (await deps.weights.installed())?.channels.dynamic;
    if (model?.sha256 !== waiting.sha256) {
      // Another model took its place: nobody waits for this one any more.
      await deps.memory.keep('dynamic', { waiting: null });
      return null;
    }
    const parts = await toDeps(model, signal);
    if (parts.access !== 'open') return null;
    if (waiting.version !== null) return promoteByRule(parts, waiting.version);
    // It was sent by hand meanwhile.
    if (!model.version.startsWith('local-')) return promoteByRule(parts, model.version);
    return syncAfterTraining(parts);
  }

  async function tellWaiting(): Promise<void> {
    await deps.memory.load();
    const { waiting } = deps.memory.channel('dynamic');
    if (!waiting) return;
    const model = (await deps.weights.installed())?.channels.dynamic;
    if (model?.sha256 !== waiting.sha256) return;
    onWaiting({ version: model.version, sha256: model.sha256, waitsFor: waiting.version === null ? 'upload' : 'promotion' });
  }

  return {
    tellWaiting,
    async afterTraining(signal) {
      const model = (await deps.weights.installed())?.channels.dynamic;
      if (!model)
        return { uploaded: false, promoted: false, version: null, reason: 'Not uploaded: there is no trained model on this machine.' };
      const done = await syncAfterTraining(await toDeps(model, signal));
      await refresh();
      await tellWaiting();
      return done;
    },
    async sendWaiting(signal) {
      try {
        const done = await sendNow(signal);
        if (done) await refresh();
        await tellWaiting();
        return done;
      } catch (error) {
        deps.log?.('sync: waiting model not sent', { code: toFailure(error).code, details: toFailure(error).details });
        return null;
      }
    },
  };
}
