import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { NewsEvent } from '../../../shared/news.ts';
import type { AppServices } from '../../../electron/core/app-services-types.ts';
import { openAppServices } from '../../../electron/core/app-services.ts';
import { createTokenVault } from '../../../electron/core/auth/token-vault.ts';
import { spawnNodeChild } from '../../../electron/core/inference/spawn-child.ts';
import { toOneInput } from '../../helpers/one-input.ts';
import { createServices } from '../../../electron/core/services.ts';
import { publishPlainly, writeModel } from '../../helpers/plain-version.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

interface OpenedApp {
  readonly app: AppServices;
  readonly home: string;
  readonly registry: string;
  readonly installed: string[];
  readonly states: string[];
  readonly told: string[];
  readonly news: NewsEvent[];
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
  const told: string[] = [];
  const news: NewsEvent[] = [];
  const app = await openAppServices({
    home,
    bundledFolder,
    spawnChild: spawnNodeChild,
    onJobs: () => {},
    onLibrary: () => {},
    onNotices: () => {},
    news: { onNews: (event) => news.push(event), onChange: () => {} },
    sync: {
      variables: {},
      openVault: () => Promise.resolve(createTokenVault({ file: join(home, 'tokens'), protection: null })),
      openPage: () => Promise.reject(new Error('There is no browser.')),
      onSync: ({ state }) => states.push(state.kind),
      onHistory: () => void told.push('history'),
      onAccount: () => void told.push('account'),
      onInstalled: ({ channel, version, from }) => installed.push(`${channel} ${from} ${version}`),
    },
  });
  onTestFinished(() => app.close());
  return { app, home, registry, installed, states, told, news };
}

