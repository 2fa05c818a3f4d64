/** The part of the window's contract that is about the sync: what can be asked of it, of its history and of the sign-in. */

import { z } from 'zod';
import type { ErrorCode } from './app-error.ts';
import type { Failure } from './failure.ts';
import type { Manifest } from './manifest.ts';
import { versionSchema } from './manifest.ts';
import { CHANNELS } from './model-config.ts';
import type { Settings } from './settings.ts';
import type { OfferedVersion, SyncResult, SyncRun, SyncSnapshot } from './sync.ts';
import { SYNC_OPERATIONS, SYNC_OUTCOMES, SYNC_TRIGGERS } from './sync.ts';

/** Runs that one page of the history may have. */
const MAX_RUNS = 500;

const none = z.undefined();
const channel = z.enum(CHANNELS);
/** Names and ids in Azure are shorter. */
const resourceName = z.string().min(1).max(200);
const channels = z.array(channel).min(1).max(CHANNELS.length);

/** Which runs of the history are meant; an empty list stands for all. `query` looks into versions, notes, errors and the words of the other fields. */
const historyFilterSchema = z.object({
  outcomes: z.array(z.enum(SYNC_OUTCOMES)).max(SYNC_OUTCOMES.length),
  triggers: z.array(z.enum(SYNC_TRIGGERS)).max(SYNC_TRIGGERS.length),
  operations: z.array(z.enum(SYNC_OPERATIONS)).max(SYNC_OPERATIONS.length),
  channels: z.array(channel).max(CHANNELS.length),
  query: z.string().max(500),
});
export type HistoryFilter = z.infer<typeof historyFilterSchema>;

export const HISTORY_FORMATS = ['csv', 'json'] as const;
export type HistoryFormat = (typeof HISTORY_FORMATS)[number];

export const SIGN_IN_METHODS = ['browser', 'device'] as const;
export type SignInMethod = (typeof SIGN_IN_METHODS)[number];

export const SYNC_REQUEST_INPUTS = {
  'sync:get': none,
  'sync:check': z.object({ channels }),
  'sync:download': z.object({ channels, force: z.boolean() }),
  'sync:cancel': none,
  'sync:pause': none,
  'sync:resume': none,
  'sync:rollback': z.object({ channel }),
  'sync:release': z.object({ channel }),
  'sync:upload': none,
  /** The dynamic version that the person saw and judged; a newer one is not promoted in its place. */
  'sync:promote': z.object({ version: versionSchema, reason: z.string().trim().max(2000) }),
  'sync:versions': z.object({ channel }),
  /** A channel's model is on the screen; the dynamic one is only asked about then. */
  'sync:shown': z.object({ channel }),
  'history:list': historyFilterSchema.extend({
    offset: z.number().int().nonnegative(),
    limit: z.number().int().positive().max(MAX_RUNS),
  }),
  'history:export': historyFilterSchema.extend({ format: z.enum(HISTORY_FORMATS) }),
  'account:get': none,
  /** `isForWorkspace`: consent is asked for all that choosing and using a workspace needs. */
  'account:sign-in': z.object({ method: z.enum(SIGN_IN_METHODS), isForWorkspace: z.boolean() }),
  'account:cancel': none,
  /** Opens the page where the device code is typed, in the system's browser. */
  'account:open-page': none,
  'account:sign-out': none,
  /** The registry in use for null; otherwise an address before it is saved. */
  'registry:test': z.object({ registry: z.string().trim().min(1).max(4000).nullable() }),
  /** Subscriptions; with one, its resource groups; with both, the workspaces in the group. */
  'workspaces:list': z
    .strictObject({ subscription: resourceName.nullable(), group: resourceName.nullable() })
    .refine(({ subscription, group }) => subscription !== null || group === null, 'a group is one of a subscription'),
} as const;

