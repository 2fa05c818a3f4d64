import { chmod, mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Authority } from '../../helpers/authority.ts';
import { CLIENT_ID, CLIENT_SECRET, startAuthority } from '../../helpers/authority.ts';
import { writeCertificate } from '../../helpers/certificate.ts';
import { versionFolder, writeModel } from '../../helpers/plain-version.ts';
import type { CliResult } from '../../helpers/run-cli.ts';
import { runCli } from '../../helpers/run-cli.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

/** A browser in which the person accepts: it loads the page and sends its form. */
const BROWSER = `
const page = await (await fetch(process.argv[2])).text();
const action = /action="([^"]+)"/.exec(page)[1].replace('localhost', '127.0.0.1');
const body = new URLSearchParams([...page.matchAll(/name="(\\w+)" value="([^"]*)"/g)].map((match) => match.slice(1)));
await fetch(action, { method: 'POST', body });
`;

interface Setup {
  readonly home: string;
  readonly authority: Authority;
  readonly run: (
    args: readonly string[],
    change?: { readonly env?: NodeJS.ProcessEnv; readonly onStderr?: (text: string) => void },
  ) => Promise<CliResult>;
}

async function setUp(): Promise<Setup> {
  const [home, tools, authority] = await Promise.all([temporaryFolder(), temporaryFolder(), startAuthority()]);
  const { certFile } = await writeCertificate(tools);
  const browser = join(tools, 'browser');
  await writeFile(join(tools, 'browser.mjs'), BROWSER);
  await writeFile(browser, `#!/bin/sh\nexec '${process.execPath}' '${join(tools, 'browser.mjs')}' "$1"\n`);
  await chmod(browser, 0o755);
  const env = {
    NODE_EXTRA_CA_CERTS: certFile,
    MOODLINE_AUTHORITY: authority.origin,
    AZURE_CLIENT_ID: CLIENT_ID,
    // The desktop's own opener asks this one first.
    BROWSER: browser,
  };
  return { home, authority, run: (args, change = {}) => runCli(args, { home, ...change, env: { ...env, ...change.env } }) };
}

/** Every file of the data folder, as one text. */
async function readEverything(home: string): Promise<string> {
  const entries = await readdir(home, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return (await Promise.all(files.map((entry) => readFile(join(entry.parentPath, entry.name), 'latin1')))).join('\n');
}

function expectNoSecret(text: string, authority: Authority): void {
  expect(authority.secrets.filter((secret) => text.includes(secret))).toEqual([]);
}

// Only Linux has a desktop opener that a test can point at a browser of its own.
const isLinux = process.platform === 'linux';

describe('moodline login', () => {
  it.runIf(isLinux)('signs in by the browser, and logout forgets it', async () => {
    const { home, authority, run } = await setUp();
    const login = await run(['login', '--verbose']);
    expect(login).toMatchObject({ status: 0, stdout: 'Signed in as ada@example.org.\n' });
    expect(authority.secrets.length).toBeGreaterThan(3);
    expectNoSecret(login.stdout + login.stderr + (await readEverything(home)), authority);
    expect(await run(['logout', '--json'])).toMatchObject({
      status: 0,
      stdout: '{"account":null,"signed_out":"ada@example.org"}\n',
    });
    expect(await readdir(join(home, '.auth'))).toEqual([]);
    expect((await run(['logout'])).stdout).toContain('Nobody is signed in');
  });

  it.runIf(isLinux)('puts the name of who signed in on what they publish', async () => {
    const { authority, run } = await setUp();
    const folder = await temporaryFolder();
    const [model, registry] = [join(folder, 'model'), join(folder, 'registry')];
    await mkdir(registry);
    await writeModel(model, 'dynamic', '1', { value: 3 });
    await run(['login']);
    await run(['sync', 'upload', '--weights', model, '--registry', pathToFileURL(registry).href]);
    const manifest = await readFile(join(versionFolder(registry, 'dynamic', '1'), 'manifest.json'), 'utf8');
    expect(JSON.parse(manifest)).toMatchObject({ tags: { published_by: 'ada@example.org' } });
    expectNoSecret(manifest, authority);
  });

  it('signs in by a code, which is shown even with --quiet and --json', async () => {
    const { home, authority, run } = await setUp();
    const { status, stdout, stderr } = await run(['login', '--device', '--json', '--quiet'], {
      onStderr(text) {
        const code = /code ([0-9A-F]{8})/u.exec(text)?.[1];
        if (code) authority.approveDevice(code);
      },
    });
    expect({ status, stdout }).toEqual({ status: 0, stdout: '{"account":"ada@example.org"}\n' });
    expect(stderr).toContain(`${authority.origin}/device`);
    expectNoSecret(stdout + stderr + (await readEverything(home)), authority);
  });

  it('signs in with the app registration of the settings where the environment names none', async () => {
    const { authority, run } = await setUp();
    const env = { AZURE_CLIENT_ID: '', AZURE_TENANT_ID: '' };
    await run(['config', 'set', 'sign_in.client_id', CLIENT_ID]);
    await run(['config', 'set', 'sign_in.tenant_id', 'contoso.example']);
    const { stdout } = await run(['login', '--device'], {
      env,
      onStderr(text) {
        const code = /code ([0-9A-F]{8})/u.exec(text)?.[1];
        if (code) authority.approveDevice(code);
      },
    });
    expect(stdout).toBe('Signed in as ada@example.org.\n');
    expect(authority.log.filter((line) => !line.includes('/contoso.example/'))).toEqual([]);
  });

  it.each([
    ['offline is chosen', ['--offline'], {}, 'offline_chosen'],
    ['no app is registered', [], { AZURE_CLIENT_ID: '' }, 'sign_in_failed'],
    ['a service principal is configured', [], { AZURE_CLIENT_SECRET: CLIENT_SECRET }, 'sign_in_failed'],
    ['the sign-in server can’t be reached', ['--device'], { MOODLINE_AUTHORITY: 'https://127.0.0.1:1' }, 'registry_unreachable'],
  ])('says what to do when %s', async (_name, args, env, code) => {
    const { authority, run } = await setUp();
    const { status, stdout, stderr } = await run(['login', '--verbose', '--json', ...args], { env });
    expect(status).toBe(code === 'sign_in_failed' ? 1 : 3);
    expect(stderr).toContain(`error[${code}]: `);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code } });
    expectNoSecret(stdout + stderr, authority);
    expect(authority.log).toEqual([]);
  });

  it('says it when the sign-in server’s certificate is not trusted', async () => {
    const { run } = await setUp();
    const { status, stderr } = await run(['login', '--device'], { env: { NODE_EXTRA_CA_CERTS: '' } });
    expect(status).toBe(3);
    expect(stderr).toMatch(/error\[registry_unreachable\]: .*(SELF_SIGNED|UNABLE_TO_VERIFY|certificate)/u);
  });
});

describe('moodline login --help and logout --help', () => {
  it.each(['login', 'logout'])('shows examples and what %s needs', async (command) => {
    const { status, stdout, stderr } = await runCli([command, '--help'], { home: await temporaryFolder() });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/Examples:[^]*AZURE_CLIENT_ID/u);
  });
});

describe('moodline logout', () => {
  it.runIf(isLinux)('needs neither network nor configuration', async () => {
    const { authority, run } = await setUp();
    await run(['login']);
    await authority.close();
    const { status, stdout } = await run(['logout', '--offline'], { env: { AZURE_CLIENT_ID: '', MOODLINE_AUTHORITY: '' } });
    expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringContaining('nothing of a sign-in is kept here') });
    expect((await run(['logout'])).stdout).toContain('Nobody is signed in');
  });
});
