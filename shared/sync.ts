/** The words of the sync: settings, states, runs, and the snapshot a window shows. */

import { z } from 'zod';
import type { Failure } from './failure.ts';
import type { Channel } from './model-config.ts';

const autoSyncFields = z.object({
  /** Fetch missing models at start. */
  auto_download_on_startup: z.boolean(),
  /** Look for newer versions at start, fetch and activate them. */
  auto_check_updates_on_startup: z.boolean(),
  /** Upload a newly trained dynamic model. */
  auto_upload_after_training: z.boolean(),
  /** Weighted emotion F1 at or over which dynamic becomes baseline. */
  auto_promote_threshold: z.number().min(0).max(1),
  /** Sync when a model is loaded or a prediction starts; never delays the prediction. */
  sync_on_model_load: z.boolean(),
  /** Check periodically. */
  background_sync_enabled: z.boolean(),
  /** Minutes between two checks, give or take some jitter. */
  background_sync_interval_minutes: z.number().int().min(5).max(10_080),
});

export const DEFAULT_AUTO_SYNC: z.infer<typeof autoSyncFields> = {
  auto_download_on_startup: true,
  auto_check_updates_on_startup: true,
  auto_upload_after_training: true,
  auto_promote_threshold: 0.85,
  sync_on_model_load: true,
  background_sync_enabled: false,
  background_sync_interval_minutes: 60,
};

/** A change of some of them; unlike the schema below it fills in no defaults. */
export const autoSyncPatchSchema = autoSyncFields.partial().strict();

/** The automatic behaviours, as they stand in `settings.json` under `auto_sync`; what is missing there has its default. */
export const autoSyncSchema = z.object({
  auto_download_on_startup: autoSyncFields.shape.auto_download_on_startup.default(DEFAULT_AUTO_SYNC.auto_download_on_startup),
  auto_check_updates_on_startup: autoSyncFields.shape.auto_check_updates_on_startup.default(
    DEFAULT_AUTO_SYNC.auto_check_updates_on_startup,
  ),
  auto_upload_after_training: autoSyncFields.shape.auto_upload_after_training.default(DEFAULT_AUTO_SYNC.auto_upload_after_training),
  auto_promote_threshold: autoSyncFields.shape.auto_promote_threshold.default(DEFAULT_AUTO_SYNC.auto_promote_threshold),
  sync_on_model_load: autoSyncFields.shape.sync_on_model_load.default(DEFAULT_AUTO_SYNC.sync_on_model_load),
  background_sync_enabled: autoSyncFields.shape.background_sync_enabled.default(DEFAULT_AUTO_SYNC.background_sync_enabled),
  background_sync_interval_minutes: autoSyncFields.shape.background_sync_interval_minutes.default(
    DEFAULT_AUTO_SYNC.background_sync_interval_minutes,
  ),
});
export type AutoSyncSettings = z.infer<typeof autoSyncSchema>;

export const SYNC_TRIGGERS = ['startup', 'manual', 'model_load', 'prediction', 'schedule', 'training', 'online'] as const;
export type SyncTrigger = (typeof SYNC_TRIGGERS)[number];

export const SYNC_OPERATIONS = ['check', 'download', 'upload', 'promote', 'rollback'] as const;
export type SyncOperation = (typeof SYNC_OPERATIONS)[number];

export const SYNC_OUTCOMES = [
  'updated',
  'repaired',
  'available',
  'up_to_date',
  'uploaded',
  'promoted',
  'rolled_back',
  'offline',
  'cancelled',
  'failed',
] as const;
export type SyncOutcome = (typeof SYNC_OUTCOMES)[number];

/** One entry of the sync history, in the shape of `history --json`; `details` holds what a person may fold out. Times are ISO 8601 in UTC. */
export interface SyncRun {
  readonly id: number;
  readonly started_at: string;
  /** Null when the process ended in the middle of it. */
  readonly finished_at: string | null;
  readonly trigger: SyncTrigger;
  readonly operation: SyncOperation;
  readonly channel: Channel;
  readonly from_version: string | null;
  readonly to_version: string | null;
  /** Bytes that crossed the network, and bytes the new version consists of. */
  readonly bytes_transferred: number;
  readonly bytes_total: number;
  readonly requests: number;
  readonly outcome: SyncOutcome;
  readonly error: { readonly code: string; readonly message: string } | null;
  /** Why a person promoted by hand, what the promotion measured, and the like; empty when there is nothing to say. */
  readonly note: string;
}

