import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { ComparisonDesk } from '../../../electron/core/comparison/comparison-desk.ts';
import { createComparisonDesk } from '../../../electron/core/comparison/comparison-desk.ts';
import { compareVersions } from '../../../electron/core/comparison/compare-versions.ts';
import { spawnNodeChild } from '../../../electron/core/inference/spawn-child.ts';
import { openLibrary } from '../../../electron/core/library/library.ts';
import type { ComparisonSnapshot } from '../../../shared/comparison.ts';
import { publishPlainly } from '../../helpers/plain-version.ts';
import { makeAnalysis } from '../../helpers/analysis.ts';
import type { Stage } from '../sync/sync-stage.ts';
import { makeStage } from '../sync/sync-stage.ts';

const ONE = { channel: 'baseline', version: '1' } as const;
const TWO = { channel: 'baseline', version: '2' } as const;

interface DeskStage extends Stage {
  readonly desk: ComparisonDesk;
  readonly pushed: ComparisonSnapshot[];
  /** A labelled file with this many rows. */
  readonly writeRows: (count: number) => Promise<string>;
  readonly ended: () => Promise<ComparisonSnapshot>;
}

async function makeDesk(): Promise<DeskStage> {
  const stage = await makeStage();
  await publishPlainly(stage.registry, 'baseline', '2', { value: 2 });
  const library = openLibrary(stage.home);
  onTestFinished(() => library.close());
  const pushed: ComparisonSnapshot[] = [];
  const deps = { weights: stage.weights, spawnChild: spawnNodeChild, sync: () => Promise.resolve(stage.sync) };
  const desk = createComparisonDesk({
    compare: (first, second, readRows, options) => compareVersions(first, second, readRows, deps, options),
    library: () => library,
    onChange: (snapshot) => pushed.push(snapshot),
  });
  onTestFinished(() => desk.close());
  return {
    ...stage,
    desk,
    pushed,
    async writeRows(count) {
      const path = join(stage.home, 'rows.csv');
      await writeFile(
        path,
        `text,emotion\n${Array.from({ length: count }, (_, index) => `We won match ${index}.,happiness`).join('\n')}\n`,
      );
      return path;
    },
    ended: () =>
      vi.waitFor(
        () => {
          const snapshot = desk.snapshot();
          if (snapshot.state === 'running') throw new Error('still running');
          return snapshot;
        },
        { timeout: 30_000, interval: 20 },
      ),
  };
}

const pins = async (stage: Stage): Promise<readonly string[]> =>
  (await readdir(join(stage.home, 'weights', '.sync'), { recursive: true })).filter((name) => name.includes('pinned-'));

