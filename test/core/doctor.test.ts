import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { CheckResult } from '../../electron/core/doctor.ts';
import { runDoctor } from '../../electron/core/doctor.ts';
import { spawnNodeChild } from '../../electron/core/inference/spawn-child.ts';
import { openLibrary } from '../../electron/core/library/library.ts';
import { createServices } from '../../electron/core/services.ts';
import { makeAnalysis } from '../helpers/analysis.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const BUNDLED = fileURLToPath(new URL('../../models/', import.meta.url));
const CHECKS = ['program', 'data folder', 'disk space', 'settings', 'library', 'videos', 'weights', 'model', 'registry'];

async function examine(home: string, bundledFolder = BUNDLED): Promise<readonly CheckResult[]> {
  const services = createServices({ home, bundledFolder, spawnChild: spawnNodeChild });
  onTestFinished(() => services.close());
  return runDoctor(services);
}

const brokenOf = (results: readonly CheckResult[]): string[] => results.filter(({ ok }) => !ok).map(({ check }) => check);

describe('the doctor', () => {
  it('finds a fresh folder whole, and counts what is in the library', async () => {
    const home = await temporaryFolder();
    const library = openLibrary(home);
    library.add(makeAnalysis());
    library.add(makeAnalysis());
    const results = await examine(home);
    library.close();
    expect(results.map(({ check }) => check)).toEqual(CHECKS);
    expect(brokenOf(results)).toEqual([]);
    expect(results[4]?.message).toBe('2 analyses, whole');
  });

  it('names each part that is broken, with its code, and goes on to the next', async () => {
    const home = await temporaryFolder();
    await examine(home);
    await writeFile(join(home, 'settings.json'), '{');
    await writeFile(join(home, 'library.db'), 'no database at all, but long enough to be looked at');
    await rm(join(home, 'weights', 'tokenizer.json'));
    const results = await examine(home);
    expect(results.map(({ check }) => check)).toEqual(CHECKS);
    expect(brokenOf(results)).toEqual(['settings', 'library', 'weights', 'model']);
    expect(results[3]?.message).toMatch(/\(settings_broken\)$/u);
    expect(results[4]?.message).toMatch(/\(library_unreadable\)$/u);
    expect(results[6]?.message).toMatch(/\(tokenizer_missing\)$/u);
  });

  it('says of a data folder that is a file what to do, without throwing', async () => {
    const home = join(await temporaryFolder(), 'file');
    await writeFile(home, '');
    const results = await examine(home);
    expect(brokenOf(results)).toContain('data folder');
    expect(results[1]?.message).toContain('Choose another data folder');
  });

  it('says when neither a model nor a bundled one is there', async () => {
    expect(brokenOf(await examine(await temporaryFolder(), await temporaryFolder()))).toEqual(['weights', 'model']);
  });
});
