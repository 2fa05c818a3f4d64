/** What the main process does for the window's requests about the training. */

import type { TrainingRequestResults } from '../../shared/ipc-training.ts';
import type { AppServices } from '../core/app-services-types.ts';
import type { TrainingDesk } from '../core/training/training-desk.ts';
import type { FileDialogs } from './file-dialogs.ts';
import type { RequestHandlers } from './register-ipc.ts';

export interface TrainingHandlerDeps {
  readonly services: () => AppServices;
  readonly dialogs: Pick<FileDialogs, 'pickTables'>;
}

/** The requests reject with what the training desk throws. */
export function createTrainingHandlers({ services, dialogs }: TrainingHandlerDeps): Pick<RequestHandlers, keyof TrainingRequestResults> {
  const desk = (): TrainingDesk => services().training;
  return {
    'training:get': () => desk().look(),
    'training:add': async () => {
      const paths = await dialogs.pickTables({ title: 'Choose labelled CSV files', isSeveral: true });
      return paths.length === 0 ? desk().snapshot() : desk().add(paths);
    },
    'training:drop': (file) => desk().drop(file),
    'training:remove': ({ id }) => desk().remove(id),
    'training:measure-with': async () => {
      const [path] = await dialogs.pickTables({ title: 'Choose the CSV file to measure with', isSeveral: false });
      return path === undefined ? desk().snapshot() : desk().measureWith(path);
    },
    'training:measure-by-split': () => desk().measureWith(null),
    'training:set': ({ options }) => desk().set(options),
    'training:start': () => desk().start(),
    'training:cancel': () => desk().cancel(),
    'training:dismiss': () => desk().dismiss(),
  };
}
