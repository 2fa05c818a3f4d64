/** What callers ask the sync for. */

import type { Channel } from '../../../shared/model-config.ts';
import type { SyncTrigger } from '../../../shared/sync.ts';

export interface CheckRequest {
  readonly trigger: SyncTrigger;
  readonly channels: readonly Channel[];
  readonly signal?: AbortSignal;
}
export interface DownloadRequest extends CheckRequest {
  /** Everything again, and also what is held back or older. */
  readonly force?: boolean;
}
export interface UseRequest {
  readonly trigger: SyncTrigger;
  readonly channel: Channel;
  /** A registry's number, or a model trained here. */
  readonly version: string;
  readonly signal?: AbortSignal;
}
export interface UploadRequest {
  readonly trigger: SyncTrigger;
  readonly channel: Channel;
  /** A folder with model_config.json, weights and tokenizer; without it the model in the weights folder is sent. */
  readonly folder?: string;
  /** The weighted emotion F1 that goes into the tags; without it the one in the model's metrics. */
  readonly f1Score?: number;
  /** What others shall know about it. */
  readonly note?: string;
  readonly signal?: AbortSignal;
}
export interface PromoteRequest {
  readonly trigger: SyncTrigger;
  readonly reason: string;
  /** This dynamic version and no other; without it the newest. */
  readonly version?: string;
  /** By rule: only while the registry has no newer baseline than this one, which the version was measured against. */
  readonly over?: string;
  readonly signal?: AbortSignal;
}
