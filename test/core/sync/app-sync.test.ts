import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { AppServices } from '../../../electron/core/app-services.ts';
import { openAppServices } from '../../../electron/core/app-services.ts';
import { spawnNodeChild } from '../../../electron/core/inference/spawn-child.ts';
import { toJobInput } from '../../../electron/core/jobs/read-input.ts';
import { publishPlainly, writeModel } from '../../helpers/plain-version.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

interface OpenedApp {
  readonly app: AppServices;
  readonly home: string;
  readonly registry: string;
  readonly installed: string[];
  readonly states: string[];
}

async function openApp(): Promise<OpenedApp> {
  const folder = await temporaryFolder();
  const [home, registry, bundledFolder] = [join(folder, 'home'), join(folder, 'registry'), join(folder, 'bundled')];
  await mkdir(registry);
  await mkdir(home);
  await writeModel(bundledFolder, 'baseline', '1');
  await writeFile(join(home, 'settings.json'), JSON.stringify({ registry: pathToFileURL(registry).href }));
  const installed: string[] = [];
  const states: string[] = [];
  const app = await openAppServices({
    home,
    bundledFolder,
    spawnChild: spawnNodeChild,
    onJobs: () => {},
    onLibrary: () => {},
    onNotices: () => {},
    onSync: ({ state }) => states.push(state.kind),
    onInstalled: (channel, version) => installed.push(`${channel} ${version}`),
  });
  onTestFinished(() => app.close());
  return { app, home, registry, installed, states };
}

/** The version that a new analysis was made with. */
async function analyze(app: AppServices): Promise<string | undefined> {
  const id = app.jobs.start(await toJobInput({ kind: 'text', text: 'We won the match.' }, app.samples, 'en'));
  const job = await vi.waitFor(
    () => {
      const found = app.jobs.list().find((each) => each.id === id);
      if (!found || !['done', 'failed'].includes(found.state)) throw new Error('still in progress');
      return found;
    },
    { timeout: 20_000 },
  );
  return job.analysisId === null || job.analysisId === undefined ? undefined : app.library().get(job.analysisId).model.version;
}

describe('the app', () => {
  it('goes over to a new baseline while it runs, without being started again', async () => {
    const { app, registry, installed, states } = await openApp();
    expect(await analyze(app)).toBe('1');
    await publishPlainly(registry, 'baseline', '2', { value: 2 });
    const { manager } = await app.sync();
    await manager.start();
    await vi.waitFor(() => expect(installed).toEqual(['baseline 2']), { timeout: 20_000 });
    expect(await analyze(app)).toBe('2');
    expect(states).toContain('downloading');
    expect((await app.modelInfo()).models).toMatchObject([{ channel: 'baseline', version: '2' }]);
  });

  it('mends a damaged model by itself when it is needed', async () => {
    const { app, home, registry } = await openApp();
    await publishPlainly(registry, 'baseline', '2', { value: 2 });
    await (await app.sync()).manager.start();
    await writeFile(join(home, 'weights', 'baseline_weights.onnx'), 'damaged');
    expect(await analyze(app)).toBe('2');
    expect((await app.modelInfo()).failure).toBeNull();
  });
});