/** A channel's versions, newest first. */
export interface KnownVersions {
  readonly versions: readonly KnownVersion[];
  /** True when the registry was not asked or did not answer: these are the ones remembered on this machine. */
  readonly isRemembered: boolean;
  /** Why it did not answer; null when it did, and when nobody wants it asked. */
  readonly failure: Failure | null;
}
export interface KnownVersion {
  readonly version: string;
  /** ISO 8601 in UTC; null where nobody knows. */
  readonly createdTime: string | null;
  /** False for one that is only half uploaded. */
  readonly isComplete: boolean;
  readonly place: 'installed' | 'previous' | 'held' | null;
  /** What its manifest says, read now or earlier; null where nobody has seen it yet. */
  readonly details: (Pick<OfferedVersion, 'sizeBytes' | 'metrics' | 'tags'> & Pick<Manifest, 'parent'>) | null;
}

export interface HistoryPage {
  readonly total: number;
  readonly runs: readonly SyncRun[];
}

/** A sign-in under way. */
export type SigningIn =
  | { readonly method: 'browser' }
  /** `code` is null until the sign-in server has given one. `expiresAt` is ISO 8601 in UTC. */
  | {
      readonly method: 'device';
      readonly code: { readonly userCode: string; readonly verificationUri: string; readonly expiresAt: string } | null;
    };

export interface AccountState {
  /** Who is signed in; null for nobody. */
  readonly name: string | null;
  /** False: nothing protects a file here, so the sign-in lasts until Moodline ends. */
  readonly isKept: boolean;
  readonly signingIn: SigningIn | null;
  /** Why nobody can sign in here, and what to do; null when it can be tried. */
  readonly obstacle: Failure | null;
  /** Which settings of the app registration do not count, since the environment says something else. */
  readonly overruled: Readonly<Record<keyof Settings['sign_in'], boolean>>;
  /** How the last try ended, when it failed; null after one that was done or cancelled. */
  readonly failure: Failure | null;
}

/** Something to choose on the way to a workspace. */
export interface WorkspaceOption {
  /** A subscription's id, a group's name, or the registry's address of a workspace. */
  readonly value: string;
  readonly name: string;
  /** What tells it from others of its name: an id, or a place. */
  readonly detail: string;
}

export const REGISTRY_STEPS = ['configuration', 'credential', 'answer', 'read', 'write'] as const;
/** One step of a look at the registry. `limited` is fine for following it; `skipped` comes after a failure, or offline by choice. */
export interface RegistryStep {
  readonly step: (typeof REGISTRY_STEPS)[number];
  readonly outcome: 'ok' | 'limited' | 'failed' | 'skipped';
  readonly message: string;
  readonly code: ErrorCode | null;
}

export interface SyncRequestResults {
  'sync:get': SyncSnapshot;
  'sync:check': SyncResult;
  'sync:download': SyncResult;
  'sync:cancel': null;
  'sync:pause': null;
  'sync:resume': null;
  'sync:rollback': SyncResult;
  'sync:release': SyncSnapshot;
  /** Publishes the dynamic model of this machine. */
  'sync:upload': SyncResult;
  'sync:promote': SyncResult;
  'sync:versions': KnownVersions;
  'sync:shown': null;
  'history:list': HistoryPage;
  /** The file and its rows; null when the person closed the dialog. */
  'history:export': { readonly path: string; readonly rows: number | null } | null;
  'account:get': AccountState;
  /** Answers when the sign-in is over; `account:changed` tells of it meanwhile. */
  'account:sign-in': AccountState;
  'account:cancel': null;
  'account:open-page': null;
  'account:sign-out': AccountState;
  'registry:test': readonly RegistryStep[];
  'workspaces:list': readonly WorkspaceOption[];
}

export interface SyncEventPayloads {
  'sync:changed': SyncSnapshot;
  /** A run began, ended, or was closed: the list is to be asked for again. */
  'history:changed': { readonly revision: number };
  'account:changed': AccountState;
}
