/** What the parts of a sync operation work with: the machine's side, the registry's side, and the words they answer in. */

import type { AppError } from '../../../shared/app-error.ts';
import type { Channel } from '../../../shared/model-config.ts';
import type { Settings } from '../../../shared/settings.ts';
import type { SyncAuthentication, SyncOperation, SyncOutcome, SyncSnapshot, SyncState } from '../../../shared/sync.ts';
import type { SyncHistory } from '../history/sync-history.ts';
import type { TrafficMeter } from '../network/traffic-meter.ts';
import type { Registry } from '../registry/registry.ts';
import type { WeightsFolder } from '../weights/weights-folder.ts';
import type { SyncMemory } from './sync-memory.ts';

/** The registry as it is configured now. */
export interface OpenedRegistry {
  readonly kind: SyncSnapshot['registry']['kind'];
  /** Without a signature; empty in local mode. */
  readonly address: string;
  readonly chosenBy: SyncSnapshot['registry']['chosenBy'];
  /** What is missing or wrong in the configuration or the credentials; null when it is whole, or when there is none. */
  readonly problem: AppError | null;
  readonly authentication: SyncAuthentication;
  /** The signed-in person's name. */
  readonly account: string | null;
  /** Null in local mode and while there is a problem. */
  readonly registry: Registry | null;
}

type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

export interface Promotion {
  readonly dynamic: string;
  /** The number it has as a baseline. */
  readonly baseline: string;
  /** Empty when none was given. */
  readonly reason: string;
  readonly isByRule: boolean;
}

/** A trained model that waits for the registry. */
export interface WaitingModel {
  readonly version: string;
  readonly sha256: string;
  readonly waitsFor: 'upload' | 'promotion';
}

export interface SyncDeps {
  /** The data folder. */
  readonly home: string;
  readonly weights: WeightsFolder;
  readonly settings: () => Settings;
  /** Opens what is configured now; asks nothing of the network. */
  readonly registry: () => Promise<OpenedRegistry>;
  readonly history: SyncHistory;
  readonly memory: SyncMemory;
  /** True when a person chose never to use the network. */
  readonly isOffline: () => boolean;
  /** Who publishes, as others may read it: a person's name or an application's id, never a secret. */
  readonly publisher: () => Promise<string>;
  /** Names of the environment variables that configure the sync, and whether each is set; never their values. */
  readonly environment: Readonly<Record<string, boolean>>;
  readonly onChange?: (snapshot: SyncSnapshot) => void;
  /** A version is in place, where `from` was before (null for none); whoever has the old one loaded can switch. */
  readonly onInstalled?: (channel: Channel, version: string, from: string | null) => void;
  /** A dynamic version became the baseline in the registry, by the rule or by hand. */
  readonly onPromoted?: (promotion: Promotion) => void;
  /** What was trained could not be sent yet, or not be promoted; told after each try that ends so, and at each start. */
  readonly onWaiting?: (model: WaitingModel) => void;
  readonly log?: (event: string, fields?: LogFields) => void;
  readonly now?: () => Date;
  /** Between 0 and 1; spreads a fleet's checks. */
  readonly random?: () => number;
  /** How long a person's operation waits for another process's; milliseconds. */
  readonly lockWaitMs?: number;
}

/** One channel's part of an operation. */
export interface Step {
  readonly deps: SyncDeps;
  readonly registry: Registry;
  readonly channel: Channel;
  /** A person asked for it: what is held back or was refused may be tried, and failures are shown. */
  readonly isManual: boolean;
  readonly signal: AbortSignal;
  readonly meter: TrafficMeter;
  readonly setState: (state: SyncState) => void;
  /** Resolves while the transfer may go on; waits while it is paused. */
  readonly gate: () => Promise<void>;
}

/** A step that asks the registry only if it must. */
export interface OpenStep extends Omit<Step, 'registry'> {
  /** The registry's address without a signature; empty in local mode. */
  readonly address: string;
  /** Throws what keeps it from being asked. */
  readonly openRegistry: () => Registry;
}

export interface StepResult {
  /** What it turned out to be; null when it is what was asked for. */
  readonly operation?: SyncOperation;
  readonly outcome: SyncOutcome;
  readonly fromVersion: string | null;
  readonly toVersion: string | null;
  /** The newest version the registry has. */
  readonly available: string | null;
  /** Bytes the new version consists of. */
  readonly bytesTotal: number;
  readonly note: string;
  readonly error?: AppError;
}
