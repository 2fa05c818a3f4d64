/** Checks what Moodline asks YouTube with, without asking it. */

import { AppError } from '../../../shared/app-error.ts';
import { createPauseMemory } from './pause-memory.ts';
import { CLIENTS_FILE, readClients } from './read-clients.ts';

/** A sentence for the report. Throws `settings_broken` when the data folder's own list of clients can't be used. */
export async function checkYouTube(home: string, now: () => Date = () => new Date()): Promise<string> {
  const { clients, problem, isOwn } = await readClients(home);
  if (problem !== null) throw new AppError('settings_broken', problem);
  const names = clients.clients.map(({ client, version }) => `${client} ${version}`).join(', ');
  const asked = `videos are asked for as ${names}${isOwn ? ` (from ${CLIENTS_FILE})` : ''}`;
  try {
    await createPauseMemory(home, now).check();
    return asked;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return `${asked}; ${error.message}`;
  }
}