/** The version that a new analysis was made with. */
async function analyze(app: AppServices): Promise<string | undefined> {
  const id = app.jobs.start(await toOneInput({ kind: 'text', text: 'We won the match.' }, app.samples, 'en'));
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
  it('tells of a newer baseline that others made, and of its own promotion once, though that baseline comes to this machine too', async () => {
    const { app, registry, news, installed } = await openApp();
    const { manager } = await app.sync();
    await app.warmUp();
    await manager.refresh();
    await publishPlainly(registry, 'baseline', '2', { value: 2 });
    await manager.download({ trigger: 'manual', channels: ['baseline'] });
    const newer = { kind: 'newer_baseline', version: '2', from: '1' };
    await vi.waitFor(() => expect(news).toEqual([newer]), { timeout: 20_000 });
    await publishPlainly(registry, 'dynamic', '1', { value: 3 });
    await manager.promote({ trigger: 'manual', reason: ' better ' });
    await vi.waitFor(() => expect(installed).toEqual(['baseline 1 2', 'baseline 2 3']), { timeout: 20_000 });
    const promoted = { kind: 'model_promoted', dynamic: '1', baseline: '3', reason: 'better', isByRule: false };
    expect(news).toEqual([newer, promoted]);
    expect(app.news.list().map(({ event }) => event)).toEqual([promoted, newer]);
    // When it comes here once more, that is news.
    await manager.rollback({ channel: 'baseline' });
    await manager.download({ trigger: 'manual', channels: ['baseline'], force: true });
    await vi.waitFor(() => expect(news.slice(2)).toEqual([{ kind: 'newer_baseline', version: '3', from: '2' }]), { timeout: 20_000 });
  });

  it('tells of nothing that is turned off; who wants no word of promotions is told of the newer baseline that came of one', async () => {
    const { app, registry, news, installed } = await openApp();
    const { manager } = await app.sync();
    await app.settings.set({ notifications: { model_promoted: false } });
    await publishPlainly(registry, 'dynamic', '1', { value: 2 });
    await manager.promote({ trigger: 'manual', reason: '' });
    await vi.waitFor(() => expect(news).toEqual([{ kind: 'newer_baseline', version: '2', from: '1' }]), { timeout: 20_000 });
    await app.settings.set({ notifications: { newer_baseline: false } });
    await publishPlainly(registry, 'dynamic', '2', { value: 3 });
    await manager.promote({ trigger: 'manual', reason: '' });
    await vi.waitFor(() => expect(installed).toEqual(['baseline 1 2', 'baseline 2 3']), { timeout: 20_000 });
    expect(news).toHaveLength(1);
    expect(app.news.list()).toHaveLength(1);
  });

  it('goes over to a new baseline while it runs, without being started again', async () => {
    const { app, registry, installed, states, told } = await openApp();
    expect(await analyze(app)).toBe('1');
    await publishPlainly(registry, 'baseline', '2', { value: 2 });
    await app.startSync();
    await vi.waitFor(() => expect(installed).toEqual(['baseline 1 2']), { timeout: 20_000 });
    expect(await analyze(app)).toBe('2');
    expect(states).toContain('downloading');
    expect(told).toContain('history');
    expect((await app.modelInfo()).models).toMatchObject([{ channel: 'baseline', version: '2' }]);
  });

  it('mends a damaged model by itself when it is needed', async () => {
    const { app, home, registry } = await openApp();
    await publishPlainly(registry, 'baseline', '2', { value: 2 });
    await app.startSync();
    await writeFile(join(home, 'weights', 'baseline_weights.onnx'), 'damaged');
    expect(await analyze(app)).toBe('2');
    expect((await app.modelInfo()).failure).toBeNull();
  });

  it('ends an analysis on the model it began with, though another is installed meanwhile, and begins the next on the new one', async () => {
    const { app, registry, installed } = await openApp();
    await app.warmUp();
    await publishPlainly(registry, 'baseline', '2', { value: 2 });
    const before = app.jobs.start(await toOneInput({ kind: 'text', text: 'We won the match. '.repeat(10_000) }, app.samples, 'en'));
    await vi.waitFor(() => expect(app.jobs.list().find(({ id }) => id === before)?.state).toBe('predicting'), {
      timeout: 20_000,
      // A busy machine looks late.
      interval: 5,
    });
    await app.startSync();
    await vi.waitFor(() => expect(installed).toEqual(['baseline 1 2']), { timeout: 20_000 });
    const after = await analyze(app);
    const done = app.jobs.list().find(({ id }) => id === before);
    expect(done?.state).toBe('done');
    expect([app.library().get(done?.analysisId ?? 0).model.version, after]).toEqual(['1', '2']);
  });

  it('uses what another program installed in its folder', async () => {
    const { app, home, registry, installed } = await openApp();
    expect(await analyze(app)).toBe('1');
    await publishPlainly(registry, 'baseline', '2', { value: 2 });
    const other = createServices({ home, bundledFolder: join(home, '..', 'bundled'), spawnChild: spawnNodeChild });
    onTestFinished(() => other.close());
    await (await other.sync()).manager.download({ trigger: 'manual', channels: ['baseline'] });
    expect(await analyze(app)).toBe('2');
    expect(installed).toEqual([]);
  });

  it('asks nothing and goes on predicting while it is offline by choice', async () => {
    const { app, registry, installed } = await openApp();
    await publishPlainly(registry, 'baseline', '2', { value: 2 });
    await app.settings.set({ offline: true });
    await app.startSync();
    expect((await app.sync()).manager.snapshot().state).toMatchObject({ kind: 'offline', reason: 'chosen' });
    expect(await analyze(app)).toBe('1');
    expect(await app.versions('baseline')).toMatchObject({
      isRemembered: true,
      failure: null,
      versions: [{ version: '1', place: 'installed' }],
    });
    expect((await app.testRegistry()).map(({ outcome }) => outcome)).toEqual(['ok', 'ok', 'skipped', 'skipped', 'skipped']);
    expect(installed).toEqual([]);
  });

  it('writes the status file at its start, also without a registry', async () => {
    const { app, home } = await openApp();
    await app.settings.set({ registry: '' });
    await app.warmUp();
    await app.startSync();
    const status = JSON.parse(await readFile(join(home, 'weights', 'sync_status.json'), 'utf8')) as object;
    expect(status).toMatchObject({ local: { baseline_exists: true, baseline_version: '1' }, azure_available: false });
  });

  it('asks a registry that has nothing new one thing at its start, also after the model was loaded and an analysis was made', async () => {
    const { app, registry } = await openApp();
    await publishPlainly(registry, 'baseline', '2', { value: 2 });
    await (await app.sync()).manager.download({ trigger: 'manual', channels: ['baseline'] });
    await app.warmUp();
    await app.startSync();
    await analyze(app);
    const [first, ...others] = (await app.sync()).history.list();
    expect(first).toMatchObject({ trigger: 'startup', outcome: 'up_to_date', requests: 1 });
    expect(others).toHaveLength(1);
  });

  it('refuses the sync once it is closed, and leaves nothing running', async () => {
    const { app } = await openApp();
    await app.startSync();
    await app.close();
    await expect(app.sync()).rejects.toMatchObject({ code: 'library_locked' });
    await app.startSync();
    app.noteOnline();
  });
});

