/** What the sync remembers between runs, in `weights/.sync/state.json`: pointers it has seen, versions it holds back or could not use. */

import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Channel } from '../../../shared/model-config.ts';
import { CHANNELS } from '../../../shared/model-config.ts';
import { toWriteError } from '../file-errors.ts';
import { writeOutput } from '../write-output.ts';
import { inTurn } from './in-turn.ts';

/** The sync's own folder, inside the weights folder. */
export const SYNC_FOLDER = '.sync';
const STATE_FILE = 'state.json';

const seenSchema = z.object({
  /** Makes the next read of the pointer conditional; null after a read that found none. */
  etag: z.string().nullable(),
  latest: z
    .object({
      version: z.string(),
      /** Hex SHA-256 of its weights: the same number may name other bytes in another registry. */
      sha256: z.string(),
      createdTime: z.string(),
      sizeBytes: z.number(),
      metrics: z.record(z.string(), z.record(z.string(), z.number())),
      tags: z.record(z.string(), z.string()),
    })
    .nullable(),
  /** True when the pointer was moved to a lower version than it had named: it is offered, and not followed by itself. */
  isMovedBack: z.boolean(),
  /** What a download would fetch onto what is here; undefined before that was worked out. */
  fetch: z.object({ onto: z.string(), bytes: z.number() }).optional(),
  /** ISO 8601 in UTC. */
  lastAnswerAt: z.string(),
});
/** Names what is on this machine, as far as it decides how much there is to fetch. */
export function nameLocal(installedSha256: string | null, previousVersion: string | null): string {
  return `${installedSha256 ?? 'none'} ${previousVersion ?? 'none'}`;
}

/** What a registry last said about a channel. */
export type SeenPointer = z.infer<typeof seenSchema>;

const waitingSchema = z.object({
  /** Hex SHA-256 of the model's weights. */
  sha256: z.string(),
  /** The number it has in the registry already, when only its promotion is left to do; null before it was uploaded. */
  version: z.string().nullable(),
});
/** A trained model whose upload or promotion could not be done yet. */
export type Waiting = z.infer<typeof waitingSchema>;

const channelSchema = z.object({
  /** The version that a rollback left. */
  held: z.string().nullable().default(null),
  /** A version that was fetched and could not be used; not tried again by itself until the pointer names another. */
  refused: z.object({ version: z.string(), sha256: z.string(), code: z.string(), message: z.string() }).nullable().default(null),
  waiting: waitingSchema.nullable().default(null),
  /** A model trained here that a person left for another version; updates must not overwrite the copy that is kept of it. */
  spared: z.string().nullable().default(null),
});
/** What this machine decided about a channel. */
export type ChannelMemory = z.infer<typeof channelSchema>;

/** How the last attempt to reach a registry ended. */
const contactSchema = z.object({ address: z.string(), kind: z.enum(['answered', 'unreachable', 'refused']) });
type Contact = z.infer<typeof contactSchema>;

const stateSchema = z.object({
  schema: z.literal(1),
  /** By the registry's address, then the channel. */
  registries: z.record(z.string(), z.partialRecord(z.enum(CHANNELS), seenSchema)).default({}),
  channels: z.partialRecord(z.enum(CHANNELS), channelSchema).default({}),
  contact: contactSchema.nullable().default(null),
});
type State = z.infer<typeof stateSchema>;

const EMPTY: State = { schema: 1, registries: {}, channels: {}, contact: null };
const NO_MEMORY: ChannelMemory = { held: null, refused: null, waiting: null, spared: null };
/** Registries remembered; somebody who tries many addresses does not make the file grow. */
const MAX_REGISTRIES = 8;

export interface SyncMemory {
  /** The sync's own folder. */
  readonly folder: string;
  /** Reads the file again, which another process may have changed; a broken one counts as empty. */
  readonly load: () => Promise<void>;
  readonly seen: (address: string, channel: Channel) => SeenPointer | undefined;
  readonly channel: (channel: Channel) => ChannelMemory;
  readonly contact: (address: string) => Contact['kind'] | null;
  /** These throw `disk_full` or `home_unusable`. */
  readonly see: (address: string, channel: Channel, seen: SeenPointer) => Promise<void>;
  readonly keep: (channel: Channel, change: Partial<ChannelMemory>) => Promise<void>;
  readonly noteContact: (contact: Contact) => Promise<void>;
}

/** Nothing is read before the first `load`. Changes of one file, also by several of these, never overwrite each other within this process. */
export function createSyncMemory(weightsFolder: string): SyncMemory {
  const folder = join(weightsFolder, SYNC_FOLDER);
  const path = join(folder, STATE_FILE);
  let state = EMPTY;

  async function loadNow(): Promise<void> {
    try {
      state = stateSchema.parse(JSON.parse(await readFile(path, 'utf8')));
    } catch {
      // Not there yet, or broken: the next answer of the registry fills it anew.
      state = EMPTY;
    }
  }

  async function changeNow(apply: (old: State) => State): Promise<void> {
    await loadNow();
    state = apply(state);
    try {
      await mkdir(folder, { recursive: true });
    } catch (error) {
      throw toWriteError(error, folder, 'home_unusable');
    }
    await writeOutput(path, `${JSON.stringify(state)}\n`, 'home_unusable');
  }

  // A rollback is released, and a model waits, while another operation goes on: each works on what the one before wrote.
  const change = (apply: (old: State) => State): Promise<void> => inTurn(path, () => changeNow(apply));

  return {
    folder,
    load: () => inTurn(path, loadNow),
    seen: (address, channel) => state.registries[address]?.[channel],
    channel: (channel) => state.channels[channel] ?? NO_MEMORY,
    contact: (address) => (state.contact?.address === address ? state.contact.kind : null),
    noteContact: (contact) => change((old) => ({ ...old, contact })),
    see: (address, channel, seen) =>
      change((old) => {
        const others = Object.entries(old.registries).filter(([name]) => name !== address);
        const registries = Object.fromEntries(
          [...others, [address, { ...old.registries[address], [channel]: seen }]].slice(-MAX_REGISTRIES),
        );
        return { ...old, registries };
      }),
    keep: (channel, kept) =>
      change((old) => ({ ...old, channels: { ...old.channels, [channel]: { ...NO_MEMORY, ...old.channels[channel], ...kept } } })),
  };
}
