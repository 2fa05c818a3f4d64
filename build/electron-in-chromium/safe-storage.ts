/**
 * Electron's `safeStorage` as it is on a Linux without a secret store: backend `basic_text`, whose key is known to everyone.
 * It hides text from a glance and protects it from nobody; an app has to ask for the backend and treat it so.
 */

import { createCipheriv, createDecipheriv, pbkdf2Sync } from 'node:crypto';
import { isBrowserStarted } from './host.ts';

/** Chromium's "v10" (components/os_crypt/common and sync): AES-128-CBC, a fixed password and salt, one round, an IV of spaces. */
const PREFIX = Buffer.from('v10');
const CIPHER = 'aes-128-cbc';
const KEY_BYTES = 16;
const IV = Buffer.alloc(KEY_BYTES, ' ');
const key = (): Buffer => pbkdf2Sync('peanuts', 'saltysalt', 1, KEY_BYTES, 'sha1');

let isPlainTextAllowed = false;

function encrypt(text: string): Buffer {
  const cipher = createCipheriv(CIPHER, key(), IV);
  return Buffer.concat([PREFIX, cipher.update(text, 'utf8'), cipher.final()]);
}

function decrypt(encrypted: Uint8Array): string {
  const bytes = Buffer.from(encrypted);
  if (!bytes.subarray(0, PREFIX.length).equals(PREFIX)) throw new Error('Error while decrypting the ciphertext: it has no known version.');
  const decipher = createDecipheriv(CIPHER, key(), IV);
  return Buffer.concat([decipher.update(bytes.subarray(PREFIX.length)), decipher.final()]).toString('utf8');
}

function requireReady(): void {
  if (!isBrowserStarted()) throw new Error('safeStorage cannot be used before app is ready');
}

/** https://www.electronjs.org/docs/latest/api/safe-storage */
export const safeStorage = {
  getSelectedStorageBackend: (): 'basic_text' | 'unknown' => (isBrowserStarted() ? 'basic_text' : 'unknown'),
  async isAsyncEncryptionAvailable(): Promise<boolean> {
    requireReady();
    return true;
  },
  async encryptStringAsync(text: string): Promise<Buffer> {
    requireReady();
    return encrypt(text);
  },
  async decryptStringAsync(encrypted: Uint8Array): Promise<{ readonly shouldReEncrypt: boolean; readonly result: string }> {
    requireReady();
    return { shouldReEncrypt: false, result: decrypt(encrypted) };
  },

  /** The synchronous calls refuse without a secret store, until the app asks for plain text. */
  setUsePlainTextEncryption(isAllowed: boolean): void {
    isPlainTextAllowed = isAllowed;
  },
  isEncryptionAvailable: (): boolean => isBrowserStarted() && isPlainTextAllowed,
  encryptString(text: string): Buffer {
    if (!safeStorage.isEncryptionAvailable()) throw new Error('Error while encrypting the text: encryption is not available.');
    return encrypt(text);
  },
  decryptString(encrypted: Uint8Array): string {
    if (!safeStorage.isEncryptionAvailable()) throw new Error('Error while decrypting the ciphertext: decryption is not available.');
    return decrypt(encrypted);
  },
};
