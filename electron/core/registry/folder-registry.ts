/** A registry in a folder: a share, a stick, or a synchronised folder. */
import type { Registry } from './registry.ts';

export interface FolderRegistryDeps {
  /** The folder's path. */
  readonly folder: string;
  readonly address: string;
}
export declare function createFolderRegistry(deps: FolderRegistryDeps): Registry;
