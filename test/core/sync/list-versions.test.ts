import { randomUUID } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { listVersions } from '../../../electron/core/sync/list-versions.ts';
import { AppError } from '../../../shared/app-error.ts';
import type { KnownVersions } from '../../../shared/ipc-sync.ts';
import type { Channel } from '../../../shared/model-config.ts';
import { startAzurite } from '../../helpers/azurite.ts';
import { publishPlainly, versionFolder, writeModel } from '../../helpers/plain-version.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import type { Stage } from './sync-stage.ts';
import { makeStage } from './sync-stage.ts';

const list = (stage: Stage, channel: Channel = 'baseline'): Promise<KnownVersions> => listVersions(stage, channel);

/** Publishes a version that says more of itself. */
async function publishWithMore(stage: Stage, version: string, more: object): Promise<void> {
  const manifest = await publishPlainly(stage.registry, 'baseline', version, { value: Number(version) });
  await writeFile(join(versionFolder(stage.registry, 'baseline', version), 'manifest.json'), JSON.stringify({ ...manifest, ...more }));
}

describe('every version', () => {
  it('is shown with what its manifest says, also later without the registry', async () => {
    const stage = await makeStage();
    const about = { tags: { notes: 'on our videos' }, metrics: { emotion: { f1_weighted: 0.61 } }, created_time: '2026-11-20T00:00:00Z' };
    await publishWithMore(stage, '2', { ...about, parent: { channel: 'dynamic', version: '5' } });
    await publishWithMore(stage, '3', {});
    const known = await list(stage);
    expect(known).toMatchObject({ isRemembered: false, failure: null });
    const two = known.versions.find(({ version }) => version === '2');
    expect(two).toMatchObject({
      createdTime: '2026-11-20T00:00:00Z',
      isComplete: true,
      place: null,
      details: { tags: about.tags, metrics: about.metrics, parent: { channel: 'dynamic', version: '5' } },
    });
    await rename(stage.registry, `${stage.registry} away`);
    const again = await stage.again();
    const later = await list(again);
    expect(later.isRemembered).toBe(true);
    expect(later.versions.find(({ version }) => version === '2')).toEqual(two);
    expect(later.versions.map(({ version }) => version)).toEqual(['3', '2', '1']);
  });

  it('is shown as well when this machine’s own state can’t be looked at, with why', async () => {
    const stage = await makeStage();
    await publishWithMore(stage, '2', {});
    const broken = new AppError('home_unusable', 'The folder can’t be read.');
    const manager = { ...stage.manager, refresh: () => Promise.reject(broken) };
    const known = await listVersions({ ...stage, sync: { ...stage.sync, manager } }, 'baseline');
    expect(known.versions.map(({ version }) => version)).toContain('2');
    expect(known.failure).toMatchObject({ code: 'home_unusable' });
  });

  it('is read once: what is remembered is not asked for again', async () => {
    const stage = await makeStage();
    for (const version of ['2', '3', '4']) await publishWithMore(stage, version, {});
    await list(stage);
    const { registry } = await stage.sync.registry();
    const asked: string[] = [];
    if (registry) {
      const { readManifest } = registry;
      registry.readManifest = (channel, version, options) => {
        asked.push(version);
        return readManifest(channel, version, options);
      };
    }
    await publishWithMore(stage, '5', {});
    expect((await list(stage)).versions.every(({ version, details }) => details !== null || version === '1')).toBe(true);
    expect(asked).toEqual(['5']);
  });

  it('is remembered for its own registry alone, and of a check and an upload too', async () => {
    const stage = await makeStage();
    await publishWithMore(stage, '2', { tags: { notes: 'seen by a check' } });
    await stage.manager.check({ trigger: 'manual', channels: ['baseline'] });
    const folder = await temporaryFolder();
    await writeModel(folder, 'dynamic', '1', { value: 5 });
    await stage.manager.upload({ trigger: 'manual', channel: 'dynamic', folder, note: '  first\n try ' });
    const offline = await stage.again({ isOffline: true });
    expect((await list(offline)).versions[0]?.details?.tags).toEqual({ notes: 'seen by a check' });
    expect((await list(offline, 'dynamic')).versions[0]?.details?.tags).toMatchObject({ notes: 'first try' });
    const other = await stage.again({ isOffline: true, address: 'file:///nowhere' });
    expect((await list(other)).versions.map(({ version }) => version)).toEqual(['1']);
  });

  it('of two hundred is read in one look, the older ones in the next, and a broken one hides none of the others', async () => {
    const stage = await makeStage();
    await publishPlainly(stage.registry, 'baseline', '1', { value: 1 });
    const text = await readFile(join(versionFolder(stage.registry, 'baseline', '1'), 'manifest.json'), 'utf8');
    const { mkdir } = await import('node:fs/promises');
    for (let version = 2; version <= 204; version += 1) {
      const folder = versionFolder(stage.registry, 'baseline', String(version));
      await mkdir(folder, { recursive: true });
      const manifest = version === 202 ? 'broken' : text.replace('"version":"1"', `"version":"${version}"`);
      await writeFile(join(folder, 'manifest.json'), manifest);
    }
    const { versions } = await list(stage);
    const without = versions.filter(({ details }) => details === null).map(({ version }) => Number(version));
    expect(versions).toHaveLength(204);
    expect(without).toEqual([202, 4, 3, 2]);
    // The next look goes on where this one ended.
    expect((await list(stage)).versions.filter(({ details }) => details === null).map(({ version }) => version)).toEqual(['202']);
    // Without the registry all of them are known still, the broken one by its number.
    const offline = await stage.again({ isOffline: true });
    const later = (await list(offline)).versions;
    expect(later.map(({ version }) => version)).toEqual(versions.map(({ version }) => version));
    expect(later.filter(({ details }) => details === null).map(({ version }) => version)).toEqual(['202']);
  });
});

describe('what is published', () => {
  it('says who published it and what they noted; a promotion says why', async () => {
    const stage = await makeStage();
    const folder = await temporaryFolder();
    await writeModel(folder, 'dynamic', '1', { value: 5 });
    await stage.manager.upload({ trigger: 'manual', channel: 'dynamic', folder, note: 'with the spring videos' });
    expect(stage.runs()[0]?.note).toContain('with the spring videos');
    await stage.manager.promote({ trigger: 'manual', reason: 'better on our videos' });
    const [promoted] = (await list(stage)).versions;
    expect(promoted?.details).toMatchObject({
      parent: { channel: 'dynamic', version: '1' },
      tags: {
        published_by: userInfo().username,
        notes: 'with the spring videos',
        promotion_reason: 'better on our videos',
        promoted_from_dynamic: '1',
      },
    });
  });

  it('carries no secret of the way into the registry', { timeout: 60_000 }, async () => {
    const azurite = await startAzurite();
    onTestFinished(() => azurite.stop());
    const name = `c${randomUUID()}`;
    const container = await azurite.createContainer(name);
    const stage = await makeStage({ address: azurite.signedUrl(name), fetch: globalThis.fetch });
    const folder = await temporaryFolder();
    await writeModel(folder, 'dynamic', '1', { value: 5 });
    await stage.manager.upload({ trigger: 'manual', channel: 'dynamic', folder, note: 'n' });
    const blob = await container.getBlobClient('emotion-clf-dynamic/versions/1/manifest.json').downloadToBuffer();
    const { tags } = JSON.parse(blob.toString()) as { tags: Record<string, string> };
    expect(tags).toMatchObject({ published_by: userInfo().username, notes: 'n' });
    expect(JSON.stringify(tags)).not.toContain('sig=');
  });
});
