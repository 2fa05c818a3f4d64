/** Which of YouTube's own apps Moodline asks as, and their versions: data that ages faster than code. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { fileErrorCode } from '../file-errors.ts';
import shipped from './clients.json' with { type: 'json' };

/** In the data folder: takes the place of what was shipped, so that a change at YouTube needs no new Moodline. */
export const CLIENTS_FILE = 'youtube-clients.json';

const clientSchema = z.object({
  /** youtubei.js's name of it. */
  client: z.enum(['ANDROID', 'ANDROID_VR', 'VISIONOS', 'IOS', 'MWEB', 'TV']),
  version: z.string().regex(/^[\w.]{1,40}$/u),
  user_agent: z.string().min(1).max(400),
});
export type Client = z.infer<typeof clientSchema>;

const clientsSchema = z.object({
  schema: z.literal(1),
  /** In the order in which they are asked. */
  clients: z.array(clientSchema).min(1).max(6),
  /** Of the web page, for playlists and the transcript panel. */
  web_version: z.string().regex(/^[\w.]{1,40}$/u),
  web_user_agent: z.string().min(1).max(400).default(shipped.web_user_agent),
});
export type Clients = z.infer<typeof clientsSchema>;

export interface ReadClients {
  readonly clients: Clients;
  /** True when they are from the data folder's own file. */
  readonly isOwn: boolean;
  /** Why the data folder's own file was not used, as a sentence; null when there is none or it was. */
  readonly problem: string | null;
}

/** The data folder's file where it is there and valid, else what was shipped. Never throws. */
export async function readClients(home: string): Promise<ReadClients> {
  const path = join(home, CLIENTS_FILE);
  const own = clientsSchema.parse(shipped);
  try {
    return { clients: clientsSchema.parse(JSON.parse(await readFile(path, 'utf8'))), isOwn: true, problem: null };
  } catch (error) {
    if (fileErrorCode(error) === 'ENOENT') return { clients: own, isOwn: false, problem: null };
    const reason = error instanceof z.ZodError ? z.prettifyError(error).replaceAll('\n', ' ') : 'it is not JSON that can be read';
    return {
      clients: own,
      isOwn: false,
      problem: `${path} is not used: ${reason}. Mend it, or delete it to use what Moodline brings along.`,
    };
  }
}
