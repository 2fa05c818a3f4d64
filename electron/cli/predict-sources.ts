/** What `predict` is given, as sources that can be analyzed one by one. */

import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { AnalysisSource } from '../../shared/analysis.ts';
import { AppError } from '../../shared/app-error.ts';
import { isVideoId, readVideoLink } from '../../shared/video-link.ts';
import type { ReadTranscript } from '../core/analyze.ts';
import { fileErrorCode } from '../core/file-errors.ts';
import { parseTranscript, readTranscriptFile } from '../core/transcript/read-transcript.ts';
import type { PredictOptions } from './commands/predict.ts';
import { readStdin } from './read-stdin.ts';
import type { CommandContext } from './run-command.ts';

export interface PredictSource {
  readonly source: AnalysisSource;
  readonly read: () => Promise<ReadTranscript>;
}

/** YouTube's addresses as people type them, without `https://`. */
const BARE_ADDRESS = /^(?:(?:www|m|music|gaming|kids)\.)?(?:youtube(?:-nocookie)?\.com|youtubekids\.com|youtu\.be)\//iu;
const ADDRESS = /^(?:[a-z][a-z0-9+.-]+:\/\/|vnd\.youtube:)/iu;

/** The arguments and the lines of the list, in that order; empty lines and those that begin with `#` are left out. Throws `usage`, and `input_…` for the list. */
export async function listSources(given: readonly string[], list: string | undefined): Promise<readonly string[]> {
  const refs = list === undefined ? [...given] : [...given, ...(await readList(list))];
  if (refs.length === 0) {
    throw new AppError(
      'usage',
      list === undefined
        ? 'No source given. Name a file, a video, or - for standard input.'
        : `${list} names no sources: put one on each line.`,
    );
  }
  if (refs.filter((ref) => ref === '-').length > 1) throw new AppError('usage', 'Standard input can be read once only. Give "-" once.');
  return refs;
}

async function readList(path: string): Promise<string[]> {
  try {
    const lines = (await readFile(path, 'utf8')).replace(/^\uFEFF/u, '').split(/\r?\n/u);
    return lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
  } catch (error) {
    if (fileErrorCode(error) === 'ENOENT')
      throw new AppError('input_not_found', `There is no list ${path}. Check the path.`, { cause: error });
    throw new AppError('input_unreadable', `The list ${path} could not be read. Check that it is a text file and that you may read it.`, {
      cause: error,
    });
  }
}

/** One source as one or, for a playlist, as many. Throws `link_…` for an address that is no video's, and what reading a playlist throws. */
export async function findSources(ref: string, options: PredictOptions, context: CommandContext): Promise<readonly PredictSource[]> {
  const { signal } = context;
  const language = options.lang;
  if (ref === '-') {
    return [
      { source: { kind: 'stdin', ref, title: 'standard input', language }, read: async () => parseTranscript(await readStdin(signal), {}) },
    ];
  }
  if (ADDRESS.test(ref) || ((isVideoId(ref) || BARE_ADDRESS.test(ref)) && !(await isThere(ref)))) {
    const link = readVideoLink(ref);
    if (link.kind === 'video') return [toVideoSource(link.id, options, context)];
    const playlist = await (await context.services.youtube()).playlist(link.id, signal);
    const more = playlist.isCut ? '; it has more, which are left out' : '';
    context.terminal.note(`${playlist.title}: ${playlist.videos.length} videos${more}`);
    return playlist.videos.map(({ id }) => toVideoSource(id, options, context));
  }
  return [{ source: { kind: 'file', ref, title: basename(ref), language }, read: () => readTranscriptFile(ref, { signal }) }];
}

function toVideoSource(id: string, { lang, translate }: PredictOptions, { services, signal }: CommandContext): PredictSource {
  // English is Moodline's own first choice; another language is a person's.
  const picked = /^en(?:-|$)/iu.test(lang) ? null : { languageCode: lang, kind: null };
  return {
    source: { kind: 'youtube', ref: id, title: `YouTube ${id}`, language: lang },
    async read() {
      const { readVideo } = await import('../core/jobs/read-video.ts');
      return readVideo(await services.youtube(), id, { language: lang, picked, translateTo: translate ?? null, signal });
    },
  };
}

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch {
    return false;
  }
}
