import { chmod, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createCommandLineVault, createKeyFileProtection } from '../../../electron/core/auth/key-file-protection.ts';
import { createTokenVault } from '../../../electron/core/auth/token-vault.ts';
import { copyData, eraseData } from '../../../electron/core/data/data-folder.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const TOKENS = JSON.stringify({ RefreshToken: { key: { secret: 'planted-refresh-token' } } });
const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;

describe('the command line’s vault', () => {
  it('keeps what was written for the next start, and nobody reads it in the files', async () => {
    const home = await temporaryFolder();
    expect(await createCommandLineVault(home).read()).toBe('{}');
    await createCommandLineVault(home).write(TOKENS);
    expect(await createCommandLineVault(home).read()).toBe(TOKENS);
    for (const name of await readdir(join(home, '.auth'))) {
      expect((await readFile(join(home, '.auth', name))).includes('planted')).toBe(false);
    }
  });

  it('lets only the owner read its folder and files', async () => {
    const home = await temporaryFolder();
    await createCommandLineVault(home).write(TOKENS);
    expect(await modeOf(join(home, '.auth'))).toBe(0o700);
    const names = await readdir(join(home, '.auth'));
    expect(names.toSorted()).toEqual(['command-line.key', 'command-line.tokens']);
    expect(await Promise.all(names.map((name) => modeOf(join(home, '.auth', name))))).toEqual([0o600, 0o600]);
  });

  it('takes rights away from a key file that others could read', async () => {
    const home = await temporaryFolder();
    await createCommandLineVault(home).write(TOKENS);
    await chmod(join(home, '.auth', 'command-line.key'), 0o644);
    expect(await createCommandLineVault(home).read()).toBe(TOKENS);
    expect(await modeOf(join(home, '.auth', 'command-line.key'))).toBe(0o600);
  });

  it.each(['command-line.key', 'command-line.tokens'])('counts as empty, and works again, after %s was damaged', async (name) => {
    const home = await temporaryFolder();
    const vault = createCommandLineVault(home);
    await vault.write(TOKENS);
    await writeFile(join(home, '.auth', name), 'damaged');
    expect(await vault.read()).toBe('{}');
    await vault.write(TOKENS);
    expect(await vault.read()).toBe(TOKENS);
  });

  it('notices every changed bit', async () => {
    const home = await temporaryFolder();
    const vault = createCommandLineVault(home);
    await vault.write(TOKENS);
    const file = join(home, '.auth', 'command-line.tokens');
    const whole = await readFile(file);
    for (let index = 0; index < whole.length; index += 1) {
      const changed = Buffer.from(whole);
      changed.writeUInt8(changed.readUInt8(index) ^ 1, index);
      await writeFile(file, changed);
      expect(await vault.read()).toBe('{}');
    }
  });

  it('makes one key when several processes need it first at the same time', async () => {
    const folder = await temporaryFolder();
    const protections = Array.from({ length: 8 }, () => createKeyFileProtection(join(folder, 'key')));
    const sealed = await Promise.all(protections.map((protection) => protection.encrypt(TOKENS)));
    const opened = await Promise.all(sealed.map((bytes) => createKeyFileProtection(join(folder, 'key')).decrypt(bytes)));
    expect(new Set(opened)).toEqual(new Set([TOKENS]));
  });

  it('is emptied with its key by clear, which may come twice', async () => {
    const home = await temporaryFolder();
    const vault = createCommandLineVault(home);
    await vault.write(TOKENS);
    await vault.clear();
    await vault.clear();
    expect(await readdir(join(home, '.auth'))).toEqual([]);
    expect(await vault.read()).toBe('{}');
  });

  it('is erased with the data and never copied with it', async () => {
    const [home, target] = [await temporaryFolder(), await temporaryFolder()];
    await createCommandLineVault(home).write(TOKENS);
    await writeFile(join(home, 'settings.json'), '{}');
    await copyData(home, target);
    expect(await readdir(target)).toEqual(['settings.json']);
    await eraseData(home);
    expect(await readdir(home)).toEqual([]);
  });
});

describe('a vault that nothing protects', () => {
  it('keeps in memory alone', async () => {
    const folder = await temporaryFolder();
    const vault = createTokenVault({ file: join(folder, 'tokens'), protection: null });
    await vault.write(TOKENS);
    expect(vault.isPersistent).toBe(false);
    expect(await vault.read()).toBe(TOKENS);
    expect(await readdir(folder)).toEqual([]);
    await vault.clear();
    expect(await vault.read()).toBe('{}');
  });
});
