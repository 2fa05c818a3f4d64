/** Owns `settings.json`: reads it once, keeps what it does not know, sets a broken one aside. */

import { copyFile, mkdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../../shared/app-error.ts';
import type { Settings, SettingsPatch } from '../../../shared/settings.ts';
import { settingsPatchSchema, settingsSchema } from '../../../shared/settings.ts';
import { toWriteError } from '../file-errors.ts';
import { writeOutput } from '../write-output.ts';
import { readSettings, SETTINGS_FILE } from './read-settings.ts';

export interface SettingsStore {
  readonly path: string;
  readonly get: () => Settings;
  /** Changes and saves some settings; the ones of other parts of the file stay. Throws `settings_invalid`, `disk_full`, `home_unusable`. */
  readonly set: (patch: SettingsPatch) => Promise<Settings>;
  /** What was wrong with the file when it was opened; undefined when nothing was. */
  readonly problem: AppError | undefined;
}

/** Opens the settings of a data folder. Never throws for a broken file: it is set aside, reported as `problem`, and defaults are used. */
export async function openSettings(home: string): Promise<SettingsStore> {
  const path = join(home, SETTINGS_FILE);
  const found = await readSettings(home);
  const problem = found.problem && (await reportAside(path, found.problem));
  let { settings } = found;
  let rest = found.json;
  let lastWrite: Promise<unknown> = Promise.resolve();

  return {
    path,
    get: () => settings,
    problem,
    async set(patch) {
      const parsed = settingsPatchSchema.safeParse(patch);
      if (!parsed.success) {
        throw new AppError('settings_invalid', `This setting can't be saved: ${describe(parsed.error)}.`, { cause: parsed.error });
      }
      // One write after the other: the last change wins, and none is lost.
      const write = lastWrite.then(async () => {
        const { auto_sync, sign_in, notifications, ...own } = parsed.data;
        const next = settingsSchema.parse({
          ...settings,
          ...own,
          sign_in: { ...settings.sign_in, ...sign_in },
          auto_sync: { ...settings.auto_sync, ...auto_sync },
          notifications: { ...settings.notifications, ...notifications },
        });
        const json = { ...rest, ...next };
        await makeFolder(dirname(path));
        await writeOutput(path, `${JSON.stringify(json, undefined, 2)}\n`, 'home_unusable');
        settings = next;
        rest = json;
        return next;
      });
      lastWrite = write.catch(() => undefined);
      return write;
    },
  };
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw toWriteError(error, folder, 'home_unusable');
  }
}

/** Sets the broken file aside, and says where it is. */
async function reportAside(path: string, problem: AppError): Promise<AppError> {
  const aside = await setAside(path);
  if (!aside) return problem;
  return new AppError(problem.code, `${problem.message} The old file is kept as ${aside}.`, { cause: problem.cause });
}

/** Copies a broken file beside itself, so that nothing a person wrote is lost; its new name, or undefined when that fails. */
async function setAside(path: string): Promise<string | undefined> {
  const stamp = new Date().toISOString().replaceAll(/[:.]/gu, '-');
  const aside = path.replace(/\.json$/u, `.broken-${stamp}.json`);
  try {
    await copyFile(path, aside);
    return basename(aside);
  } catch {
    return undefined;
  }
}

function describe(error: z.ZodError): string {
  return z.prettifyError(error).replaceAll('\n', ' ').replaceAll('✖ ', '');
}
