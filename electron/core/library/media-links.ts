/** Which video or audio file belongs to an analysis: the one a person chose, or the one that lies beside the subtitle file. */

import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, extname, isAbsolute, join } from 'node:path';
import type { AnalysisSource } from '../../../shared/analysis.ts';
import { createLazyDatabase } from './lazy-database.ts';

export const VIDEO_ENDINGS = ['mp4', 'm4v', 'webm', 'mov', 'mkv', 'ogv'] as const;
export const AUDIO_ENDINGS = ['mp3', 'm4a', 'aac', 'ogg', 'oga', 'opus', 'wav', 'flac', 'weba'] as const;

export interface MediaLinks {
  /** The path of an analysis' video or audio file that is there now; null for none. */
  readonly find: (id: number, source: AnalysisSource) => Promise<string | null>;
  /** Keeps what a person chose. Throws what `openDatabase` throws. */
  readonly choose: (id: number, path: string) => void;
  readonly close: () => void;
}

/** `video`, `audio`, or null for a file that is neither, by its ending. */
export function kindOfMedia(path: string): 'video' | 'audio' | null {
  const ending = extname(path).slice(1).toLowerCase();
  if ((VIDEO_ENDINGS as readonly string[]).includes(ending)) return 'video';
  return (AUDIO_ENDINGS as readonly string[]).includes(ending) ? 'audio' : null;
}

/** The library's file is opened by the first call. */
export function createMediaLinks(home: string): MediaLinks {
  const library = createLazyDatabase(home);

  return {
    async find(id, source) {
      const chosen = library.use((database) => database.prepare('SELECT path FROM analysis_media WHERE analysis_id = ?').get(id)?.['path']);
      if (typeof chosen === 'string' && (await isFile(chosen))) return chosen;
      return source.kind === 'file' && isAbsolute(source.ref) ? findBeside(source.ref) : null;
    },
    choose(id, file) {
      library.use((database) => database.prepare('INSERT OR REPLACE INTO analysis_media VALUES (?, ?)').run(id, file));
    },
    close: library.close,
  };
}

/** A file of the same name beside the subtitles; `talk.en.srt` belongs to `talk.mp4` as well. A video comes before an audio file. */
async function findBeside(subtitles: string): Promise<string | null> {
  const folder = dirname(subtitles);
  const name = withoutEnding(basename(subtitles));
  const names = [name, name.replace(/\.[a-z]{2,3}(?:-[a-z0-9]{2,8})*$/iu, '')].map((one) => one.toLowerCase());
  const files = await readdir(folder).catch(() => []);
  const fitting = files.filter((file) => kindOfMedia(file) !== null && names.includes(withoutEnding(file).toLowerCase()));
  const best = fitting.find((file) => kindOfMedia(file) === 'video') ?? fitting[0];
  return best !== undefined && (await isFile(join(folder, best))) ? join(folder, best) : null;
}

function withoutEnding(name: string): string {
  return name.slice(0, name.length - extname(name).length);
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}
