/** The way to YouTube with what the environment says about it. */

import { AppError } from '../../../shared/app-error.ts';
import { readSettings } from '../settings/read-settings.ts';
import type { YouTube, YouTubeDeps } from './youtube.ts';
import { createYouTube } from './youtube.ts';

/** What is left out is chosen as the command line does it. */
export interface YouTubeOptions extends Partial<Pick<YouTubeDeps, 'fetch' | 'isOffline' | 'hasThumbnails'>> {
  readonly variables?: NodeJS.ProcessEnv;
}

/** YouTube's pages are asked for as if from here where the system names no country. */
const DEFAULT_COUNTRY = 'US';

/** Asks nothing. Throws `usage` when MOODLINE_YOUTUBE is no address. */
export async function openYouTube(home: string, options: YouTubeOptions = {}): Promise<YouTube> {
  const { variables = process.env, isOffline, hasThumbnails = false } = options;
  const fetch = options.fetch ?? (await import('../network/create-fetch.ts')).createNodeFetch(variables);
  const baseUrl = readBaseUrl(variables['MOODLINE_YOUTUBE']);
  return createYouTube({ home, fetch, baseUrl, hasThumbnails, country: findCountry(), isOffline: isOffline ?? (await readOffline(home)) });
}

/** A command lives too short for its settings to change under it. */
async function readOffline(home: string): Promise<() => boolean> {
  const { settings } = await readSettings(home);
  return () => settings.offline;
}

function readBaseUrl(value: string | undefined): string | null {
  if (!value) return null;
  const url = URL.canParse(value) ? new URL(value) : null;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url.href;
  throw new AppError('usage', 'MOODLINE_YOUTUBE is no http address. Correct it, or remove it to use YouTube itself.');
}

function findCountry(): string {
  const { region } = new Intl.Locale(new Intl.DateTimeFormat().resolvedOptions().locale);
  return /^[A-Z]{2}$/u.test(region ?? '') ? (region as string) : DEFAULT_COUNTRY;
}
