/** A data folder, a bundled model, a folder as registry and the sync over them: all real, and small. */

import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { onTestFinished } from 'vitest';
import type { SyncRun, SyncSnapshot } from '../../../shared/sync.ts';
import type { Settings } from '../../../shared/settings.ts';
import { DEFAULT_SETTINGS } from '../../../shared/settings.ts';
import { createCommandLineVault } from '../../../electron/core/auth/key-file-protection.ts';
import { spawnNodeChild } from '../../../electron/core/inference/spawn-child.ts';
import type { OpenSync } from '../../../electron/core/sync/open-sync.ts';
import { openSync } from '../../../electron/core/sync/open-sync.ts';
import type { SyncManager } from '../../../electron/core/sync/sync-manager.ts';
import type { Promotion, WaitingModel } from '../../../electron/core/sync/sync-step.ts';
import type { WeightsFolder } from '../../../electron/core/weights/weights-folder.ts';
import { createWeightsFolder } from '../../../electron/core/weights/weights-folder.ts';
import { writeModel } from '../../helpers/plain-version.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

export interface Stage {
  readonly home: string;
  /** The registry's folder. */
  readonly registry: string;
  readonly weights: WeightsFolder;
  readonly sync: OpenSync;
  readonly manager: SyncManager;
  readonly snapshots: SyncSnapshot[];
  /** Channel and version, in the order they came. */
  readonly installs: string[];
  /** Promotions, and models that wait, in the order they were told. */
  readonly told: (Promotion | WaitingModel)[];
  /** Newest first. */
  readonly runs: () => readonly SyncRun[];
  readonly status: () => Promise<Record<string, never>>;
  /** Another program over the same data folder and registry. */
  readonly again: (options?: StageOptions) => Promise<Stage>;
}

export interface StageOptions {
  readonly settings?: Partial<Omit<Settings, 'auto_sync'>>;
  readonly autoSync?: Partial<Settings['auto_sync']>;
  readonly isOffline?: boolean;
  /** Null: none is configured. */
  readonly address?: string | null;
  readonly fetch?: typeof globalThis.fetch;
  readonly lockWaitMs?: number;
}

const noFetch: typeof globalThis.fetch = () => Promise.reject(new Error('A folder needs no network.'));

/** Bundled is a baseline of version 1. */
export async function makeStage(options: StageOptions = {}): Promise<Stage> {
  const folder = await temporaryFolder();
  await writeModel(join(folder, 'bundled'), 'baseline', '1');
  await mkdir(join(folder, 'registry'));
  const stage = await openStage(folder, options);
  await stage.weights.open('baseline');
  return stage;
}

async function openStage(folder: string, options: StageOptions): Promise<Stage> {
  const [home, registry] = [join(folder, 'home'), join(folder, 'registry')];
  const weights = createWeightsFolder({ home, bundledFolder: join(folder, 'bundled'), spawnChild: spawnNodeChild });
  const address = options.address === null ? '' : (options.address ?? pathToFileURL(registry).href);
  const settings: Settings = {
    ...DEFAULT_SETTINGS,
    registry: address,
    ...options.settings,
    auto_sync: { ...DEFAULT_SETTINGS.auto_sync, ...options.autoSync },
  };
  const snapshots: SyncSnapshot[] = [];
  const installs: string[] = [];
  const told: (Promotion | WaitingModel)[] = [];
  const sync = openSync({
    home,
    weights,
    settings: () => settings,
    isOffline: () => options.isOffline ?? settings.offline,
    variables: {},
    fetch: options.fetch ?? noFetch,
    vault: createCommandLineVault(home),
    lockWaitMs: options.lockWaitMs ?? 0,
    onChange: (snapshot) => snapshots.push(snapshot),
    onInstalled: (channel, version) => installs.push(`${channel} ${version}`),
    onPromoted: (promotion) => told.push(promotion),
    onWaiting: (model) => told.push(model),
  });
  onTestFinished(() => sync.close());
  return {
    home,
    registry,
    weights,
    sync,
    manager: sync.manager,
    snapshots,
    installs,
    told,
    runs: () => sync.history.list(),
    status: async () => JSON.parse(await readFile(join(home, 'weights', 'sync_status.json'), 'utf8')),
    again: (more = {}) => openStage(folder, more),
  };
}
