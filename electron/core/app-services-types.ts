/** What the app's services are, and what they need of the app around them. */

import type { AccountState, KnownVersions, RegistryStep } from '../../shared/ipc-sync.ts';
import type { ComparisonSnapshot } from '../../shared/comparison.ts';
import type { DoctorCheck, Job, ModelInfo, Notice } from '../../shared/ipc.ts';
import type { Channel } from '../../shared/model-config.ts';
import type { TrainingSnapshot } from '../../shared/ipc-training.ts';
import type { NewsEvent } from '../../shared/news.ts';
import type { SyncSnapshot } from '../../shared/sync.ts';
import type { SignInDesk } from './auth/sign-in-desk.ts';
import type { ComparisonDesk } from './comparison/comparison-desk.ts';
import type { ChildSpawner } from './inference/spawn-child.ts';
import type { AnalyzeJobs } from './jobs/analyze-jobs.ts';
import type { Library } from './library/library.ts';
import type { MediaLinks } from './library/media-links.ts';
import type { Logger } from './logging/create-logger.ts';
import type { News } from './news/news.ts';
import type { Notices } from './notices.ts';
import type { Samples } from './samples.ts';
import type { SyncOptions } from './services.ts';
import type { SettingsStore } from './settings/settings-store.ts';
import type { OpenSync } from './sync/open-sync.ts';
import type { TrainingDesk } from './training/training-desk.ts';
import type { YouTube } from './youtube/youtube.ts';

export interface AppServicesDeps {
  readonly home: string;
  readonly bundledFolder: string;
  readonly spawnChild: ChildSpawner;
  readonly onJobs: (jobs: readonly Job[]) => void;
  readonly onLibrary: () => void;
  readonly onNotices: (notices: readonly Notice[]) => void;
  readonly onTraining?: (snapshot: TrainingSnapshot) => void;
  readonly news?: AppNewsDeps;
  readonly onComparison?: (comparison: ComparisonSnapshot) => void;
  /** The app's own ways into the network; without them the ones of the command line are used. */
  readonly sync?: AppSyncDeps;
}

export interface AppNewsDeps {
  /** Something new that the person wants to hear of, once. */
  readonly onNews: (event: NewsEvent) => void;
  /** The list of news is another one now. */
  readonly onChange: () => void;
}

export interface AppSyncDeps extends Pick<SyncOptions, 'fetch' | 'openVault' | 'variables' | 'isOffline'> {
  /** False when the system knows of no network. */
  readonly isOnline?: () => boolean;
  /** Opens a page in the system's browser. */
  readonly openPage: (url: string) => Promise<void>;
  readonly onSync: (snapshot: SyncSnapshot) => void;
  readonly onHistory: () => void;
  readonly onAccount: (state: AccountState) => void;
  /** A version is in place and in use; `from` is the one before, null for none. */
  readonly onInstalled: (model: { readonly channel: Channel; readonly version: string; readonly from: string | null }) => void;
}

export interface AppServices {
  readonly home: string;
  readonly settings: SettingsStore;
  readonly log: Logger;
  readonly notices: Notices;
  readonly news: News;
  readonly samples: Samples;
  /** Videos by their id; loaded at the first call. */
  readonly youtube: () => Promise<YouTube>;
  readonly jobs: AnalyzeJobs;
  /** Which video or audio files play beside which analyses. */
  readonly media: MediaLinks;
  readonly training: TrainingDesk;
  /** By choice, or by how Moodline was started. */
  readonly isOffline: () => boolean;
  /** Opened at the first call. Throws what `openLibrary` throws, at each call until it can be opened. */
  readonly library: () => Library;
  /** What is installed, checked by hash. A broken model is a failure within, never a rejection. */
  readonly modelInfo: () => Promise<ModelInfo>;
  /** The same after a trial: the model loads and reads a sentence. */
  readonly verifyModel: () => Promise<ModelInfo>;
  /** Installs the bundled model again. Throws what installing throws. */
  readonly repairModel: () => Promise<ModelInfo>;
  readonly doctor: () => Promise<readonly DoctorCheck[]>;
  /** Loads the model, so that the first prediction does not wait for it. */
  readonly warmUp: () => Promise<void>;
  /** The sync of the folder; it asks nothing by itself before `startSync`. Rejects with `library_locked` once the services are closed. */
  readonly sync: () => Promise<OpenSync>;
  readonly signIn: () => Promise<SignInDesk>;
  /** A channel's versions: the registry's, or those remembered. Never rejects for a registry that does not answer. */
  readonly versions: (channel: Channel) => Promise<KnownVersions>;
  /** The one comparison of two models. */
  readonly comparisons: ComparisonDesk;
  /** Walks to the registry that is configured, or to another address. */
  readonly testRegistry: (address?: string) => Promise<readonly RegistryStep[]>;
  /** What the settings want of the sync at start, and from then on. Resolves when the start's own work is done; never rejects. */
  readonly startSync: () => Promise<void>;
  /** The network is back. */
  readonly noteOnline: () => void;
  /** Queues what was still to be analyzed when Moodline ended. To be called once. */
  readonly goOnWithQueue: () => void;
  /** Settings were changed. */
  readonly noteSettings: () => void;
  /** Copies settings, weights and a consistent library to an empty folder. Throws as `copyData` does. */
  readonly backUp: (target: string) => Promise<void>;
  /** Ends jobs and processes and closes the files. */
  readonly close: () => Promise<void>;
}
