/** What a person drops, pastes or picks, as input of a job. */

import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { AppError, assertNever } from '../../../shared/app-error.ts';
import { readPasted } from '../../../shared/find-links.ts';
import type { JobSource } from '../../../shared/ipc.ts';
import type { Samples } from '../samples.ts';
import { MAX_INPUT_BYTES, tooLarge } from '../transcript/limits.ts';
import { parseTranscript, readTranscriptFile } from '../transcript/read-transcript.ts';
import { readCopied } from '../youtube/read-copied.ts';
import { toJson3 } from '../youtube/to-json3.ts';
import type { JobInput } from './analyze-jobs.ts';
import { readLinkList } from './read-link-list.ts';
import type { VideoInputDeps } from './read-video.ts';
import { toVideoInput, toVideoInputs } from './read-video.ts';

/** Characters of a pasted text's first line that make its title. */
const TITLE_CHARACTERS = 60;

export interface InputDeps extends VideoInputDeps {
  readonly samples: Samples;
}

/**
 * The inputs of a dropped file, pasted text or sample; a text that is mostly links has one for each video. Throws `input_not_found` for an unknown
 * sample and what `toVideoInputs` throws; other failures belong to the jobs.
 */
export async function toJobInputs(
  given: JobSource,
  deps: InputDeps,
  signal: AbortSignal = new AbortController().signal,
): Promise<readonly JobInput[]> {
  if (given.kind === 'text') {
    const pasted = readPasted(given.text);
    if (pasted.kind === 'links') return toVideoInputs(pasted.links, deps, signal);
  }
  if (given.kind === 'drop' && given.bytes) {
    const list = readLinkList(given.name, given.bytes);
    if (list) return toVideoInputs(list, deps, signal);
  }
  return [await toInput(given, deps)];
}

async function toInput(given: JobSource, deps: InputDeps): Promise<JobInput> {
  const { samples, language } = deps;
  switch (given.kind) {
    case 'text': {
      // What is advised when YouTube keeps a video's captions to itself is to copy its transcript from the page: that has times.
      const copied = readCopied(given.text);
      return {
        source: { kind: 'text', ref: '', title: titleOf(copied?.[0]?.text ?? given.text), language },
        read: () => parseTranscript(copied ? toJson3(copied) : new TextEncoder().encode(given.text), { name: 'The pasted text' }),
      };
    }
    case 'sample': {
      const { path, title } = await samples.find(given.sample);
      return {
        source: { kind: 'sample', ref: given.sample, title, language: 'en' },
        read: (signal) => readTranscriptFile(path, { signal }),
      };
    }
    case 'video':
      return toVideoInput(given.id, `YouTube ${given.id}`, deps, { picked: given.picked, translateTo: given.translateTo });
    case 'drop':
      return {
        source: { kind: 'file', ref: given.name, title: withoutEnding(given.name), language },
        read: async () => {
          if (given.sizeBytes > MAX_INPUT_BYTES) throw tooLarge(given.name);
          if (given.bytes === null) {
            throw new AppError(
              'input_unreadable',
              `${given.name} could not be read. If it is a folder, drop the files in it; else check that you may read it.`,
            );
          }
          return parseTranscript(given.bytes, { name: given.name });
        },
      };
    default:
      return assertNever(given);
  }
}

/** The input of a file on this machine. */
export function toFileInput(path: string, language: string): JobInput {
  return {
    source: { kind: 'file', ref: path, title: withoutEnding(basename(path)), language },
    read: (signal) => readTranscriptFile(path, { signal }),
    queued: { kind: 'file', path },
  };
}

/** Bytes of a file that a person chose, within the limit. Throws `input_too_large`, `input_unreadable`. */
export async function readChosenFile(path: string): Promise<Uint8Array> {
  const name = basename(path);
  try {
    if ((await stat(path)).size > MAX_INPUT_BYTES) throw tooLarge(name);
    return await readFile(path);
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError('input_unreadable', `${name} could not be read. Check that it is still there and that you may read it.`, {
      cause: error,
    });
  }
}

function withoutEnding(name: string): string {
  return name.replace(/\.[a-z0-9]{2,5}$/iu, '') || name;
}

function titleOf(text: string): string {
  const line = text.trim().split(/\r?\n/u, 1)[0]?.trim() ?? '';
  const characters = [...line];
  return characters.length <= TITLE_CHARACTERS
    ? line || 'Pasted text'
    : `${characters
        .slice(0, TITLE_CHARACTERS - 1)
        .join('')
        .trimEnd()}…`;
}
