/** Checks the whole installation, part by part, and says at each broken one how to mend it. */

import { access, constants, mkdir, statfs } from 'node:fs/promises';
import { arch, availableParallelism, platform, release } from 'node:os';
import { AppError } from '../../shared/app-error.ts';
import { checkLibrary } from './library/check-library.ts';
import { registryChecks } from './doctor-registry.ts';
import type { Services } from './services.ts';
import { readSettings } from './settings/read-settings.ts';
import { checkYouTube } from './youtube/check-youtube.ts';

/** One line of the report, in the shape of `doctor --json`. */
export interface CheckResult {
  readonly check: string;
  readonly ok: boolean;
  readonly message: string;
}

/** A download of a new version needs about this much, twice over while it is swapped in. */
const FREE_BYTES_WANTED = 200 * 1024 * 1024;
/** A sentence whose emotion any working model names; what is wanted is an answer, and a plausible one. */
const PROBE = { text: 'I am so happy, thank you so much!', emotion: 'happiness' } as const;

/** Runs the checks in order; one that fails does not stop the others. Never throws for a broken installation. */
export async function runDoctor(services: Pick<Services, 'home' | 'weights' | 'loadChannel' | 'sync'>): Promise<readonly CheckResult[]> {
  return [...(await checkMachine(services)), ...(await checkRegistry(services))];
}

async function checkRegistry({ sync }: Pick<Services, 'sync'>): Promise<readonly CheckResult[]> {
  const results: CheckResult[] = [];
  for (const [name, run] of await registryChecks(await sync())) {
    const result = await check(name, run);
    results.push(result);
    // A registry that does not answer would not answer the next question either.
    if (!result.ok) break;
  }
  return results;
}

async function checkMachine(services: Pick<Services, 'home' | 'weights' | 'loadChannel'>): Promise<readonly CheckResult[]> {
  return [
    await check(
      'program',
      async () => `Node ${process.versions.node} on ${platform()} ${arch()} ${release()}, ${availableParallelism()} cores`,
    ),
    await check('data folder', async () => {
      await mkdir(services.home, { recursive: true });
      await access(services.home, constants.W_OK);
      return services.home;
    }),
    await check('disk space', async () => {
      const { bavail, bsize } = await statfs(services.home);
      const free = bavail * bsize;
      const text = `${Math.round(free / 1024 / 1024).toLocaleString('en')} MB free`;
      if (free < FREE_BYTES_WANTED) {
        throw new AppError(
          'disk_full',
          `${text}; a new model needs about ${FREE_BYTES_WANTED / 1024 / 1024} MB for a moment. Free some space.`,
        );
      }
      return text;
    }),
    await check('settings', async () => {
      const settings = await readSettings(services.home);
      if (settings.problem) throw settings.problem;
      return settings.isThere ? 'settings.json can be read' : 'none saved yet, defaults are used';
    }),
    await check('library', async () => checkLibrary(services.home)),
    await check('videos', async () => checkYouTube(services.home)),
    await check('weights', async () => {
      const files = await services.weights.open('baseline');
      return `${files.channel} v${files.version}, whole (SHA-256 ${files.sha256.slice(0, 12)}…), in ${services.weights.path}`;
    }),
    await check('model', async () => {
      const model = await services.loadChannel('baseline');
      const loadMs = await model.loadMs;
      const [prediction] = await model.session.predict([PROBE.text]);
      if (prediction?.emotion !== PROBE.emotion) {
        throw new AppError(
          'inference_failed',
          `The model calls "${PROBE.text}" ${prediction?.emotion ?? 'nothing'}. Install the bundled model again: on the model page, or by "moodline doctor --repair".`,
        );
      }
      return `loads in ${Math.round(loadMs)} ms and reads a probe as ${prediction.emotion} (${Math.round(prediction.emotionScore * 100)} %)`;
    }),
  ];
}

async function check(name: string, run: () => Promise<string>): Promise<CheckResult> {
  try {
    return { check: name, ok: true, message: await run() };
  } catch (error) {
    if (error instanceof AppError) return { check: name, ok: false, message: `${error.message} (${error.code})` };
    const message = error instanceof Error ? error.message : String(error);
    return { check: name, ok: false, message: `${message} Choose another data folder with --home, or check its permissions.` };
  }
}
