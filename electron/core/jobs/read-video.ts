/** Links as inputs of jobs: each video one, a playlist as many as it has. */

import { AppError } from '../../../shared/app-error.ts';
import type { FoundLink } from '../../../shared/find-links.ts';
import type { ReadTranscript } from '../analyze.ts';
import type { OpenOptions, YouTube } from '../youtube/youtube.ts';
import type { JobInput } from './analyze-jobs.ts';

export interface VideoInputDeps {
  /** Opened when it is needed. */
  readonly youtube: () => Promise<YouTube>;
  /** The person's language. */
  readonly language: string;
}

/** A video's words with its title and language, as `analyze` reads them. Throws what `YouTube.open` throws. */
export async function readVideo(youtube: YouTube, id: string, options: OpenOptions): Promise<ReadTranscript> {
  const { transcript, video, language } = await youtube.open(id, options);
  return { ...transcript, found: { title: video.title, language, video } };
}

/**
 * The inputs of links. A link that can't be used is thrown when it is the only one; of several it is an input that fails with its reason, so that
 * the others are done. Throws what `YouTube.playlist` throws for a playlist alone.
 */
export async function toVideoInputs(links: readonly FoundLink[], deps: VideoInputDeps, signal: AbortSignal): Promise<readonly JobInput[]> {
  const inputs = new Map<string, JobInput>();
  for (const { given, link } of links) {
    try {
      if (link instanceof AppError) throw link;
      const videos =
        link.kind === 'video'
          ? [{ id: link.id, title: `YouTube ${link.id}` }]
          : (await (await deps.youtube()).playlist(link.id, signal)).videos;
      // A video may stand in the list and in a playlist.
      for (const { id, title } of videos) if (!inputs.has(id)) inputs.set(id, toVideoInput(id, title, deps));
    } catch (error) {
      if (!(error instanceof AppError) || links.length === 1) throw error;
      inputs.set(given, {
        source: { kind: 'youtube', ref: given, title: given, language: deps.language },
        read: () => Promise.reject(error),
      });
    }
  }
  return [...inputs.values()];
}

/** The input of one video; `choice` is what a person picked among its captions. */
export function toVideoInput(
  id: string,
  title: string,
  { youtube, language }: VideoInputDeps,
  choice: Pick<OpenOptions, 'picked' | 'translateTo'> = {},
): JobInput {
  return {
    source: { kind: 'youtube', ref: id, title, language },
    read: async (signal) => readVideo(await youtube(), id, { language, ...choice, signal }),
    queued: { kind: 'youtube', id, title, picked: toKeptPick(choice.picked), translateTo: choice.translateTo ?? null },
  };
}

/** Whoever picks in the window always says who made the captions. */
function toKeptPick(picked: OpenOptions['picked']): { readonly languageCode: string; readonly kind: 'manual' | 'asr' } | null {
  return picked?.kind ? { languageCode: picked.languageCode, kind: picked.kind } : null;
}
