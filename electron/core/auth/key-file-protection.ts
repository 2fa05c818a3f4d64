/** Protects the command line's sign-in by a key file that only its owner may read. */

import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileErrorCode, toWriteError } from '../file-errors.ts';
import type { TokenProtection, TokenVault } from './token-vault.ts';
import { createTokenVault } from './token-vault.ts';

/** The folder in the data folder for what belongs to the sign-in. */
export const AUTH_FOLDER = '.auth';
const ALGORITHM = 'aes-256-gcm';
const KEY_BYTES = 32;
/** What GCM is made for (NIST SP 800-38D, 5.2.1.1). */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** The vault of the command line; the app has its own, since its key is another. */
export function createCommandLineVault(home: string): TokenVault {
  const folder = join(home, AUTH_FOLDER);
  return createTokenVault({
    file: join(folder, 'command-line.tokens'),
    protection: createKeyFileProtection(join(folder, 'command-line.key')),
  });
}

/**
 * AES-256-GCM under a random key in `keyFile`, made at first use with mode 0600. On Windows the mode says nothing; there the data folder lies in
 * the person's own profile.
 */
export function createKeyFileProtection(keyFile: string): TokenProtection {
  async function readKey(): Promise<Buffer> {
    const key = await readFile(keyFile);
    if (key.length !== KEY_BYTES) throw new Error('The key file is damaged.');
    // A copy or a restored backup may have come with wider rights.
    if (process.platform !== 'win32' && ((await stat(keyFile)).mode & 0o077) !== 0) await chmod(keyFile, 0o600);
    return key;
  }

  async function makeKey(): Promise<Buffer> {
    try {
      await mkdir(dirname(keyFile), { recursive: true, mode: 0o700 });
      // Two processes may be here at once; the one that loses takes the other's key.
      await writeFile(keyFile, randomBytes(KEY_BYTES), { mode: 0o600, flag: 'wx' });
      return await readKey();
    } catch (error) {
      if (fileErrorCode(error) === 'EEXIST') return readKey();
      throw toWriteError(error, keyFile, 'home_unusable');
    }
  }

  async function readOrMakeKey(): Promise<Buffer> {
    try {
      return await readKey();
    } catch (error) {
      // A damaged key opens nothing any more.
      if (fileErrorCode(error) !== 'ENOENT') await rm(keyFile, { force: true });
      return makeKey();
    }
  }

  return {
    async encrypt(text) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(ALGORITHM, await readOrMakeKey(), nonce);
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), body]);
    },
    async decrypt(bytes) {
      const decipher = createDecipheriv(ALGORITHM, await readKey(), bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
      decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8');
    },
    forget: () => rm(keyFile, { force: true }),
  };
}
