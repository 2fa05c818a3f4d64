/** The registry in a folder, with real files. */

import { mkdir, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { withFolderLock } from '../../../electron/core/registry/folder-lock.ts';
import { createFolderRegistry } from '../../../electron/core/registry/folder-registry.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { describeRegistry, failureOf } from './conformance.ts';
import type { RegistryUnderTest } from './conformance.ts';
import { makeBytes, writePublishable } from './publishable-model.ts';

async function makeFolder(): Promise<RegistryUnderTest & { readonly folder: string }> {
  const folder = await temporaryFolder();
  return {
    folder,
    registry: createFolderRegistry({ folder, address: pathToFileURL(folder).href }),
    write: async (path, content) => {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), content);
    },
    read: (path) => readFile(join(folder, path)),
    list: async () => {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true });
      return entries
        .filter((entry) => entry.isFile())
        .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll(sep, '/'));
    },
  };
}

describeRegistry('a folder', makeFolder);

describe('a folder', () => {
  test('that is not there is named as missing, and is not made', async () => {
    const { folder, registry } = await makeFolder();
    await rm(folder, { recursive: true });
    expect((await failureOf(registry.readPointer('baseline'))).code).toBe('registry_missing');
    expect((await failureOf(registry.listVersions('baseline'))).code).toBe('registry_missing');
    const source = await writePublishable(await temporaryFolder(), 'baseline', { weights: makeBytes(100, 1) });
    expect((await failureOf(registry.publish(source))).code).toBe('registry_missing');
    await expect(readdir(folder)).rejects.toThrow('ENOENT');
  });

  test('a link in it that leads out is refused', async () => {
    const { folder, registry } = await makeFolder();
    const source = await writePublishable(await temporaryFolder(), 'baseline', { weights: makeBytes(100, 1) });
    await registry.publish(source);
    const weights = join(folder, 'emotion-clf-baseline/versions/1/weights.onnx');
    await rm(weights);
    await symlink(source.files.weights, weights);
    const failure = await failureOf(registry.openRange('baseline', '1', 'weights.onnx', { offset: 0, length: 100 }));
    expect(failure.code).toBe('registry_invalid');
  });

  test('a lock that a dead publisher left is removed after a while, and only one of those who wait gets it at a time', async () => {
    const lock = join(await temporaryFolder(), 'latest.json.lock');
    await writeFile(lock, 'somebody who died');
    let holders = 0;
    let most = 0;
    const hold = (): Promise<void> =>
      withFolderLock(
        lock,
        undefined,
        async (isStillHeld) => {
          holders += 1;
          most = Math.max(most, holders);
          expect(await isStillHeld()).toBe(true);
          holders -= 1;
        },
        100,
      );
    await Promise.all([hold(), hold(), hold(), hold()]);
    expect(most).toBe(1);
    await expect(readFile(lock)).rejects.toThrow('ENOENT');
  });

  test('waiting for the lock ends when it is cancelled', async () => {
    const lock = join(await temporaryFolder(), 'latest.json.lock');
    await writeFile(lock, 'somebody');
    const waiting = withFolderLock(lock, AbortSignal.abort(), () => Promise.resolve());
    expect((await failureOf(waiting)).code).toBe('cancelled');
  });
});
