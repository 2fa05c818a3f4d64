/** The contract between the renderer and the main process: each channel's input schema, result, and the events that are pushed. */

import { z } from 'zod';
import type { AnalyzedSegment } from './analysis.ts';
import type { Failure } from './failure.ts';
import type { ModelEventPayloads, ModelRequestResults } from './ipc-models.ts';
import { MODEL_REQUEST_INPUTS } from './ipc-models.ts';
import type { EventName, RequestName } from './ipc-names.ts';
import type { NewsEventPayloads, NewsRequestResults } from './ipc-news.ts';
import { NEWS_REQUEST_INPUTS } from './ipc-news.ts';
import type { SyncEventPayloads, SyncRequestResults } from './ipc-sync.ts';
import { SYNC_REQUEST_INPUTS } from './ipc-sync.ts';
import type { TrainingEventPayloads, TrainingRequestResults } from './ipc-training.ts';
import { TRAINING_REQUEST_INPUTS } from './ipc-training.ts';
import type { VideoRequestResults } from './ipc-video.ts';
import { VIDEO_REQUEST_INPUTS } from './ipc-video.ts';
import { EMOTIONS, INTENSITIES, SUB_EMOTIONS } from './labels.ts';
import type { Corrections, LibraryEntry, StoredAnalysis } from './library.ts';
import { LIBRARY_SORTS } from './library.ts';
import type { Channel } from './model-config.ts';
import type { Settings } from './settings.ts';
import { languageTagSchema, settingsPatchSchema } from './settings.ts';
import { captionTrackSchema } from './video.ts';
import { VIDEO_ID } from './video-link.ts';

/** Characters of pasted text; the same as a file's limit in bytes. */
const MAX_TEXT_CHARACTERS = 20_000_000;
/** Analyses that one request may name or ask for. */
const MAX_IDS = 10_000;
const MAX_PAGE = 500;
/** Bytes of a chart's picture. */
const MAX_PNG_BYTES = 50_000_000;

const none = z.undefined();
const id = z.number().int().positive();
const jobId = z.number().int().positive();
const name = z.string().min(1).max(1000);
const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);

/** What a person gives to be analyzed. A dropped file comes with its bytes, unless it is too large or could not be read. */
const jobSourceSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), text: z.string().max(MAX_TEXT_CHARACTERS) }),
  z.object({ kind: z.literal('sample'), sample: name }),
  // A video once more, with other captions than Moodline chose, or as YouTube translates them.
  z.object({
    kind: z.literal('video'),
    id: z.string().regex(VIDEO_ID),
    picked: captionTrackSchema.pick({ languageCode: true, kind: true }).nullable(),
    translateTo: languageTagSchema.nullable(),
  }),
  z.object({ kind: z.literal('drop'), name, sizeBytes: z.number().nonnegative(), bytes: bytes.nullable() }),
]);
export type JobSource = z.infer<typeof jobSourceSchema>;

export const EXPORT_FORMATS = ['csv', 'json', 'srt', 'xlsx'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];
export const LIBRARY_EXPORT_FORMATS = ['json', 'csv', 'training'] as const;
export type LibraryExportFormat = (typeof LIBRARY_EXPORT_FORMATS)[number];

