/** The command line with the three variables of the old system: its workspace is the registry. */

import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { SyncResult } from '../../../shared/sync.ts';
import { CLIENT_ID, CLIENT_SECRET, startAuthority } from '../../helpers/authority.ts';
import { startAzurite } from '../../helpers/azurite.ts';
import { writeCertificate } from '../../helpers/certificate.ts';
import { writeModel } from '../../helpers/plain-version.ts';
import type { ResourceManager } from '../../helpers/resource-manager.ts';
import { startResourceManager } from '../../helpers/resource-manager.ts';
import type { CliResult } from '../../helpers/run-cli.ts';
import { runCli } from '../../helpers/run-cli.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

interface Place {
  readonly manager: ResourceManager;
  readonly home: string;
  readonly secrets: readonly string[];
  readonly run: (args: readonly string[], options?: { readonly home?: string; readonly env?: NodeJS.ProcessEnv }) => Promise<CliResult>;
}

async function makePlace(): Promise<Place> {
  const [authority, azurite, home, tools] = await Promise.all([startAuthority(), startAzurite(), temporaryFolder(), temporaryFolder()]);
  onTestFinished(() => azurite.stop());
  await azurite.createContainer('azureml-blobstore');
  const endpoint = new URL(azurite.origin).host;
  const manager = await startResourceManager(
    { accountName: azurite.account, containerName: 'azureml-blobstore', endpoint, protocol: 'http' },
    { secretsType: 'AccountKey', key: azurite.key },
  );
  onTestFinished(() => manager.stop());
  const { certFile } = await writeCertificate(tools);
  const env = {
    NODE_EXTRA_CA_CERTS: certFile,
    MOODLINE_AUTHORITY: authority.origin,
    MOODLINE_ARM: manager.origin,
    AZURE_TENANT_ID: authority.tenant,
    AZURE_CLIENT_ID: CLIENT_ID,
    AZURE_CLIENT_SECRET: CLIENT_SECRET,
    AZURE_SUBSCRIPTION_ID: manager.subscription,
    AZURE_RESOURCE_GROUP: manager.group,
    AZURE_WORKSPACE_NAME: manager.workspace,
  };
  return {
    manager,
    home,
    secrets: [azurite.key, CLIENT_SECRET],
    run: (args, options = {}) => runCli(args, { home: options.home ?? home, env: { ...env, ...options.env } }),
  };
}

const json = (result: CliResult): SyncResult => JSON.parse(result.stdout) as SyncResult;

describe('moodline with a workspace', () => {
  it('uploads, promotes, and another machine gets it; a start with nothing new asks once', async () => {
    const { manager, secrets, run } = await makePlace();
    manager.register('emotion-clf-baseline', '23', { modelUri: manager.modelUri('LocalUpload/old/baseline_weights.pt') });
    const model = join(await temporaryFolder(), 'model');
    await writeModel(model, 'dynamic', '1', { value: 3 });
    const before = await run(['sync', 'check', '--channel', 'baseline', '--json', '--verbose']);
    expect(json(before).channels.baseline?.note).toContain('v23 is a PyTorch model');
    const upload = await run(['sync', 'upload', '--weights', model, '--f1_score', '0.9', '--note', 'spring videos', '--json']);
    expect(json(upload)).toMatchObject({ outcome: 'uploaded', channels: { dynamic: { to_version: '1' } }, error: null });
    const promote = await run(['sync', 'promote', '--reason', 'better', '--json']);
    expect(json(promote)).toMatchObject({ outcome: 'promoted', channels: { baseline: { to_version: '24' } }, error: null });

    const tagsOf = (name: string): unknown => manager.versions.findLast(({ model: each }) => each === name)?.properties.tags;
    const about = { notes: 'spring videos', published_by: CLIENT_ID };
    expect(tagsOf('emotion-clf-dynamic')).toMatchObject(about);
    expect(tagsOf('emotion-clf-baseline')).toMatchObject({ ...about, promotion_reason: 'better', promoted_from_dynamic: '1' });

    const home = await temporaryFolder();
    const download = await run(['sync', 'download', '--channel', 'baseline', '--json'], { home });
    expect(json(download)).toMatchObject({ outcome: 'updated', channels: { baseline: { from_version: '1', to_version: '24' } } });
    manager.log.length = 0;
    const again = await run(['sync', 'download', '--channel', 'baseline', '--json'], { home });
    expect(json(again)).toMatchObject({ outcome: 'up_to_date', requests: 1 });
    expect(manager.log).toHaveLength(1);
    const shown = [before, upload, promote, download, again].map(({ stdout, stderr }) => stdout + stderr).join('\n');
    expect(secrets.filter((secret) => shown.includes(secret))).toEqual([]);
  });

  it('is examined link by link, and the first broken one says how to mend it', async () => {
    const { manager, secrets, run } = await makePlace();
    const whole = await run(['doctor', '--json']);
    const results = JSON.parse(whole.stdout) as { check: string; ok: boolean; message: string }[];
    expect(
      results.filter(({ check }) => check.startsWith('registry') || check === 'credentials').map(({ check, ok }) => [check, ok]),
    ).toEqual([
      ['registry', true],
      ['credentials', true],
      ['registry token', true],
      ['registry workspace', true],
      ['registry datastore', true],
      ['registry container', true],
      ['registry read', true],
      ['registry write', true],
    ]);
    expect(results.at(-1)?.message).toContain('allowed');

    const last = async (env?: NodeJS.ProcessEnv): Promise<{ check: string; ok: boolean; message: string } | undefined> => {
      const { stdout } = await run(['doctor', '--json'], env ? { env } : {});
      expect(secrets.filter((secret) => stdout.includes(secret))).toEqual([]);
      return (JSON.parse(stdout) as typeof results).at(-1);
    };
    expect(await last({ AZURE_WORKSPACE_NAME: '' })).toMatchObject({
      check: 'registry',
      ok: false,
      message: expect.stringContaining('AZURE_WORKSPACE_NAME'),
    });
    expect(await last({ AZURE_CLIENT_SECRET: 'wrong' })).toMatchObject({
      check: 'registry token',
      ok: false,
      message: expect.stringContaining('AZURE_CLIENT_SECRET'),
    });
    expect(await last({ AZURE_RESOURCE_GROUP: 'nowhere' })).toMatchObject({
      check: 'registry workspace',
      ok: false,
      message: expect.stringContaining('AZURE_RESOURCE_GROUP'),
    });
    Object.assign(manager.datastore, { containerName: 'gone' });
    expect(await last()).toMatchObject({
      check: 'registry container',
      ok: false,
      message: expect.stringContaining('a container that is not there'),
    });
    Object.assign(manager.datastore, { datastoreType: 'AzureFile' });
    expect(await last()).toMatchObject({ check: 'registry datastore', ok: false, message: expect.stringContaining('AzureFile') });
  }, 120_000);
});