describe('the versions of a channel', () => {
  it('are the registry’s, newest first, with what is installed, kept for going back and held', async () => {
    const { app, registry } = await openApp();
    for (const version of ['2', '3']) {
      await publishPlainly(registry, 'baseline', version, { value: Number(version) });
      await (await app.sync()).manager.download({ trigger: 'manual', channels: ['baseline'] });
    }
    await (await app.sync()).manager.rollback({ channel: 'baseline' });
    const { versions, isRemembered } = await app.versions('baseline');
    expect(isRemembered).toBe(false);
    expect(versions.map(({ version, place }) => [version, place])).toEqual([
      ['3', 'previous'],
      ['2', 'installed'],
    ]);
    expect(versions[0]?.details?.sizeBytes).toBeGreaterThan(0);
  });

  it('are the ones remembered where the registry is away, with the reason', async () => {
    const { app, registry } = await openApp();
    await publishPlainly(registry, 'baseline', '2', { value: 2 });
    await (await app.sync()).manager.check({ trigger: 'manual', channels: ['baseline'] });
    await rename(registry, `${registry} away`);
    const known = await app.versions('baseline');
    expect(known).toMatchObject({ isRemembered: true, failure: { code: expect.stringMatching(/^registry_/u) as string } });
    expect(known.versions.map(({ version }) => version)).toEqual(['2', '1']);
  });
});

describe('a look at the registry', () => {
  it('walks to the one in use, and to another address before it is saved', async () => {
    const { app, registry } = await openApp();
    await publishPlainly(registry, 'baseline', '2', { value: 2 });
    const steps = await app.testRegistry();
    expect(steps.map(({ step, outcome }) => `${step} ${outcome}`)).toEqual([
      'configuration ok',
      'credential ok',
      'answer ok',
      'read ok',
      'write ok',
    ]);
    expect(steps[3]?.message).toContain('v2');
    const elsewhere = await app.testRegistry(pathToFileURL(join(registry, 'nowhere')).href);
    expect(elsewhere.map(({ outcome }) => outcome)).toEqual(['ok', 'ok', 'failed', 'skipped', 'skipped']);
    expect(elsewhere[2]?.code).toMatch(/^registry_/u);
  });

  it('stops at an address that is none, and where there is no registry at all', async () => {
    const { app } = await openApp();
    expect(await app.testRegistry('ftp://example.org/x')).toMatchObject([
      { outcome: 'failed', code: 'registry_not_configured' },
      {},
      {},
      {},
      {},
    ]);
    // Its address is understood; nobody is there who could ask.
    expect(await app.testRegistry('azureml://subscriptions/s/resourceGroups/g/workspaces/w')).toMatchObject([
      { outcome: 'ok' },
      { outcome: 'failed', code: 'sign_in_needed' },
      { outcome: 'skipped' },
      { outcome: 'skipped' },
      { outcome: 'skipped' },
    ]);
    await app.settings.set({ registry: '' });
    expect(await app.testRegistry()).toMatchObject([
      { step: 'configuration', outcome: 'failed', code: 'registry_not_configured' },
      {},
      {},
      {},
      {},
    ]);
  });
});
