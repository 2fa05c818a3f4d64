import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli } from '../../helpers/run-cli.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const SECRET = 'planted0secret0planted';
/** Nobody listens there, and each way of asking it holds the secret. */
const NOWHERE = 'http://127.0.0.1:1/devstoreaccount1/models';
const SIGNED = `${NOWHERE}?sv=2024-11-04&sp=rl&se=2099-01-01&sig=${SECRET}`;
const KEY = Buffer.from(SECRET).toString('base64');
const PRINCIPAL = {
  AZURE_TENANT_ID: 'tenant',
  AZURE_CLIENT_ID: 'app',
  AZURE_CLIENT_SECRET: SECRET,
  MOODLINE_AUTHORITY: 'https://127.0.0.1:1',
};

const WAYS: readonly (readonly [name: string, env: NodeJS.ProcessEnv])[] = [
  ['a SAS', { MOODLINE_REGISTRY: SIGNED }],
  ['a SAS in an address that is broken', { MOODLINE_REGISTRY: `http://127.0.0.1:1/a/b/c/d?sig=${SECRET}` }],
  [
    'an account key',
    {
      MOODLINE_REGISTRY: NOWHERE,
      AZURE_STORAGE_CONNECTION_STRING: `AccountName=devstoreaccount1;AccountKey=${KEY};BlobEndpoint=http://127.0.0.1:1/devstoreaccount1`,
    },
  ],
  [
    'an account key of another account',
    { MOODLINE_REGISTRY: NOWHERE, AZURE_STORAGE_CONNECTION_STRING: `AccountName=other;AccountKey=${KEY}` },
  ],
  ['a service principal', { MOODLINE_REGISTRY: 'https://127.0.0.1:1/devstoreaccount1/models', ...PRINCIPAL }],
  ['half a service principal', { MOODLINE_REGISTRY: NOWHERE, AZURE_CLIENT_SECRET: SECRET }],
  [
    'a proxy’s password',
    { MOODLINE_REGISTRY: 'http://models.invalid/devstoreaccount1/models', HTTP_PROXY: `http://me:${SECRET}@127.0.0.1:1` },
  ],
];

const COMMANDS: readonly (readonly string[])[] = [
  ['sync', 'status', '--json'],
  ['sync', 'check', '--verbose'],
  ['doctor', '--verbose'],
  ['history', '--json'],
  ['config', 'list'],
];

async function readEverything(home: string): Promise<string> {
  const entries = await readdir(home, { recursive: true, withFileTypes: true });
  const texts = entries.filter((entry) => entry.isFile() && !entry.name.endsWith('.onnx'));
  return (await Promise.all(texts.map((entry) => readFile(join(entry.parentPath, entry.name), 'latin1')))).join('\n');
}

describe('a secret of the configuration', () => {
  it.each(WAYS)('is in no output and no file, even when everything fails: %s', { timeout: 120_000 }, async (_name, env) => {
    const home = await temporaryFolder();
    // Most of the time they wait for nobody: together they wait once.
    const results = await Promise.all(COMMANDS.map((args) => runCli(args, { home, env })));
    const output = results.map(({ stdout, stderr }) => `${stdout}\n${stderr}`).join('\n');
    // Something was said, and something was kept.
    expect(output).toContain('registry');
    const kept = await readEverything(home);
    expect(kept).toContain('auto_download_on_startup');
    for (const secret of [SECRET, KEY, encodeURIComponent(KEY)]) {
      expect(output).not.toContain(secret);
      expect(kept).not.toContain(secret);
    }
  });

  it('in the settings is shown to nobody', async () => {
    const home = await temporaryFolder();
    const set = await runCli(['config', 'set', 'registry', SIGNED], { home });
    expect(set.status).toBe(0);
    const results = await Promise.all([['config', 'get', 'registry'], ...COMMANDS].map((args) => runCli(args, { home })));
    const output = [set, ...results].map(({ stdout, stderr }) => `${stdout}\n${stderr}`).join('\n');
    expect(output).toContain(NOWHERE);
    expect(output).not.toContain(SECRET);
    expect(await readFile(join(home, 'weights', 'sync_status.json'), 'utf8')).not.toContain(SECRET);
  });
});
