import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { SyncResult } from '../../../shared/sync.ts';
import { startAzurite } from '../../helpers/azurite.ts';
import { publishPlainly, writeModel } from '../../helpers/plain-version.ts';
import type { CliResult } from '../../helpers/run-cli.ts';
import { runCli } from '../../helpers/run-cli.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

interface Place {
  readonly registry: string;
  readonly home: string;
  readonly run: (...args: readonly string[]) => Promise<CliResult>;
}

async function makePlace(): Promise<Place> {
  const folder = await temporaryFolder();
  const [registry, home] = [join(folder, 'registry'), join(folder, 'home')];
  await mkdir(registry);
  return { registry, home, run: (...args) => runCli([...args, '--registry', pathToFileURL(registry).href], { home }) };
}

const json = (result: CliResult): SyncResult => JSON.parse(result.stdout) as SyncResult;

describe('moodline sync', () => {
  it('finds, fetches, goes back and forth, as words and as flags', async () => {
    const { registry, home, run } = await makePlace();
    await publishPlainly(registry, 'baseline', '2', { value: 2 });
    const check = await run('sync', 'check', '--json');
    expect(check.status).toBe(0);
    expect(json(check)).toMatchObject({
      operation: 'check',
      outcome: 'available',
      channels: {
        baseline: { from_version: '1', to_version: null, available: '2' },
        dynamic: { from_version: null, to_version: null, available: null },
      },
      error: null,
    });
    const text = await run('sync', 'check', '--channel', 'baseline');
    expect(text.stdout).toMatch(/v1 installed · v2 is available \(.*, 0\.\d MB|\d+(?:\.\d)? [kM]B, \d+(?:\.\d)? k?B of them to fetch\)/u);
    const download = await run('sync', '--operation', 'download');
    expect(download).toMatchObject({ status: 0, stdout: expect.stringMatching(/baseline +v1 → v2, installed/u) });
    expect(download.stderr).toMatch(/Fetching baseline v2/u);
    const predicted = await runCli(['predict', '-', '--json', '--offline'], { home, input: 'We won the match.' });
    expect(JSON.parse(predicted.stdout)).toMatchObject({ model: { channel: 'baseline', version: '2' } });
    expect(await run('sync', 'rollback')).toMatchObject({ status: 0, stdout: expect.stringMatching(/v2 → v1, rolled back/u) });
    const held = await run('sync', 'download', '--channel', 'baseline');
    expect(held).toMatchObject({ status: 1, stderr: expect.stringContaining('error[version_held]') });
    expect(await run('sync', 'release')).toMatchObject({ status: 0 });
    expect(json(await run('sync', 'download', '--json', '--channel', 'baseline'))).toMatchObject({ outcome: 'updated' });
    const status = await run('sync', 'status', '--json');
    expect(JSON.parse(status.stdout)).toEqual(JSON.parse(await readFile(join(home, 'weights', 'sync_status.json'), 'utf8')));
    expect(JSON.parse(status.stdout)).toMatchObject({ local: { baseline_version: '2' }, azure_available: true });
  });

  it('makes any version the current one, and holds what is newer', async () => {
    const { registry, run } = await makePlace();
    for (const version of ['2', '3', '4']) await publishPlainly(registry, 'baseline', version, { value: Number(version) });
    await run('sync', 'download', '--channel', 'baseline');
    const chosen = await run('sync', 'download', '--channel', 'baseline', '--version', '2', '--json');
    expect(json(chosen)).toMatchObject({ outcome: 'updated', channels: { baseline: { from_version: '4', to_version: '2' } }, error: null });
    expect(await run('sync', 'download', '--channel', 'baseline')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('error[version_held]'),
    });
    const runs = JSON.parse((await run('history', '--json')).stdout) as { note: string }[];
    expect(runs.map(({ note }) => note)).toContainEqual(expect.stringMatching(/^Chosen by hand\. Version 4 is held/u));
    const text = await run('sync', 'download', '--channel', 'baseline', '--version', '4');
    expect(text.stdout).toMatch(/v2 → v4, installed/u);
    expect(await run('sync', 'download', '--channel', 'baseline', '--version', '999')).toMatchObject({
      status: 4,
      stderr: expect.stringMatching(/^error\[version_unknown\]: Version 999 of the baseline model /mu),
    });
  });

  it.each([
    ['a version without its channel', ['download', '--version', '2']],
    ['a version with another operation', ['check', '--channel', 'baseline', '--version', '2']],
    ['a version with force', ['download', '--channel', 'baseline', '--version', '2', '--force']],
    ['a version that is none', ['download', '--channel', 'baseline', '--version', '../2']],
    ['a note with another operation', ['promote', '--note', 'x']],
    ['a note as long as a page', ['upload', '--note', 'x'.repeat(257)]],
  ])('refuses %s', async (_name, args) => {
    const { run } = await makePlace();
    expect(await run('sync', ...args)).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('error[usage]') });
  });

  it('publishes a model made elsewhere, promotes it, and another machine gets it', async () => {
    const { registry, run } = await makePlace();
    const model = join(await temporaryFolder(), 'model');
    await writeModel(model, 'baseline', '1', { value: 3 });
    const upload = await run('sync', '--operation', 'upload', '--weights', model, '--f1_score', '0.9', '--json');
    expect(upload.stderr).not.toContain('error[');
    expect(json(upload)).toMatchObject({ operation: 'upload', outcome: 'uploaded', channels: { dynamic: { to_version: '1' } } });
    const promote = await run('sync', 'promote', '--reason', 'it is better', '--json');
    expect(json(promote)).toMatchObject({ operation: 'promote', outcome: 'promoted', channels: { baseline: { to_version: '2' } } });
    const other = await temporaryFolder();
    const download = await runCli(['sync', 'download', '--registry', pathToFileURL(registry).href, '--json'], { home: other });
    expect(json(download)).toMatchObject({
      outcome: 'updated',
      channels: { baseline: { from_version: '1', to_version: '2' }, dynamic: { from_version: null, to_version: '1' } },
    });
  });

  it('does the same with a container, by a signature and by a connection string, and shows neither', async () => {
    const azurite = await startAzurite();
    onTestFinished(() => azurite.stop());
    await azurite.createContainer('models');
    const model = join(await temporaryFolder(), 'model');
    await writeModel(model, 'dynamic', '1', { value: 3 });
    const home = await temporaryFolder();
    const signed = azurite.signedUrl('models');
    const outputs = [await runCli(['sync', 'upload', '--weights', model, '--registry', signed, '--json', '--verbose'], { home })];
    outputs.push(await runCli(['sync', 'promote', '--registry', signed, '--json'], { home }));
    const variables = { MOODLINE_REGISTRY: azurite.containerUrl('models'), AZURE_STORAGE_CONNECTION_STRING: azurite.connectionString };
    const other = await temporaryFolder();
    const download = await runCli(['sync', 'download', '--json', '--verbose'], { home: other, env: variables });
    expect(json(download)).toMatchObject({
      outcome: 'updated',
      channels: { baseline: { from_version: '1', to_version: '2' }, dynamic: { to_version: '1' } },
    });
    const again = await runCli(['sync', 'check', '--channel', 'baseline', '--json'], { home: other, env: variables });
    expect(json(again)).toMatchObject({ outcome: 'up_to_date', requests: 1 });
    outputs.push(download, again, await runCli(['sync', 'status', '--json'], { home: other, env: variables }));
    outputs.push(await runCli(['doctor', '--json'], { home: await temporaryFolder(), env: variables }));
    const signature = new URL(signed).searchParams.get('sig') ?? 'there is one';
    for (const { status, stdout, stderr } of outputs) {
      expect(status).toBe(0);
      for (const secret of [signature, encodeURIComponent(signature), azurite.key]) expect(stdout + stderr).not.toContain(secret);
    }
    expect(outputs.at(-1)?.stdout).toContain('allowed: models can be published from here');
  });

  it('has the exit statuses that were promised', async () => {
    const { home, run } = await makePlace();
    const none = await runCli(['sync', 'check', '--json'], { home });
    expect(none).toMatchObject({ status: 3, stderr: expect.stringMatching(/^error\[registry_not_configured\]: /mu) });
    expect(JSON.parse(none.stdout)).toMatchObject({ error: { code: 'registry_not_configured' } });
    const gone = ['--registry', 'http://127.0.0.1:9/devstoreaccount1/models'];
    expect(await runCli(['sync', 'check', ...gone], { home })).toMatchObject({
      status: 3,
      stderr: expect.stringContaining('error[registry_unreachable]'),
    });
    expect(await run('sync', 'check', '--offline')).toMatchObject({ status: 3, stderr: expect.stringContaining('error[offline_chosen]') });
    expect(await run('sync', 'frobnicate')).toMatchObject({ status: 2, stderr: expect.stringContaining('error[usage]') });
    expect(await run('sync', 'check', '--operation', 'download')).toMatchObject({ status: 2 });
    expect(await run('sync', 'check', '--weights', 'x')).toMatchObject({ status: 2 });
    expect(await run('sync', 'upload', '--f1_score', '87')).toMatchObject({ status: 2 });
    expect(await run('sync', 'upload')).toMatchObject({ status: 1, stderr: expect.stringContaining('error[nothing_to_upload]') });
    expect(await run('sync', 'rollback')).toMatchObject({ status: 1, stderr: expect.stringContaining('error[no_previous_version]') });
    expect(await runCli(['sync'], { home })).toMatchObject({ status: 0, stdout: expect.stringContaining('none is configured') });
  });

  it('takes turns with another one on the same data folder', async () => {
    const { registry, run } = await makePlace();
    await publishPlainly(registry, 'baseline', '2', { value: 2 });
    const both = await Promise.all([1, 2].map(() => run('sync', 'download', '--channel', 'baseline', '--json')));
    expect(both.map(({ status }) => status)).toEqual([0, 0]);
    expect(both.map((result) => json(result).outcome).toSorted()).toEqual(['up_to_date', 'updated']);
  });

  it('prints progress and remarks to standard error only', async () => {
    const { registry, run } = await makePlace();
    await publishPlainly(registry, 'baseline', '2', { value: 2 });
    const result = await run('sync', 'download', '--json');
    expect(() => JSON.parse(result.stdout) as unknown).not.toThrow();
    expect(result.stderr).toContain('Fetching');
    const quiet = await run('sync', 'check', '--quiet');
    expect(quiet.stderr).toBe('');
  });
});

