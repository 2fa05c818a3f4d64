/** The part of the window's contract that is about what Moodline tells of by itself. */

import { z } from 'zod';
import type { NewsEntry } from './news.ts';

const id = z.number().int().positive();
/** More than are kept. */
const MAX_IDS = 1000;

export const NEWS_REQUEST_INPUTS = {
  /** This entry and the ones before it; one that came meanwhile is still unseen. */
  'news:seen': z.object({ upTo: id }),
  'news:clear': z.object({ upTo: id }),
  'news:restore': z.object({ ids: z.array(id).min(1).max(MAX_IDS) }),
} as const;

export interface NewsRequestResults {
  'news:seen': null;
  /** Which entries are gone, for `news:restore`. */
  'news:clear': { readonly ids: readonly number[] };
  'news:restore': null;
}

export interface NewsEventPayloads {
  /** All entries, newest first. */
  'news:changed': readonly NewsEntry[];
}
