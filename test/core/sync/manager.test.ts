import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withLock } from '../../../electron/core/weights/lock.ts';
import { AppError } from '../../../shared/app-error.ts';
import { publishPlainly } from '../../helpers/plain-version.ts';
import type { Stage } from './sync-stage.ts';
import { makeStage } from './sync-stage.ts';

const BOTH = ['baseline', 'dynamic'] as const;
/** Nobody listens on this port of this machine. */
const NOBODY = 'http://127.0.0.1:1/devstoreaccount1/models';
const refusing: typeof globalThis.fetch = () => Promise.reject(new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } }));

const installed = async (stage: Stage, channel: 'baseline' | 'dynamic' = 'baseline'): Promise<string | undefined> =>
  (await stage.weights.installed())?.channels[channel]?.version;

describe('at start', () => {
  it('installs a newer baseline, tells whoever uses the old one, and records it', async () => {
    const stage = await makeStage();
    await publishPlainly(stage.registry, 'baseline', '2', { value: 2 });
    await stage.manager.start();
    expect(await installed(stage)).toBe('2');
    expect(stage.installs).toEqual(['baseline 2']);
    expect(stage.manager.snapshot()).toMatchObject({
      state: { kind: 'up_to_date' },
      channels: { baseline: { installed: '2', previous: '1', latest: { version: '2' } } },
      lastContact: 'answered',
    });
    expect(stage.runs()).toMatchObject([
      {
        trigger: 'startup',
        operation: 'download',
        channel: 'baseline',
        from_version: '1',
        to_version: '2',
        outcome: 'updated',
        error: null,
      },
    ]);
    expect(new Set(stage.snapshots.map((snapshot) => snapshot.state.kind))).toEqual(
      new Set(['idle', 'checking', 'downloading', 'verifying', 'up_to_date']),
    );
  });

  it('is one conditional request when everything is up to date', async () => {
    const stage = await makeStage();
    await publishPlainly(stage.registry, 'baseline', '2', { value: 2 });
    await stage.manager.start();
    const next = await stage.again();
    await next.manager.start();
    expect(next.runs()[0]).toMatchObject({ trigger: 'startup', outcome: 'up_to_date', requests: 1, to_version: null });
    expect(next.runs()).toHaveLength(2);
  });

  it('asks nothing when the settings want nothing', async () => {
    const stage = await makeStage({ autoSync: { auto_check_updates_on_startup: false, auto_download_on_startup: false } });
    await publishPlainly(stage.registry, 'baseline', '2', { value: 2 });
    await stage.manager.start();
    expect(stage.runs()).toEqual([]);
    expect(await installed(stage)).toBe('1');
  });

  it('works without a registry, and records nothing', async () => {
    const stage = await makeStage({ address: null });
    await stage.manager.start();
    expect(stage.runs()).toEqual([]);
    expect(stage.manager.snapshot()).toMatchObject({ registry: { kind: 'none', problem: null }, state: { kind: 'idle' } });
  });

  it('makes no connection when offline was chosen', async () => {
    let calls = 0;
    const fetch: typeof globalThis.fetch = () => {
      calls += 1;
      return Promise.reject(new Error('This must not happen.'));
    };
    const stage = await makeStage({ isOffline: true, address: NOBODY, fetch });
    await stage.manager.start();
    stage.manager.notePrediction('baseline');
    expect(stage.manager.snapshot().state).toMatchObject({ kind: 'offline', reason: 'chosen' });
    const result = await stage.manager.check({ trigger: 'manual', channels: BOTH });
    expect(result).toMatchObject({ outcome: 'offline', error: { code: 'offline_chosen' } });
    expect(calls).toBe(0);
  });

  it('is calm when the registry can’t be reached, and says so to who asks for it', async () => {
    const stage = await makeStage({ address: NOBODY, fetch: refusing });
    await stage.manager.start();
    expect(stage.manager.snapshot()).toMatchObject({ state: { kind: 'offline', reason: 'unreachable' }, lastContact: 'unreachable' });
    expect(stage.runs()).toMatchObject([{ outcome: 'offline', error: { code: 'registry_unreachable' } }]);
    const result = await stage.manager.check({ trigger: 'manual', channels: BOTH });
    expect(result).toMatchObject({ outcome: 'offline', error: { code: 'registry_unreachable' } });
    expect((await stage.status())['configuration']).toMatchObject({ connection_status: 'unreachable' });
  });
});

