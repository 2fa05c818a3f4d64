/** The one state machine of the sync: one operation at a time, callers share the one in flight, and a failure in the background is quiet. */

import type { Channel } from '../../../shared/model-config.ts';
import type { SyncResult, SyncSnapshot, SyncTrigger } from '../../../shared/sync.ts';

export interface CheckRequest {
  readonly trigger: SyncTrigger;
  readonly channels: readonly Channel[];
  readonly signal?: AbortSignal;
}
export interface DownloadRequest extends CheckRequest {
  /** Everything again, and also what is held back or older. */
  readonly force?: boolean;
}
export interface UploadRequest {
  readonly trigger: SyncTrigger;
  readonly channel: Channel;
  /** A folder with model_config.json, weights and tokenizer; without it the model in the weights folder is sent. */
  readonly folder?: string;
  /** The weighted emotion F1 that goes into the tags; without it the one in the model's metrics. */
  readonly f1Score?: number;
  readonly signal?: AbortSignal;
}
export interface PromoteRequest {
  readonly trigger: SyncTrigger;
  readonly reason: string;
  readonly signal?: AbortSignal;
}

/**
 * Operations never reject for an expected failure: the result says the outcome and the error. Every operation is recorded in the history and
 * summed up in `sync_status.json`.
 */
export interface SyncManager {
  /** Where things stand, as last known; nothing is read. */
  readonly snapshot: () => SyncSnapshot;
  /** The same after looking at the weights folder and the settings again; no network. */
  readonly refresh: () => Promise<SyncSnapshot>;
  /** Asks the registry what is newest; installs nothing. */
  readonly check: (request: CheckRequest) => Promise<SyncResult>;
  /** Fetches and installs what is missing, damaged or newer. */
  readonly download: (request: DownloadRequest) => Promise<SyncResult>;
  readonly upload: (request: UploadRequest) => Promise<SyncResult>;
  /** Makes the registry's newest dynamic version the next baseline. */
  readonly promote: (request: PromoteRequest) => Promise<SyncResult>;
  /** Brings the previous version back, and holds the one it leaves. No network. */
  readonly rollback: (request: { readonly channel: Channel }) => Promise<SyncResult>;
  /** Lets the held version be installed again. */
  readonly release: (request: { readonly channel: Channel }) => Promise<void>;
  /** Ends the operation under way, whatever it is doing. */
  readonly cancel: () => void;
  /** Holds a download between two ranges; it goes on where it stood. */
  readonly pause: () => void;
  readonly resume: () => void;
  /** What the settings want at start, and the schedule from then on. Resolves when the start's own work is done; never rejects. */
  readonly start: () => Promise<void>;
  /** A channel's model was loaded or could not be; never waits. */
  readonly noteModelLoad: (channel: Channel) => void;
  readonly notePrediction: (channel: Channel) => void;
  /** The network is back. */
  readonly noteOnline: () => void;
  /** Settings were changed: the schedule and the snapshot follow. */
  readonly noteSettings: () => void;
  /** Fetches a damaged or missing model again: from the registry, else the baseline that ships with the program. True when it is whole then. */
  readonly repair: (channel: Channel, signal?: AbortSignal) => Promise<boolean>;
  /** Cancels and waits for the end. */
  readonly close: () => Promise<void>;
}
