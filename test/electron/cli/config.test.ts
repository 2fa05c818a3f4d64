import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli } from '../../helpers/run-cli.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const SECRET = 'c2VjcmV0LXNpZ25hdHVyZQ%3D%3D';
const SIGNED = `https://account.blob.core.windows.net/models?sv=2024-11-04&sr=c&sp=r&sig=${SECRET}`;

describe('moodline config', () => {
  it('lists all settings with their defaults', async () => {
    const home = await temporaryFolder();
    const { status, stdout } = await runCli(['config', 'list', '--json'], { home });
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      offline: false,
      registry: '',
      auto_sync: { auto_promote_threshold: 0.85, background_sync_enabled: false, background_sync_interval_minutes: 60 },
    });
    expect((await runCli(['config', 'list'], { home })).stdout).toMatch(/^auto_sync\.sync_on_model_load +true$/mu);
  });

  it('changes one setting, with its type, and keeps what it does not know', async () => {
    const home = await temporaryFolder();
    await writeFile(join(home, 'settings.json'), '{"theme": "dark", "from_a_later_version": 1}');
    expect((await runCli(['config', 'set', 'auto_sync.background_sync_interval_minutes', '15'], { home })).status).toBe(0);
    expect((await runCli(['config', 'set', 'background_sync_enabled', 'true', '--json'], { home })).stdout).toBe(
      '{\n  "auto_sync.background_sync_enabled": true\n}\n',
    );
    expect((await runCli(['config', 'get', 'auto_sync.background_sync_interval_minutes'], { home })).stdout).toBe('15\n');
    expect(JSON.parse(await readFile(join(home, 'settings.json'), 'utf8'))).toMatchObject({
      theme: 'dark',
      from_a_later_version: 1,
      auto_sync: { background_sync_enabled: true, background_sync_interval_minutes: 15 },
    });
  });

  it('takes the app registration of a sign-in, part by part', async () => {
    const home = await temporaryFolder();
    const id = '99999999-0000-0000-0000-00000000abcd';
    expect((await runCli(['config', 'set', 'sign_in.client_id', id], { home })).status).toBe(0);
    expect((await runCli(['config', 'set', 'sign_in.tenant_id', 'example.com'], { home })).status).toBe(0);
    expect((await runCli(['config', 'get', 'sign_in.client_id'], { home })).stdout).toBe(`${id}\n`);
    expect((await runCli(['config', 'set', 'sign_in.client_id', ''], { home })).status).toBe(0);
    expect(JSON.parse(await readFile(join(home, 'settings.json'), 'utf8'))).toMatchObject({
      sign_in: { client_id: '', tenant_id: 'example.com' },
    });
  });

  it('never shows a signature', async () => {
    const home = await temporaryFolder();
    const outputs = [
      await runCli(['config', 'set', 'registry', SIGNED, '--verbose'], { home }),
      await runCli(['config', 'get', 'registry'], { home }),
      await runCli(['config', 'get', 'registry', '--json'], { home }),
      await runCli(['config', 'list'], { home }),
      await runCli(['config', 'list', '--json', '--verbose'], { home }),
      await runCli(['sync', 'status', '--offline'], { home }),
      await runCli(['sync', 'status', '--offline', '--json'], { home }),
      await runCli(['sync', 'check', '--offline', '--json', '--verbose'], { home }),
      await runCli(['doctor', '--offline'], { home }),
      await runCli(['history', '--json'], { home }),
    ];
    for (const { stdout, stderr } of outputs) {
      expect(stdout + stderr).not.toContain(SECRET);
      expect(stdout + stderr).not.toContain(decodeURIComponent(SECRET));
    }
    expect(outputs[1]?.stdout).toContain('https://account.blob.core.windows.net/models');
    expect(await readFile(join(home, 'weights', 'sync_status.json'), 'utf8')).not.toContain(SECRET);
    // It is kept, though: it is what opens the registry.
    expect(await readFile(join(home, 'settings.json'), 'utf8')).toContain(SECRET);
  });

  it.each([
    [['set', 'offline', 'perhaps'], 1, 'settings_invalid'],
    [['set', 'auto_promote_threshold', '1.5'], 1, 'settings_invalid'],
    [['set', 'background_sync_interval_minutes', 'soon'], 1, 'settings_invalid'],
    [['set', 'registry', 'ftp://example.com/models'], 1, 'settings_invalid'],
    [['set', 'theme', 'pink'], 1, 'settings_invalid'],
    [['set', 'sign_in.client_id', 'my app'], 1, 'settings_invalid'],
    [['set', 'sign_in.tenant_id', 'my tenant'], 1, 'settings_invalid'],
    [['set', 'no_such_setting', '1'], 2, 'usage'],
    [['get', 'no_such_setting'], 2, 'usage'],
    [['set', 'theme'], 2, 'usage'],
    [[], 2, 'usage'],
  ])('refuses %j', async (args, status, code) => {
    const result = await runCli(['config', ...args], { home: await temporaryFolder() });
    expect(result).toMatchObject({ status, stderr: expect.stringContaining(`error[${code}]: `) });
  });
});
