/** What the main process does for the window's requests about versions of models. */

import type { MODEL_REQUEST_INPUTS } from '../../shared/ipc-models.ts';
import type { AppServices } from '../core/app-services.ts';
import type { FileDialogs } from './file-dialogs.ts';
import type { RequestHandlers } from './register-ipc.ts';

export interface ModelHandlerDeps {
  readonly services: () => AppServices;
  readonly dialogs: Pick<FileDialogs, 'pickLabelled'>;
}

export function createModelHandlers({ services, dialogs }: ModelHandlerDeps): Pick<RequestHandlers, keyof typeof MODEL_REQUEST_INPUTS> {
  return {
    'models:use': async (wanted) => (await services().sync()).manager.use({ trigger: 'manual', ...wanted }),
    'comparison:get': () => services().comparisons.snapshot(),
    'comparison:start': async ({ first, second, on }) => {
      const { comparisons } = services();
      // Whoever can't compare these now shall not choose a file first.
      comparisons.assertStartable(first, second);
      if (on === 'library') return comparisons.start({ first, second, data: { kind: 'library' } });
      const path = await dialogs.pickLabelled();
      return path === undefined ? null : comparisons.start({ first, second, data: { kind: 'file', path } });
    },
    'comparison:cancel': () => {
      services().comparisons.cancel();
      return null;
    },
  };
}