describe('a model that is not whole', () => {
  it('is fetched again in the version it had, though a newer one is held back', async () => {
    const stage = await makeStage();
    await publishPlainly(stage.registry, 'baseline', '2', { value: 2 });
    await stage.manager.start();
    await publishPlainly(stage.registry, 'baseline', '3', { value: 3 });
    await stage.manager.download({ trigger: 'manual', channels: ['baseline'] });
    await stage.manager.rollback({ channel: 'baseline' });
    const file = join(stage.home, 'weights', 'baseline_weights.onnx');
    await writeFile(file, 'damaged');
    const next = await stage.again();
    await next.manager.start();
    expect(next.runs()[0]).toMatchObject({ outcome: 'repaired', from_version: '2', to_version: '2' });
    await expect(next.weights.open('baseline')).resolves.toMatchObject({ version: '2' });
  });

  it('is fetched again when its file is gone', async () => {
    const stage = await makeStage();
    await publishPlainly(stage.registry, 'baseline', '2', { value: 2 });
    await stage.manager.start();
    await rm(join(stage.home, 'weights', 'baseline_weights.onnx'));
    const result = await stage.manager.download({ trigger: 'manual', channels: ['baseline'] });
    expect(result).toMatchObject({ outcome: 'repaired', channels: { baseline: { to_version: '2' } } });
    expect(await installed(stage)).toBe('2');
  });

  it('is replaced by the bundled one where there is no registry', async () => {
    const stage = await makeStage({ address: null });
    await writeFile(join(stage.home, 'weights', 'baseline_weights.onnx'), 'damaged');
    await stage.manager.start();
    await expect(stage.weights.open('baseline')).resolves.toMatchObject({ version: '1' });
    expect(stage.runs()).toMatchObject([{ outcome: 'repaired', operation: 'download', to_version: '1', requests: 0 }]);
  });

  it('is replaced by the bundled one where the registry can’t be reached', async () => {
    const stage = await makeStage({ address: NOBODY, fetch: refusing });
    await writeFile(join(stage.home, 'weights', 'baseline_weights.onnx'), 'damaged');
    await stage.manager.start();
    await expect(stage.weights.open('baseline')).resolves.toMatchObject({ version: '1' });
  });

  it('is not mended over and over', async () => {
    const stage = await makeStage({ address: null });
    const damage = (): Promise<void> => writeFile(join(stage.home, 'weights', 'baseline_weights.onnx'), 'damaged');
    await damage();
    expect(await stage.manager.repair('baseline')).toBe(true);
    await damage();
    expect(await stage.manager.repair('baseline')).toBe(false);
  });
});

describe('a version that can’t be used', () => {
  it('is not installed, not tried again by itself, and tried again when a person wants it', async () => {
    const stage = await makeStage();
    await publishPlainly(stage.registry, 'baseline', '2', { weights: Buffer.from('no model at all') });
    await stage.manager.start();
    expect(await installed(stage)).toBe('1');
    expect(stage.runs()[0]).toMatchObject({ outcome: 'failed', error: { code: 'version_unusable' } });
    // Nobody asked for it, so nobody is bothered.
    expect(stage.manager.snapshot().state).toMatchObject({ kind: 'available', version: '2' });

    const next = await stage.again();
    await next.manager.start();
    expect(next.runs()[0]).toMatchObject({ outcome: 'available', requests: 1, error: null });
    const result = await next.manager.download({ trigger: 'manual', channels: ['baseline'] });
    expect(result).toMatchObject({ outcome: 'failed', error: { code: 'version_unusable' } });
    expect(next.manager.snapshot().state).toMatchObject({ kind: 'failed', failure: { code: 'version_unusable' } });

    await publishPlainly(stage.registry, 'baseline', '3', { value: 3 });
    const third = await stage.again();
    await third.manager.start();
    expect(await installed(third)).toBe('3');
  });

  it('is refused when its bytes are not what its manifest says', async () => {
    const stage = await makeStage();
    await publishPlainly(stage.registry, 'baseline', '2', { value: 2 });
    const file = join(stage.registry, 'emotion-clf-baseline', 'versions', '2', 'weights.onnx');
    const bytes = await readFile(file);
    bytes[100] = (bytes[100] ?? 0) ^ 1;
    await writeFile(file, bytes);
    const result = await stage.manager.download({ trigger: 'manual', channels: ['baseline'] });
    expect(result).toMatchObject({ outcome: 'failed', error: { code: 'registry_invalid' } });
    expect(await installed(stage)).toBe('1');
  });
});

