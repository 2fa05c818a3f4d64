import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { CLIENT_ID, startAuthority } from '../../helpers/authority.ts';
import { startAzurite } from '../../helpers/azurite.ts';
import { makeTrustingFetch, writeCertificate } from '../../helpers/certificate.ts';
import { publishPlainly } from '../../helpers/plain-version.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { openWindowUnderTest } from './window-under-test.ts';

const ALL = { outcomes: [], triggers: [], operations: [], channels: [], query: '' };

describe('the window', () => {
  it('sees what is newest, fetches it, goes back from it and lets go of what is held', async () => {
    const { handlers, registry } = await openWindowUnderTest();
    await publishPlainly(registry, 'baseline', '2', { value: 2 });
    expect(await handlers['sync:check']({ channels: ['baseline'] })).toMatchObject({ outcome: 'available' });
    expect(await handlers['sync:get'](undefined)).toMatchObject({
      state: { kind: 'available', version: '2' },
      registry: { kind: 'folder' },
    });
    expect(await handlers['sync:download']({ channels: ['baseline'], force: false })).toMatchObject({ outcome: 'updated' });
    expect(await handlers['sync:rollback']({ channel: 'baseline' })).toMatchObject({ outcome: 'rolled_back' });
    expect(await handlers['sync:download']({ channels: ['baseline'], force: false })).toMatchObject({ error: { code: 'version_held' } });
    expect((await handlers['sync:release']({ channel: 'baseline' })).channels.baseline.held).toBeNull();
    const page = await handlers['history:list']({ ...ALL, operations: ['rollback'], offset: 0, limit: 10 });
    expect(page).toMatchObject({ total: 1, runs: [{ outcome: 'rolled_back', trigger: 'manual' }] });
  });

  it('writes the runs it shows to the file that was chosen, and none when the dialog is closed', async () => {
    const { handlers, registry, home, answer } = await openWindowUnderTest();
    await publishPlainly(registry, 'baseline', '2', { value: 2 });
    await handlers['sync:check']({ channels: ['baseline'] });
    await handlers['sync:download']({ channels: ['baseline'], force: false });
    const path = join(home, 'history.json');
    answer(path);
    expect(await handlers['history:export']({ ...ALL, outcomes: ['updated'], format: 'json' })).toEqual({ path, rows: 1 });
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject([{ outcome: 'updated', to_version: '2' }]);
    answer(undefined);
    expect(await handlers['history:export']({ ...ALL, format: 'csv' })).toBeNull();
  });

  it('never sees the signature of the registry, and can’t lose it by saving what it sees', async () => {
    const { handlers, holder, pushed } = await openWindowUnderTest();
    const address = 'http://127.0.0.1:9/devstoreaccount1/models?sv=2026-01-01&sig=pl4ntedSignature%3D';
    const shown = await handlers['settings:set']({ patch: { registry: address } });
    expect(await handlers['settings:set']({ patch: { registry: shown.registry, theme: 'dark' } })).toMatchObject({ theme: 'dark' });
    expect(holder.get().settings.get().registry).toBe(address);
    await expect(async () => handlers['settings:set']({ patch: { registry: 'nonsense' } })).rejects.toMatchObject({
      code: 'settings_invalid',
    });
    const seen = [shown, ...pushed, await handlers['settings:get'](undefined), await handlers['sync:get'](undefined)];
    expect(JSON.stringify(seen)).not.toContain('pl4nted');
    expect(await handlers['sync:get'](undefined)).toMatchObject({ authentication: 'sas', registry: { kind: 'blob' } });
  });

  it('finds the sync again in the folder the data was moved to, with its history', async () => {
    const { handlers, registry, home, answer } = await openWindowUnderTest();
    await publishPlainly(registry, 'baseline', '2', { value: 2 });
    await handlers['sync:download']({ channels: ['baseline'], force: false });
    answer(join(home, '..', 'moved'));
    expect(await handlers['data:move'](undefined)).toMatchObject({ folder: join(home, '..', 'moved') });
    expect((await handlers['history:list']({ ...ALL, offset: 0, limit: 10 })).total).toBe(1);
    expect(await handlers['sync:download']({ channels: ['baseline'], force: false })).toMatchObject({ outcome: 'up_to_date' });
    expect((await readdir(home)).filter((name) => name !== 'data-folder.txt')).toEqual([]);
  });
});

describe('a person who signs in in the window', () => {
  it('opens the storage by browser or by code, and leaves no token anywhere', { timeout: 60_000 }, async () => {
    const folder = await temporaryFolder();
    const [authority, { fetch }, certificate] = await Promise.all([startAuthority(), makeTrustingFetch(), writeCertificate(folder)]);
    const azurite = await startAzurite({ certificate, isOauth: true });
    onTestFinished(() => azurite.stop());
    const variables = { MOODLINE_AUTHORITY: authority.origin, AZURE_TENANT_ID: authority.tenant, AZURE_CLIENT_ID: CLIENT_ID };
    const { handlers, home, accounts } = await openWindowUnderTest({ variables, fetch });
    await handlers['settings:set']({ patch: { registry: azurite.containerUrl('models') } });

    for (const method of ['browser', 'device'] as const) {
      const signIn = handlers['account:sign-in']({ method, isForWorkspace: false });
      if (method === 'device') {
        const code = await vi.waitFor(() => {
          const { signingIn } = accounts.at(-1) ?? {};
          if (signingIn?.method !== 'device' || !signingIn.code) throw new Error('There is no code yet.');
          return signingIn.code;
        }, 20_000);
        authority.approveDevice(code.userCode);
      }
      expect(await signIn).toMatchObject({ name: 'ada@example.org', isKept: false, failure: null });
      expect(await handlers['sync:get'](undefined)).toMatchObject({ authentication: 'person', account: 'ada@example.org' });
      // The storage took the token: it says that there is no such container, which it tells nobody else.
      const steps = await handlers['registry:test']({ registry: null });
      expect(steps.map(({ outcome }) => outcome)).toEqual(['ok', 'ok', 'ok', 'failed', 'skipped']);
      expect(steps[3]?.code).toBe('registry_missing');
      expect(await handlers['account:sign-out'](undefined)).toMatchObject({ name: null });
    }

    await handlers['sync:check']({ channels: ['baseline'] });
    const texts = await readTexts(home);
    const kept = [...texts, JSON.stringify(accounts), JSON.stringify(await handlers['history:list']({ ...ALL, offset: 0, limit: 10 }))];
    expect(authority.secrets.length).toBeGreaterThan(4);
    for (const secret of authority.secrets) expect(kept.filter((text) => text.includes(secret))).toEqual([]);
  });
});

/** Every file below a folder, byte for byte. */
async function readTexts(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return Promise.all(entries.filter((entry) => entry.isFile()).map((entry) => readFile(join(entry.parentPath, entry.name), 'latin1')));
}
