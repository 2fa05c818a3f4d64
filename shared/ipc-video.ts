/** The part of the contract that is about what lies beside the words: a video's picture, its player, a person's own media files. */

import { z } from 'zod';
import { VIDEO_ID } from './video-link.ts';

const id = z.number().int().positive();
const videoId = z.string().regex(VIDEO_ID);

export const VIDEO_REQUEST_INPUTS = {
  'video:thumbnail': z.object({ id: videoId }),
  'player:open': z.object({ id: videoId }),
  'player:close': z.undefined(),
  'media:find': z.object({ id }),
  'media:choose': z.object({ id }),
} as const;

/** A video or audio file that plays beside its transcript. */
export interface MediaFile {
  /** An address of the app's own, that only this window can load. */
  readonly url: string;
  readonly kind: 'video' | 'audio';
  readonly name: string;
}

export interface VideoRequestResults {
  /** JPEG, WebP or PNG as it was kept; null when there is none. YouTube is not asked. */
  'video:thumbnail': { readonly picture: Uint8Array<ArrayBuffer> | null };
  /** From now on this video's player may be loaded in its frame. Fails with `offline_chosen`. */
  'player:open': null;
  'player:close': null;
  /** The file of an analysis, if there is one; null for none. */
  'media:find': MediaFile | null;
  /** Lets the person choose one; null when they closed the dialog. */
  'media:choose': MediaFile | null;
}
