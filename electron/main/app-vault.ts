/** Keeps the app's sign-in by the system's own secret store; where there is none, in memory. */

import { join } from 'node:path';
import type { SafeStorage } from 'electron';
import { AUTH_FOLDER } from '../core/auth/key-file-protection.ts';
import type { TokenProtection, TokenVault } from '../core/auth/token-vault.ts';
import { createTokenVault } from '../core/auth/token-vault.ts';

type SecretStore = Pick<SafeStorage, 'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync'> &
  Partial<Pick<SafeStorage, 'getSelectedStorageBackend'>>;

/** Backends of Linux whose key is known to everyone, or not chosen yet. */
const OPEN_BACKENDS: readonly string[] = ['basic_text', 'unknown'];

/** The app's vault in a data folder; the command line has its own. The app must be ready. */
export async function openAppVault(home: string, safeStorage: SecretStore): Promise<TokenVault> {
  return createTokenVault({ file: join(home, AUTH_FOLDER, 'app.tokens'), protection: await findProtection(safeStorage) });
}

async function findProtection(safeStorage: SecretStore): Promise<TokenProtection | null> {
  // Only Linux has more than one backend, and the call.
  const backend = safeStorage.getSelectedStorageBackend?.();
  if (backend !== undefined && OPEN_BACKENDS.includes(backend)) return null;
  if (!(await safeStorage.isAsyncEncryptionAvailable().catch(() => false))) return null;
  return {
    encrypt: (text) => safeStorage.encryptStringAsync(text),
    // What was written under an older key is written anew at the next change, which a token brings within the hour.
    decrypt: async (bytes) => (await safeStorage.decryptStringAsync(Buffer.from(bytes))).result,
  };
}