describe('the window’s comparison', () => {
  it('reads, fetches, predicts, and ends with the result', async () => {
    const stage = await makeDesk();
    const path = await stage.writeRows(40);
    const began = stage.desk.start({ first: ONE, second: TWO, data: { kind: 'file', path } });
    expect(began).toMatchObject({ state: 'running', first: ONE, second: TWO, data: { kind: 'file', name: 'rows.csv' }, phase: 'reading' });
    const end = await stage.ended();
    expect(end).toMatchObject({ state: 'done', phase: null, failure: null });
    expect(end.result).toMatchObject({ rows: 40, labelled: 40, skipped: 0, baseline: ONE, dynamic: TWO });
    expect(end.result?.baseline.sha256).not.toBe(end.result?.dynamic.sha256);
    expect(new Set(stage.pushed.map(({ phase }) => phase))).toEqual(new Set(['reading', 'fetching', 'predicting', null]));
    expect(stage.pushed.at(-1)).toEqual(end);
    expect(await pins(stage)).toEqual([]);
    // The model in use is the same.
    expect((await stage.weights.installed())?.channels.baseline?.version).toBe('1');
  });

  it('refuses a version with itself, and a second one while the first is under way', async () => {
    const stage = await makeDesk();
    const data = { kind: 'file', path: await stage.writeRows(2000) } as const;
    expect(() => stage.desk.start({ first: ONE, second: ONE, data })).toThrow('Both are baseline 1.');
    stage.desk.start({ first: ONE, second: TWO, data });
    expect(() => stage.desk.start({ first: TWO, second: ONE, data })).toThrow('already');
    stage.desk.cancel();
    expect(await stage.ended()).toMatchObject({ state: 'cancelled', phase: null, result: null, failure: null });
    stage.desk.start({ first: TWO, second: ONE, data: { kind: 'file', path: await stage.writeRows(5) } });
    expect(await stage.ended()).toMatchObject({ state: 'done', result: { rows: 5, baseline: TWO, dynamic: ONE } });
  });

  it('is of the versions it began with, whatever is installed in the middle of it', async () => {
    const stage = await makeDesk();
    const before = (await stage.weights.open('baseline')).sha256;
    stage.desk.start({ first: ONE, second: TWO, data: { kind: 'file', path: await stage.writeRows(3000) } });
    await vi.waitFor(() => expect(stage.desk.snapshot().phase).toBe('predicting'), { timeout: 30_000, interval: 5 });
    await publishPlainly(stage.registry, 'baseline', '3', { value: 3 });
    await stage.manager.use({ trigger: 'manual', channel: 'baseline', version: '3' });
    const end = await stage.ended();
    expect(end).toMatchObject({ state: 'done', result: { baseline: { version: '1', sha256: before }, dynamic: { version: '2' } } });
  });

  it('takes the sentences of the library, with corrections as labels', async () => {
    const stage = await makeDesk();
    stage.desk.start({ first: ONE, second: TWO, data: { kind: 'library' } });
    expect(await stage.ended()).toMatchObject({ state: 'failed', failure: { code: 'data_no_rows' } });
    const library = openLibrary(stage.home);
    onTestFinished(() => library.close());
    const id = library.add(makeAnalysis());
    library.correct(id, 0, { emotion: 'fear', sub_emotion: 'nervousness', intensity: null });
    stage.desk.start({ first: ONE, second: TWO, data: { kind: 'library' } });
    expect(await stage.ended()).toMatchObject({ state: 'done', data: { kind: 'library' }, result: { labelled: 1 } });
  });

  it('leaves out a damaged analysis of the library, and counts it', async () => {
    const stage = await makeDesk();
    const library = openLibrary(stage.home);
    onTestFinished(() => library.close());
    for (const title of ['Broken', 'Whole']) library.add(makeAnalysis(title));
    const damage = (id: number): void => {
      const database = new DatabaseSync(join(stage.home, 'library.db'));
      database.prepare(`UPDATE transcripts SET segments = '[[0, 1, "cut' WHERE analysis_id = ?`).run(id);
      database.close();
    };
    damage(1);
    stage.desk.start({ first: ONE, second: TWO, data: { kind: 'library' } });
    const end = await stage.ended();
    expect(end).toMatchObject({ state: 'done', result: { damaged: 1, skipped: 0, labelled: 0, difference: null } });
    expect(end.result?.rows).toBeGreaterThan(0);
    damage(2);
    stage.desk.start({ first: ONE, second: TWO, data: { kind: 'library' } });
    const failed = await stage.ended();
    expect(failed).toMatchObject({ state: 'failed', failure: { code: 'data_no_rows' } });
    expect(failed.failure?.message).toContain('no sentences that can be read');
  });

  it('says why it failed, and ends when the app does', async () => {
    const stage = await makeDesk();
    stage.desk.start({ first: ONE, second: TWO, data: { kind: 'file', path: join(stage.home, 'gone.csv') } });
    expect(await stage.ended()).toMatchObject({ state: 'failed', failure: { code: 'input_not_found' } });
    stage.desk.start({ first: ONE, second: TWO, data: { kind: 'file', path: await stage.writeRows(5000) } });
    await vi.waitFor(() => expect(stage.desk.snapshot().phase).toBe('predicting'), { timeout: 30_000, interval: 5 });
    await stage.desk.close();
    expect(stage.desk.snapshot().state).toBe('cancelled');
    expect(await pins(stage)).toEqual([]);
    const late = { first: ONE, second: TWO, data: { kind: 'library' } } as const;
    expect(() => stage.desk.start(late)).toThrow(expect.objectContaining({ code: 'cancelled' }));
  });
});
