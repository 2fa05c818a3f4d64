/** Keeps the sign-in between runs: the token cache in a file that is encrypted, or in memory where nothing can protect a file. */

import { chmod, mkdir, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writeOutput } from '../write-output.ts';

/** Encrypts what is kept; decrypt rejects when the text was changed or belongs to another key. */
export interface TokenProtection {
  readonly encrypt: (text: string) => Promise<Uint8Array>;
  readonly decrypt: (bytes: Uint8Array) => Promise<string>;
  /** Throws the key away, where it is ours to throw away. */
  readonly forget?: () => Promise<void>;
}

export interface TokenVault {
  /** What is kept now, as JSON; read anew each time, since another process may have signed in or out, or refreshed. */
  readonly read: () => Promise<string>;
  /** Throws `disk_full` or `home_unusable`. */
  readonly write: (text: string) => Promise<void>;
  /** False: the sign-in lasts until the program ends. */
  readonly isPersistent: boolean;
  /** Removes everything that was kept. */
  readonly clear: () => Promise<void>;
}

export interface TokenVaultDeps {
  readonly file: string;
  /** Null: nothing protects a file here, so none is written. */
  readonly protection: TokenProtection | null;
}

const EMPTY = '{}';

/** A vault over one file. A file that can't be decrypted counts as empty: the person signs in again. */
export function createTokenVault({ file, protection }: TokenVaultDeps): TokenVault {
  let inMemory = EMPTY;

  async function read(): Promise<string> {
    if (!protection) return inMemory;
    try {
      const text = await protection.decrypt(await readFile(file));
      JSON.parse(text);
      return text;
    } catch {
      return EMPTY;
    }
  }

  async function write(text: string): Promise<void> {
    inMemory = text;
    if (!protection) return;
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await writeOutput(file, await protection.encrypt(text), 'home_unusable');
    await chmod(file, 0o600);
  }

  return {
    isPersistent: protection !== null,
    read,
    write,
    async clear() {
      inMemory = EMPTY;
      await rm(file, { force: true });
      await protection?.forget?.();
    },
  };
}