/** A version as a registry offers it, or as it was known when it was last seen. */
export interface OfferedVersion {
  readonly version: string;
  /** Hex SHA-256 of the weights: a promoted model has the same in both channels. */
  readonly sha256: string;
  readonly createdTime: string;
  readonly sizeBytes: number;
  /** Bytes a download would fetch, given what is here; null before that was worked out. */
  readonly fetchBytes: number | null;
  readonly metrics: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly tags: Readonly<Record<string, string>>;
}

export interface ChannelSync {
  /** The version in the weights folder; null when there is none. */
  readonly installed: string | null;
  /** The version the registry's pointer named when it was last read; null when it never was, or names none. */
  readonly latest: OfferedVersion | null;
  /** The version that a rollback would bring back; null when none is kept. */
  readonly previous: string | null;
  /** The version that a rollback left and that is not installed again by itself; null when none is held. */
  readonly held: string | null;
  /** What a trained model waits for until the registry can be reached; null when nothing waits. */
  readonly waiting: 'upload' | 'promotion' | null;
}

export interface TransferProgress {
  readonly channel: Channel;
  readonly version: string;
  readonly doneBytes: number;
  readonly totalBytes: number;
  readonly bytesPerSecond: number | null;
  readonly secondsLeft: number | null;
}

/** Where the one state machine stands. Times are ISO 8601 in UTC. */
export type SyncState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'checking' }
  /** A newer version is there and is not fetched by itself (held back by a setting, or paused). */
  | { readonly kind: 'available'; readonly channel: Channel; readonly version: string }
  | { readonly kind: 'downloading' | 'uploading'; readonly progress: TransferProgress; readonly isPaused: boolean }
  | { readonly kind: 'verifying' | 'activating'; readonly channel: Channel; readonly version: string }
  | { readonly kind: 'up_to_date'; readonly at: string }
  /** No network, by choice or by fact, or the registry can't be reached: calm, tried again later. */
  | { readonly kind: 'offline'; readonly at: string; readonly reason: 'chosen' | 'unreachable' }
  | { readonly kind: 'failed'; readonly at: string; readonly failure: Failure };

/** How the registry is reached; never a secret. */
export type SyncAuthentication = 'none' | 'sas' | 'connection_string' | 'service_principal' | 'person' | 'folder';

export interface SyncSnapshot {
  readonly registry: {
    readonly kind: 'none' | 'blob' | 'folder' | 'azureml';
    /** The address without its signature; empty in local mode. */
    readonly address: string;
    /** Where the address comes from. */
    readonly chosenBy: 'flag' | 'environment' | 'setting' | 'azure_variables' | 'none';
    /** What is missing or wrong in the configuration, as a sentence; null when it is whole. */
    readonly problem: Failure | null;
  };
  readonly authentication: SyncAuthentication;
  /** The signed-in person's name; null when nobody is. */
  readonly account: string | null;
  readonly state: SyncState;
  readonly channels: Readonly<Record<Channel, ChannelSync>>;
  /** The last time the registry answered; null when it never did. */
  readonly lastAnswerAt: string | null;
  /** How the last attempt to reach it ended; null when there was none. */
  readonly lastContact: 'answered' | 'unreachable' | 'refused' | null;
  /** When the schedule asks next; null when it is off. */
  readonly nextCheckAt: string | null;
}

/** What one operation of the command line answers, in the shape of `sync … --json`. */
export interface SyncResult {
  readonly operation: SyncOperation;
  readonly outcome: SyncOutcome;
  readonly channels: Readonly<Partial<Record<Channel, ChannelResult>>>;
  readonly bytes_transferred: number;
  readonly requests: number;
  readonly error: { readonly code: string; readonly message: string } | null;
}
export interface ChannelResult {
  readonly outcome: SyncOutcome;
  readonly from_version: string | null;
  readonly to_version: string | null;
  /** The newest version the registry has; null when it was not asked or has none. */
  readonly available: string | null;
  /** What else there is to say, as a sentence: why an available version is not installed, and the like; empty when there is nothing. */
  readonly note: string;
}
