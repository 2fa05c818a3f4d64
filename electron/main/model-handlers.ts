/** What the main process does for the window's requests about versions of models. */

import type { MODEL_REQUEST_INPUTS } from '../../shared/ipc-models.ts';
import type { AppServices } from '../core/app-services-types.ts';
import type { FileDialogs } from './file-dialogs.ts';
import type { RequestHandlers } from './register-ipc.ts';

export interface ModelHandlerDeps {
  readonly services: () => AppServices;
  readonly dialogs: Pick<FileDialogs, 'pickTables'>;
}

/** The requests reject with what the comparison desk throws; a sync's failure is in its result. */
export function createModelHandlers({ services, dialogs }: ModelHandlerDeps): Pick<RequestHandlers, keyof typeof MODEL_REQUEST_INPUTS> {
  return {
    'models:use': async (wanted) => (await services().sync()).manager.use({ trigger: 'manual', ...wanted }),
    'comparison:get': () => services().comparisons.snapshot(),
    'comparison:start': async ({ first, second, on }) => {
      if (on === 'library') return services().comparisons.start({ first, second, data: { kind: 'library' } });
      // Whoever can't compare these now shall not choose a file first.
      services().comparisons.assertStartable(first, second);
      const [path] = await dialogs.pickTables({ title: 'Choose the labelled sentences', isSeveral: false });
      // The data folder may have been changed while the dialog was open.
      return path === undefined ? null : services().comparisons.start({ first, second, data: { kind: 'file', path } });
    },
    'comparison:cancel': () => {
      services().comparisons.cancel();
      return null;
    },
  };
}
