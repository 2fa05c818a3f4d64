/** Opens the registry that was chosen. */

import { AppError } from '../../../shared/app-error.ts';
import type { RegistryPolicy } from '../../../shared/settings.ts';
import type { BlobCredential } from '../auth/credential.ts';
import type { Fetch } from '../network/create-fetch.ts';
import type { RetryOptions } from '../network/retrying-fetch.ts';
import type { RegistryChoice } from './find-registry.ts';
import type { Registry } from './registry.ts';

export interface OpenRegistryDeps {
  readonly fetch: Fetch;
  /** For a Blob container or a workspace; a folder needs none. */
  readonly credential: BlobCredential;
  /** MOODLINE_ARM and MOODLINE_AUTHORITY; without them the public cloud is asked. */
  readonly environment?: NodeJS.ProcessEnv;
  /** Which of a workspace's versions is followed; the newest when not given. */
  readonly policy?: RegistryPolicy;
  readonly retry?: RetryOptions;
}

/** Asks nothing of the network yet. Throws `registry_not_configured` when none was chosen, or what is wrong with the choice. */
export async function openRegistry(choice: RegistryChoice, deps: OpenRegistryDeps): Promise<Registry> {
  if (choice.problem) throw choice.problem;
  switch (choice.kind) {
    case 'blob': {
      const { createBlobRegistry } = await import('./blob-registry.ts');
      return createBlobRegistry({ url: choice.url, address: choice.address, ...deps });
    }
    case 'folder': {
      const { createFolderRegistry } = await import('./folder-registry.ts');
      return createFolderRegistry({ folder: choice.url, address: choice.address });
    }
    case 'azureml': {
      const { createAmlRegistry } = await import('./aml/aml-registry.ts');
      const { environment = {}, policy = 'newest' } = deps;
      return createAmlRegistry({ ...deps, address: choice.address, environment, policy });
    }
    case 'none':
      throw new AppError(
        'registry_not_configured',
        'No registry is configured, so Moodline works with the model on this machine. Set one in the settings, or by MOODLINE_REGISTRY.',
      );
  }
}
