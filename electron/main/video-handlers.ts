/** What the main process does for the requests about videos: pictures, the player's gate, a person's own files. */

import { basename } from 'node:path';
import { AppError } from '../../shared/app-error.ts';
import type { MediaFile, VIDEO_REQUEST_INPUTS } from '../../shared/ipc-video.ts';
import type { AppServices } from '../core/app-services-types.ts';
import { kindOfMedia } from '../core/library/media-links.ts';
import type { FileDialogs } from './file-dialogs.ts';
import type { MediaFiles } from './media-files.ts';
import type { PlayerGate } from './player-gate.ts';
import type { RequestHandlers } from './register-ipc.ts';

export interface VideoHandlerDeps {
  readonly services: () => AppServices;
  readonly dialogs: Pick<FileDialogs, 'pickMedia'>;
  readonly gate: Pick<PlayerGate, 'open' | 'close'>;
  readonly mediaFiles: Pick<MediaFiles, 'addressOf'>;
}

export function createVideoHandlers(deps: VideoHandlerDeps): Pick<RequestHandlers, keyof typeof VIDEO_REQUEST_INPUTS> {
  const { services, gate } = deps;

  function toMediaFile(path: string): MediaFile | null {
    const kind = kindOfMedia(path);
    return kind ? { url: deps.mediaFiles.addressOf(path), kind, name: basename(path) } : null;
  }

  return {
    'video:thumbnail': async ({ id }) => ({ picture: await (await services().youtube()).thumbnail(id) }),
    'player:open': ({ id }) => {
      if (services().isOffline()) {
        throw new AppError(
          'offline_chosen',
          'Moodline is set to stay offline, so the player is not loaded. Allow the network in Settings.',
        );
      }
      gate.open(id);
      return null;
    },
    'player:close': () => {
      gate.close();
      return null;
    },
    'media:find': async ({ id }) => {
      const { library, media } = services();
      const path = await media.find(id, library().get(id).source);
      return path === null ? null : toMediaFile(path);
    },
    'media:choose': async ({ id }) => {
      const { library, media } = services();
      library().get(id);
      const path = await deps.dialogs.pickMedia();
      if (path === undefined) return null;
      const file = toMediaFile(path);
      if (!file)
        throw new AppError('input_unknown_format', `${basename(path)} is no video or audio file that can be played here. Choose another.`);
      media.choose(id, path);
      return file;
    },
  };
}
