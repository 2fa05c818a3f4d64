/** Reads `settings.json`, whatever is in it. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../../shared/app-error.ts';
import type { Settings } from '../../../shared/settings.ts';
import { DEFAULT_SETTINGS, settingsSchema } from '../../../shared/settings.ts';
import { fileErrorCode } from '../file-errors.ts';

export const SETTINGS_FILE = 'settings.json';

type Json = Readonly<Record<string, unknown>>;

export interface ReadSettings {
  readonly settings: Settings;
  /** The whole file, also what other parts keep in it; without what is broken. */
  readonly json: Json;
  readonly isThere: boolean;
  readonly problem: AppError | undefined;
}

/** Reads `settings.json` of a data folder; changes nothing. A broken setting has its default, and `problem` says so. */
export async function readSettings(home: string): Promise<ReadSettings> {
  const path = join(home, SETTINGS_FILE);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (fileErrorCode(error) === 'ENOENT') return { settings: DEFAULT_SETTINGS, json: {}, isThere: false, problem: undefined };
    const problem = new AppError('settings_broken', `${path} could not be read, so the default settings are used. Check its permissions.`, {
      cause: error,
    });
    return { settings: DEFAULT_SETTINGS, json: {}, isThere: true, problem };
  }
  const parsed = parseSettings(text);
  if (!parsed.cause) return { settings: parsed.settings, json: parsed.json, isThere: true, problem: undefined };
  const problem = new AppError(
    'settings_broken',
    'The settings could not all be read, so defaults are used where they were broken. Look through the settings once.',
    { cause: parsed.cause },
  );
  return { settings: parsed.settings, json: parsed.json, isThere: true, problem };
}

/** The settings in the text; each broken one has its default, and `cause` says what was wrong. */
function parseSettings(text: string): { readonly settings: Settings; readonly json: Json; readonly cause?: unknown } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    return { settings: DEFAULT_SETTINGS, json: {}, cause };
  }
  const parsed = settingsSchema.safeParse(json);
  if (parsed.success) return { settings: parsed.data, json: json as Json };
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    return { settings: DEFAULT_SETTINGS, json: {}, cause: parsed.error };
  }
  const broken = new Set(parsed.error.issues.map((issue) => String(issue.path[0])));
  const kept = Object.fromEntries(Object.entries(json).filter(([key]) => !broken.has(key)));
  return { settings: settingsSchema.parse(kept), json: kept, cause: parsed.error };
}
