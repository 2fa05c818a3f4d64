import { fork } from 'node:child_process';
import { cp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { finishInstall, hasUnfinishedInstall, installVersion } from '../../../electron/core/weights/install.ts';
import type { ModelConfig } from '../../../shared/model-config.ts';
import { modelConfigSchema } from '../../../shared/model-config.ts';
import { writeSmallModel } from '../../helpers/small-model.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const NAMES = ['baseline_weights.onnx', 'tokenizer.json', 'model_config.json'];

/** Which version each file of a folder is of; null where it is missing. */
async function versionsOf(folder: string): Promise<(string | null)[]> {
  return Promise.all(
    NAMES.map(async (name) => {
      try {
        const text = await readFile(join(folder, name), 'utf8');
        return name.endsWith('config.json')
          ? (modelConfigSchema.parse(JSON.parse(text)).channels.baseline?.version ?? null)
          : (text.split(' ')[1] ?? null);
      } catch {
        return null;
      }
    }),
  );
}

/** Version 2 of `source` in the place of what is in `weights`, which is kept. */
async function toInstall(weights: string, config: ModelConfig, source: string) {
  const old = modelConfigSchema.parse(JSON.parse(await readFile(join(weights, 'model_config.json'), 'utf8')));
  const [entry, leaving] = [config.channels.baseline, old.channels.baseline];
  if (!entry || !leaving) throw new Error('no baseline');
  return {
    channel: 'baseline' as const,
    sources: { weights: join(source, entry.file), tokenizer: join(source, entry.tokenizer_file) },
    mayLink: true,
    config,
    entry,
    obsolete: [],
    leaving: { config: old, entry: leaving },
    isRollback: false,
  };
}

describe('installing a version', () => {
  it('is finished from its journal wherever it was cut off', async () => {
    const folder = await temporaryFolder();
    const source = join(folder, 'source');
    const config = await writeSmallModel(source, '2');
    // The state right after the journal was written: old files in place, new ones and the set that leaves staged.
    const start = join(folder, 'start');
    await writeSmallModel(start, '1');
    const staging = join(start, '.staging');
    await cp(source, staging, { recursive: true });
    await writeSmallModel(join(staging, 'previous'), '1');
    const journal = { schema: 1, channel: 'baseline', install: NAMES, remove: ['old_tokenizer.json'], previous: 'replace' };
    await writeFile(join(staging, 'journal.json'), JSON.stringify(journal));
    await writeSmallModel(join(start, '.previous', 'baseline'), '0');
    await writeFile(join(start, 'old_tokenizer.json'), 'of version 1');
    for (let done = -1; done <= NAMES.length; done += 1) {
      const weights = join(folder, `cut-${done}`);
      await cp(start, weights, { recursive: true });
      const previous = join(weights, '.previous', 'baseline');
      if (done >= 0) {
        await rm(previous, { recursive: true });
        await rename(join(weights, '.staging', 'previous'), previous);
      }
      for (const name of NAMES.slice(0, Math.max(0, done))) await rename(join(weights, '.staging', name), join(weights, name));
      expect(await hasUnfinishedInstall(weights)).toBe(true);
      await finishInstall(weights);
      expect(await versionsOf(weights)).toEqual(['2', '2', '2']);
      expect(await versionsOf(previous)).toEqual(['1', '1', '1']);
      expect((await readdir(weights)).toSorted()).toEqual(['.previous', ...NAMES].toSorted());
    }
    expect(config.channels.baseline?.version).toBe('2');
  });

  it('keeps the old version, and nothing else, when the new files are not what their config says', async () => {
    const folder = await temporaryFolder();
    const [weights, source] = [join(folder, 'weights'), join(folder, 'source')];
    await writeSmallModel(weights, '1');
    const config = await writeSmallModel(source, '2');
    await writeFile(join(source, 'tokenizer.json'), 'not the one');
    await expect(installVersion(weights, await toInstall(weights, config, source))).rejects.toMatchObject({ code: 'tokenizer_invalid' });
    expect(await versionsOf(weights)).toEqual(['1', '1', '1']);
    expect((await readdir(weights)).toSorted()).toEqual(NAMES.toSorted());
  });

  it('leaves the old version or the new one when the process is killed at any moment', async () => {
    const folder = await temporaryFolder();
    const [weights, source] = [join(folder, 'weights'), join(folder, 'source')];
    const config = await writeSmallModel(source, '2');
    const entry = fileURLToPath(new URL('./install-child.ts', import.meta.url));
    const seen = new Set<string>();
    for (let round = 0; round < 12; round += 1) {
      await rm(weights, { recursive: true, force: true });
      await writeSmallModel(weights, '1');
      const child = fork(entry, [weights, JSON.stringify(await toInstall(weights, config, source))], { stdio: 'ignore' });
      const exited = new Promise((resolve) => child.once('exit', resolve));
      await new Promise((resolve) => child.once('message', resolve));
      await new Promise((resolve) => setTimeout(resolve, round / 2));
      child.kill('SIGKILL');
      await exited;
      await finishInstall(weights);
      const versions = await versionsOf(weights);
      expect(new Set(versions).size).toBe(1);
      seen.add(String(versions[0]));
    }
    expect([...seen].every((version) => version === '1' || version === '2')).toBe(true);
  }, 60_000);
});
