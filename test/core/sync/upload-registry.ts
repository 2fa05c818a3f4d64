/** Copies a registry's folder into a container with plain uploads. */

import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { Azurite } from '../../helpers/azurite.ts';

let containers = 0;

/** The container's address with a signature. */
export async function uploadRegistry(azurite: Azurite, folder: string): Promise<string> {
  containers += 1;
  const name = `models-${containers}`;
  const container = await azurite.createContainer(name);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    await container.getBlockBlobClient(relative(folder, path).split(sep).join('/')).uploadFile(path);
  }
  return azurite.signedUrl(name);
}