/** The schema of each request's one argument. */
export const REQUEST_INPUTS = {
  'app:info': none,
  'app:ready': none,
  'clipboard:write': z.object({ text: z.string().max(1_000_000) }),
  'notices:dismiss': z.object({ id }),
  'samples:list': none,
  'jobs:start': z.object({ source: jobSourceSchema }),
  'jobs:pick': none,
  'jobs:rerun': z.object({ id }),
  'jobs:cancel': z.object({ id: jobId }),
  'jobs:dismiss': z.object({ id: jobId }),
  'jobs:partial': z.object({ id: jobId }),
  'jobs:retry': z.object({ id: jobId }),
  'jobs:pause': z.object({ id: jobId, isPaused: z.boolean() }),
  'jobs:move': z.object({ id: jobId, places: z.number().int().min(-MAX_IDS).max(MAX_IDS) }),
  'library:list': z.object({
    query: z.string().max(500),
    sort: z.enum(LIBRARY_SORTS),
    isDescending: z.boolean(),
    offset: z.number().int().nonnegative(),
    limit: z.number().int().positive().max(MAX_PAGE),
  }),
  'library:get': z.object({ id }),
  'library:rename': z.object({ id, title: z.string().trim().min(1).max(500) }),
  'library:delete': z.object({ ids: z.array(id).min(1).max(MAX_IDS) }),
  'library:restore': z.object({ ids: z.array(id).min(1).max(MAX_IDS) }),
  'library:correct': z.object({
    id,
    index: z.number().int().nonnegative(),
    correction: z
      .object({
        emotion: z.enum(EMOTIONS).nullable(),
        sub_emotion: z.enum(SUB_EMOTIONS).nullable(),
        intensity: z.enum(INTENSITIES).nullable(),
      })
      .nullable(),
  }),
  'library:export': z.object({ id, format: z.enum(EXPORT_FORMATS) }),
  'library:export-all': z.object({ format: z.enum(LIBRARY_EXPORT_FORMATS) }),
  'library:import': none,
  'chart:save': z.object({ name, png: bytes.refine((png) => png.byteLength <= MAX_PNG_BYTES, 'is too large') }),
  'model:info': none,
  'model:verify': none,
  'model:repair': none,
  'settings:get': none,
  'settings:set': z.object({ patch: settingsPatchSchema }),
  'data:info': none,
  'data:show': none,
  'data:backup': none,
  'data:move': none,
  'data:erase': z.object({ confirm: z.literal('erase') }),
  'doctor:run': none,
  ...MODEL_REQUEST_INPUTS,
  ...SYNC_REQUEST_INPUTS,
  ...VIDEO_REQUEST_INPUTS,
  ...TRAINING_REQUEST_INPUTS,
  ...NEWS_REQUEST_INPUTS,
} as const satisfies Readonly<Record<RequestName, z.ZodType>>;

export type RequestInput<Name extends RequestName> = z.infer<(typeof REQUEST_INPUTS)[Name]>;

export interface AppInfo {
  readonly version: string;
  /** What runs the app: Electron, or the stand-in on an installed Chromium. */
  readonly host: 'electron' | 'chromium';
  readonly electronVersion: string;
  readonly platform: string;
  readonly locale: string;
  /** True when it was started with --offline: no setting can bring the network back then. */
  readonly isStartedOffline: boolean;
  /** Where the player of videos comes from. */
  readonly playerOrigin: string;
  /** The baseline that comes with the app; null when its files can't be read, which installing it reports. */
  readonly bundledVersion: string | null;
}

export interface Sample {
  readonly id: string;
  readonly title: string;
  readonly about: string;
}

/** `paused` by the person; `offline` until the network is back, with what happened as its failure. */
export const JOB_STATES = ['waiting', 'paused', 'offline', 'reading', 'predicting', 'saving', 'done', 'failed', 'cancelled'] as const;
export type JobState = (typeof JOB_STATES)[number];

export interface Job {
  readonly id: number;
  readonly title: string;
  readonly state: JobState;
  /** Segments with labels, and all that get any; 0 until the transcript is read. */
  readonly done: number;
  readonly total: number;
  /** Seconds until it is done, at the pace so far; null while that is not known. */
  readonly secondsLeft: number | null;
  /** The analysis in the library, once it is saved. */
  readonly analysisId: number | null;
  readonly failure: Failure | null;
}

export interface LibraryPage {
  readonly total: number;
  readonly entries: readonly LibraryEntry[];
}

/** One channel's model as it is installed. */
export interface InstalledModel {
  readonly channel: Channel;
  readonly version: string;
  readonly createdTime: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly file: string;
  readonly metrics: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly labels: { readonly emotion: readonly string[]; readonly sub_emotion: readonly string[]; readonly intensity: readonly string[] };
  readonly maxLength: number;
}

export interface ModelInfo {
  readonly folder: string;
  readonly models: readonly InstalledModel[];
  readonly failure: Failure | null;
}