describe('going back', () => {
  it('holds the version it leaves until a newer one is there', async () => {
    const stage = await makeStage();
    await publishPlainly(stage.registry, 'baseline', '2', { value: 2 });
    await stage.manager.start();
    const result = await stage.manager.rollback({ channel: 'baseline' });
    expect(result).toMatchObject({ outcome: 'rolled_back', channels: { baseline: { from_version: '2', to_version: '1' } }, requests: 0 });
    expect(stage.manager.snapshot()).toMatchObject({ state: { kind: 'available', version: '2' }, channels: { baseline: { held: '2' } } });

    const next = await stage.again();
    await next.manager.start();
    expect(await installed(next)).toBe('1');
    const asked = await next.manager.download({ trigger: 'manual', channels: ['baseline'] });
    expect(asked).toMatchObject({ outcome: 'available', error: { code: 'version_held' } });

    await publishPlainly(stage.registry, 'baseline', '3', { value: 3 });
    const third = await stage.again();
    await third.manager.start();
    expect(await installed(third)).toBe('3');
    expect(third.manager.snapshot().channels.baseline.held).toBeNull();
  });

  it('installs the held version once it is released', async () => {
    const stage = await makeStage();
    await publishPlainly(stage.registry, 'baseline', '2', { value: 2 });
    await stage.manager.start();
    await stage.manager.rollback({ channel: 'baseline' });
    await stage.manager.release({ channel: 'baseline' });
    await stage.manager.download({ trigger: 'manual', channels: ['baseline'] });
    expect(await installed(stage)).toBe('2');
  });

  it('says so when there is nothing to go back to', async () => {
    const stage = await makeStage();
    expect(await stage.manager.rollback({ channel: 'baseline' })).toMatchObject({
      outcome: 'failed',
      error: { code: 'no_previous_version' },
    });
  });

  it('does not follow a pointer that went back, except by force', async () => {
    const stage = await makeStage();
    await publishPlainly(stage.registry, 'baseline', '2', { value: 2 });
    await publishPlainly(stage.registry, 'baseline', '3', { value: 3 });
    await stage.manager.start();
    await writeFile(join(stage.registry, 'emotion-clf-baseline', 'latest.json'), '{"version": "2"}');
    const result = await stage.manager.download({ trigger: 'manual', channels: ['baseline'] });
    expect(result).toMatchObject({ outcome: 'available', channels: { baseline: { available: '2' } } });
    expect(await installed(stage)).toBe('3');
    await stage.manager.download({ trigger: 'manual', channels: ['baseline'], force: true });
    expect(await installed(stage)).toBe('2');
  });
});

describe('one at a time', () => {
  it('shares the check in flight', async () => {
    const stage = await makeStage();
    await publishPlainly(stage.registry, 'baseline', '2', { value: 2 });
    const results = await Promise.all([1, 2, 3].map(() => stage.manager.check({ trigger: 'manual', channels: BOTH })));
    expect(new Set(results).size).toBe(1);
    expect(results[0]).toMatchObject({
      outcome: 'available',
      channels: { baseline: { available: '2' }, dynamic: { outcome: 'up_to_date' } },
    });
    expect(stage.runs()).toHaveLength(2);
  });

  it('steps aside for another process in the background, and tells a person', async () => {
    const stage = await makeStage();
    const folder = join(stage.home, 'weights', '.sync');
    await mkdir(folder, { recursive: true });
    const whenHeld = (): AppError => new AppError('internal', 'not in this test');
    await withLock({ path: join(folder, 'lock'), waitMs: 0, whenHeld }, async () => {
      await stage.manager.start();
      expect(stage.manager.snapshot().state.kind).not.toBe('failed');
      const result = await stage.manager.check({ trigger: 'manual', channels: BOTH });
      expect(result).toMatchObject({ outcome: 'failed', error: { code: 'weights_locked' } });
      const chosen = await stage.manager.use({ trigger: 'manual', channel: 'baseline', version: '2' });
      expect(chosen).toMatchObject({ outcome: 'failed', error: { code: 'weights_locked' } });
    });
    expect(await stage.manager.check({ trigger: 'manual', channels: BOTH })).toMatchObject({ outcome: 'up_to_date', error: null });
  });

  it('pauses a download, goes on with it, and can be cancelled in the middle', async () => {
    const stage = await makeStage();
    await publishPlainly(stage.registry, 'baseline', '2', { value: 2, paddingBytes: 2_000_000 });
    stage.manager.pause();
    const download = stage.manager.download({ trigger: 'manual', channels: ['baseline'] });
    await expect.poll(() => stage.manager.snapshot().state, { timeout: 20_000 }).toMatchObject({ kind: 'downloading', isPaused: true });
    stage.manager.cancel();
    expect(await download).toMatchObject({ outcome: 'cancelled', error: { code: 'cancelled' } });
    expect(await installed(stage)).toBe('1');
    expect(await stage.manager.download({ trigger: 'manual', channels: ['baseline'] })).toMatchObject({ outcome: 'updated' });
  });
});