describe('a prediction with a registry', () => {
  it('prints first, and installs what is newer afterwards', async () => {
    const { registry, run } = await makePlace();
    await publishPlainly(registry, 'baseline', '2', { value: 2 });
    const text = join(await temporaryFolder(), 'talk.txt');
    await writeFile(text, 'We won the match.');
    const first = await run('predict', text, '--json');
    expect(first.status).toBe(0);
    expect(JSON.parse(first.stdout)).toMatchObject({ model: { version: '1' } });
    expect(first.stderr).toContain('baseline v2 is installed; the next prediction uses it');
    expect(JSON.parse((await run('predict', text, '--json')).stdout)).toMatchObject({ model: { version: '2' } });
    const history = JSON.parse((await run('history', '--json')).stdout);
    expect(history).toMatchObject([
      { trigger: 'prediction', operation: 'download', outcome: 'up_to_date', requests: 1 },
      { trigger: 'prediction', operation: 'download', outcome: 'updated', from_version: '1', to_version: '2' },
    ]);
  });

  it('is done, and quiet, when the registry can’t be reached', async () => {
    const home = await temporaryFolder();
    const result = await runCli(['predict', '-', '--json', '--registry', 'http://127.0.0.1:9/devstoreaccount1/models'], {
      home,
      input: 'We won the match.',
    });
    expect(result).toMatchObject({ status: 0, stderr: '' });
  });

  it('ends after 5 s when the registry does not answer, and records that it was cut off', async () => {
    const server = createServer(() => {});
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    onTestFinished(() => server.closeAllConnections());
    const home = await temporaryFolder();
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/devstoreaccount1/models`;
    const result = await runCli(['predict', '-', '--json', '--registry', address], { home, input: 'We won the match.' });
    expect(result).toMatchObject({ status: 0, stderr: '' });
    expect(JSON.parse((await runCli(['history', '--json'], { home })).stdout)).toMatchObject([
      { trigger: 'prediction', outcome: 'cancelled', error: { code: 'cancelled', message: expect.stringContaining('Cut off after 5 s') } },
    ]);
  });

  it('does not ask where the setting is off', async () => {
    const { registry, run } = await makePlace();
    await publishPlainly(registry, 'baseline', '2', { value: 2 });
    await run('config', 'set', 'sync_on_model_load', 'false');
    const text = join(await temporaryFolder(), 'talk.txt');
    await writeFile(text, 'We won the match.');
    await run('predict', text, '--json');
    expect(JSON.parse((await run('history', '--json')).stdout)).toEqual([]);
  });

  it('mends a broken model by itself, once, and says so', async () => {
    const home = await temporaryFolder();
    await runCli(['predict', '-', '--json'], { home, input: 'We won the match.' });
    await writeFile(join(home, 'weights', 'baseline_weights.onnx'), 'damaged');
    const result = await runCli(['predict', '-', '--json'], { home, input: 'We won the match.' });
    expect(result.status).toBe(0);
    expect(result.stderr).toMatch(/is mended: baseline v1 is used/u);
  });
});