export interface DataInfo {
  readonly folder: string;
  /** Why it can't be moved here, as a sentence; null when it can. */
  readonly fixedBy: string | null;
  readonly parts: readonly { readonly name: 'weights' | 'library' | 'logs' | 'settings' | 'other'; readonly sizeBytes: number }[];
  readonly analysisCount: number;
}

export interface DoctorCheck {
  readonly check: string;
  readonly ok: boolean;
  readonly message: string;
}

export interface Notice {
  readonly id: number;
  readonly level: 'info' | 'warning' | 'error';
  readonly failure: Failure;
}

export interface ImportResult {
  readonly imported: readonly { readonly title: string; readonly id: number; readonly rows: number; readonly skipped: number }[];
  readonly failed: readonly { readonly name: string; readonly failure: Failure }[];
}

/** A file that was written; null when the person closed the dialog. */
export type SavedFile = {
  readonly path: string;
  readonly rows: number | null;
  /** Damaged analyses that are not in it; absent for none. */
  readonly damaged?: number;
} | null;

export interface RequestResults
  extends ModelRequestResults, SyncRequestResults, VideoRequestResults, TrainingRequestResults, NewsRequestResults {
  'app:info': AppInfo;
  'app:ready': null;
  'clipboard:write': null;
  'notices:dismiss': null;
  'samples:list': readonly Sample[];
  /** Several for a text with several links. */
  'jobs:start': { readonly ids: readonly number[] };
  'jobs:pick': { readonly ids: readonly number[] };
  'jobs:rerun': { readonly id: number };
  'jobs:cancel': null;
  'jobs:dismiss': null;
  'jobs:partial': { readonly segments: readonly AnalyzedSegment[] };
  /** Does what failed, was cancelled or waits for the network once more, at the end of the queue. */
  'jobs:retry': null;
  /** What waits is left out until it is to go on; what is under way is not stopped. */
  'jobs:pause': null;
  /** Up (negative) or down among what waits. */
  'jobs:move': null;
  'library:list': LibraryPage;
  'library:get': StoredAnalysis;
  'library:rename': null;
  'library:delete': null;
  'library:restore': null;
  'library:correct': { readonly corrections: Corrections };
  'library:export': SavedFile;
  'library:export-all': SavedFile;
  'library:import': ImportResult | null;
  'chart:save': SavedFile;
  'model:info': ModelInfo;
  'model:verify': ModelInfo;
  'model:repair': ModelInfo;
  /** A signature in the registry's address is masked; sent back as it came, it changes nothing. */
  'settings:get': Settings;
  'settings:set': Settings;
  'data:info': DataInfo;
  'data:show': null;
  'data:backup': SavedFile;
  'data:move': DataInfo | null;
  'data:erase': null;
  'doctor:run': readonly DoctorCheck[];
}

export type RequestResult<Name extends RequestName> = RequestResults[Name];

/** What a request answers: errors cross as data, so that their code survives. */
export type Reply<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly failure: Failure };

export const MENU_COMMANDS = [
  'open',
  'paste',
  'analyze',
  'library',
  'model',
  'train',
  'sync',
  'history',
  'settings',
  'doctor',
  'find',
  'shortcuts',
  'about',
] as const;
export type MenuCommand = (typeof MENU_COMMANDS)[number];

/** Whole snapshots, never differences; at most a few a second. */
export interface EventPayloads extends ModelEventPayloads, SyncEventPayloads, TrainingEventPayloads, NewsEventPayloads {
  'jobs:changed': readonly Job[];
  /** Something in the library changed: lists are to be asked for again. */
  'library:changed': { readonly revision: number };
  'model:changed': ModelInfo;
  'settings:changed': Settings;
  'notices:changed': readonly Notice[];
  'menu:command': { readonly command: MenuCommand; readonly analysisId?: number };
}

/** What the preload gives the renderer as `window.moodline`. */
export interface Bridge {
  request<Name extends RequestName>(request: Name, input?: RequestInput<Name>): Promise<Reply<RequestResult<Name>>>;
  /** Calls `listener` with each snapshot; the function returned ends that. */
  subscribe<Name extends EventName>(event: Name, listener: (payload: EventPayloads[Name]) => void): () => void;
}
