/** Remembers, also over a restart, that YouTube wants to be left alone for a while: asking on makes a block longer. */

import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../../shared/app-error.ts';
import { writeOutput } from '../write-output.ts';
import { isToBackOff, refuse } from './refusals.ts';

export const PAUSE_FILE = 'youtube-pause.json';
const FIRST_PAUSE_MINUTES = 15;
/** A block that is still there after a pause gets twice the pause, up to this. */
const MAX_PAUSE_MINUTES = 240;
/** A block this long after the last pause is a new one. */
const FORGET_AFTER_MS = 6 * 3600 * 1000;

const PAUSE_CODES = ['youtube_bot_check', 'youtube_rate_limited', 'youtube_captcha'] as const;
const pauseSchema = z.object({ code: z.enum(PAUSE_CODES), until: z.iso.datetime(), minutes: z.number().positive().max(MAX_PAUSE_MINUTES) });
type Pause = z.infer<typeof pauseSchema>;

export interface PauseMemory {
  /** Throws the refusal that the pause is for, with the time that is left. */
  readonly check: () => Promise<void>;
  /** Begins a pause when the error is a block; the error to report, with the time it lasts. Anything else is given back as it is. */
  readonly note: (error: unknown) => Promise<unknown>;
  /** YouTube answered: the next block starts anew. */
  readonly settle: () => Promise<void>;
}

export function createPauseMemory(home: string, now: () => Date): PauseMemory {
  const path = join(home, PAUSE_FILE);
  /** Also where the file can't be written. */
  let own: Pause | null = null;

  /** Another process on the same folder may have met the block. */
  async function read(): Promise<Pause | null> {
    let found: Pause | null = null;
    try {
      found = pauseSchema.parse(JSON.parse(await readFile(path, 'utf8')));
    } catch {
      // No file, or one that can't be read: nothing is known of a block.
    }
    const latest = [own, found].filter((pause) => pause !== null).toSorted((a, b) => b.until.localeCompare(a.until))[0];
    if (!latest) return null;
    // A clock that was set back must not make a pause of days.
    const left = Date.parse(latest.until) - now().getTime();
    return left > latest.minutes * 60_000 ? null : latest;
  }

  return {
    async check() {
      const pause = await read();
      const left = pause ? Date.parse(pause.until) - now().getTime() : 0;
      if (pause && left > 0) throw withTime(refuse(pause.code), Math.ceil(left / 60_000));
    },

    async note(error) {
      if (!(error instanceof AppError) || !isToBackOff(error.code)) return error;
      const before = await read();
      const isAgain = before !== null && now().getTime() - Date.parse(before.until) < FORGET_AFTER_MS;
      const minutes = isAgain ? Math.min(before.minutes * 2, MAX_PAUSE_MINUTES) : FIRST_PAUSE_MINUTES;
      own = { code: error.code as Pause['code'], until: new Date(now().getTime() + minutes * 60_000).toISOString(), minutes };
      try {
        await mkdir(home, { recursive: true });
        await writeOutput(path, `${JSON.stringify(own)}\n`);
      } catch {
        // This process knows of it all the same.
      }
      return withTime(error, minutes);
    },

    async settle() {
      if ((await read()) === null) return;
      own = null;
      await rm(path, { force: true }).catch(() => undefined);
    },
  };
}

function withTime(error: AppError, minutes: number): AppError {
  const time = minutes === 1 ? 'a minute' : minutes < 120 ? `${minutes} minutes` : `${Math.round(minutes / 60)} hours`;
  return new AppError(error.code, `${error.message} Moodline asks YouTube again in ${time} at the earliest.`, { cause: error.cause });
}
