/** Files a person opened, and what an earlier run left to do, as jobs. */

import { toFailure } from '../../../shared/failure.ts';
import type { AppServices } from '../app-services-types.ts';
import type { JobInput } from './analyze-jobs.ts';
import type { QueuedSource } from './queue-store.ts';
import { readChosenFile, toFileInput } from './read-input.ts';
import { mayBeLinkList, readLinkList } from './read-link-list.ts';
import type { VideoInputDeps } from './read-video.ts';
import { toVideoInput, toVideoInputs } from './read-video.ts';

/** Starts files; a list of links as its videos. The jobs' ids. */
export async function startFiles(
  services: Pick<AppServices, 'jobs' | 'settings' | 'youtube'>,
  paths: readonly string[],
): Promise<readonly number[]> {
  const deps = { youtube: services.youtube, language: services.settings.get().transcript_language };
  const ids: number[] = [];
  for (const path of paths) for (const input of await toFileInputs(path, deps)) ids.push(services.jobs.start(input));
  return ids;
}

async function toFileInputs(path: string, deps: VideoInputDeps): Promise<readonly JobInput[]> {
  const file = toFileInput(path, deps.language);
  if (!mayBeLinkList(path)) return [file];
  try {
    const list = readLinkList(path, await readChosenFile(path));
    return list ? await toVideoInputs(list, deps, new AbortController().signal) : [file];
  } catch (error) {
    // A file that can't be read is the job's to tell; a playlist that can't be is told here.
    return toFailure(error).code.startsWith('input_') ? [file] : [{ ...file, read: () => Promise.reject(error) }];
  }
}

/** The input of what an earlier run left to do. */
export function toQueuedInput(source: QueuedSource, deps: VideoInputDeps): JobInput {
  if (source.kind === 'file') return toFileInput(source.path, deps.language);
  return toVideoInput(source.id, source.title, deps, { picked: source.picked, translateTo: source.translateTo });
}