describe('a check', () => {
  it('works out what a download would fetch, and the download fetches no more', async () => {
    const stage = await makeStage();
    await publishPlainly(stage.registry, 'baseline', '2', { value: 1, paddingBytes: 400_000, seed: 3 });
    await publishPlainly(stage.registry, 'baseline', '3', { value: 3, paddingBytes: 400_000, seed: 3 });
    await stage.manager.check({ trigger: 'manual', channels: ['baseline'] });
    const whole = stage.manager.snapshot().channels.baseline.latest;
    expect(whole?.sizeBytes).toBeGreaterThan(800_000);
    // The tokenizer is here already.
    expect(whole?.fetchBytes).toBeGreaterThan(400_000);
    expect(whole?.fetchBytes).toBeLessThan(450_000);
    const result = await stage.manager.download({ trigger: 'manual', channels: ['baseline'] });
    expect(result.bytes_transferred).toBeGreaterThanOrEqual(whole?.fetchBytes ?? Infinity);
    expect(result.bytes_transferred).toBeLessThan((whole?.fetchBytes ?? 0) + 10_000);
    // Only the beginning of the weights, and the config, are new now.
    await publishPlainly(stage.registry, 'baseline', '4', { value: 4, paddingBytes: 400_000, seed: 3 });
    await stage.manager.check({ trigger: 'manual', channels: ['baseline'] });
    expect(stage.manager.snapshot().channels.baseline.latest?.fetchBytes).toBeLessThan(70_000);
  });
});

describe('what a prediction starts', () => {
  it('updates in the background, at most once in a while', async () => {
    const stage = await makeStage();
    await publishPlainly(stage.registry, 'baseline', '2', { value: 2 });
    stage.manager.notePrediction('baseline');
    stage.manager.notePrediction('baseline');
    await expect.poll(() => installed(stage), { timeout: 20_000 }).toBe('2');
    await expect.poll(() => stage.runs(), { timeout: 20_000 }).toHaveLength(1);
    stage.manager.notePrediction('baseline');
    stage.manager.noteModelLoad('baseline');
    await stage.manager.close();
    expect(stage.runs()).toMatchObject([{ trigger: 'prediction', outcome: 'updated' }]);
  });

  it('does nothing where the setting is off', async () => {
    const stage = await makeStage({ autoSync: { sync_on_model_load: false } });
    await publishPlainly(stage.registry, 'baseline', '2', { value: 2 });
    stage.manager.notePrediction('baseline');
    stage.manager.noteModelLoad('dynamic');
    await stage.manager.close();
    expect(stage.runs()).toEqual([]);
  });
});

describe('a closed manager', () => {
  it('asks and writes nothing any more, whatever it is told', async () => {
    const stage = await makeStage();
    await publishPlainly(stage.registry, 'baseline', '2', { value: 2 });
    await stage.manager.close();
    stage.manager.noteOnline();
    stage.manager.notePrediction('baseline');
    stage.manager.noteSettings();
    await stage.manager.start();
    expect(await stage.manager.download({ trigger: 'manual', channels: ['baseline'] })).toMatchObject({
      outcome: 'cancelled',
      requests: 0,
      error: { code: 'cancelled' },
    });
    expect(await stage.manager.use({ trigger: 'manual', channel: 'baseline', version: '2' })).toMatchObject({
      outcome: 'cancelled',
      requests: 0,
      error: { code: 'cancelled' },
    });
    expect(await installed(stage)).toBe('1');
    expect(stage.runs()).toEqual([]);
    await expect(stage.status()).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('the status file', () => {
  it('has the promised shape, without and with a registry', async () => {
    const stage = await makeStage({ address: null });
    await stage.manager.status();
    expect(await stage.status()).toMatchObject({
      local: {
        baseline_exists: true,
        baseline_version: '1',
        dynamic_exists: false,
        dynamic_version: null,
        dynamic_hash: null,
        last_sync: null,
      },
      azure_available: false,
      models: { azure_ml: {} },
      configuration: { authentication: 'none', connection_status: 'not_configured', registry: '' },
      auto_sync: { auto_promote_threshold: 0.85, background_sync_enabled: false },
    });
    const next = await stage.again();
    await publishPlainly(stage.registry, 'baseline', '2', { value: 2 });
    await next.manager.check({ trigger: 'manual', channels: BOTH });
    const { size } = await stat(join(stage.home, 'weights', 'baseline_weights.onnx'));
    expect(await next.status()).toMatchObject({
      local: { baseline_size: size, last_sync: expect.stringMatching(/^\d{4}-.*Z$/u) },
      azure_available: true,
      models: { azure_ml: { 'emotion-clf-baseline': { version: '2', created_time: '2026-11-24T00:00:00Z', tags: {} } } },
      configuration: { authentication: 'folder', connection_status: 'connected', environment_variables: { MOODLINE_REGISTRY: false } },
    });
  });
});
