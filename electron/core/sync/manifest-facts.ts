/** What the sync asks of a manifest. */

import type { Manifest } from '../../../shared/manifest.ts';
import { VERSION_FILES } from '../../../shared/manifest.ts';

/** Bytes of all files of a version. */
export function sizeOf(manifest: Manifest): number {
  return manifest.files.reduce((sum, file) => sum + file.size, 0);
}

export function weightsOf(manifest: Manifest): Manifest['files'][number] {
  const found = manifest.files.find((file) => file.path === VERSION_FILES.weights);
  // The schema makes sure of it.
  if (!found) throw new Error(`A manifest without ${VERSION_FILES.weights}`);
  return found;
}
