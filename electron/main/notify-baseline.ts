/** Tells by the system that a new baseline is in use; a click shows the sync. */

import type { Notification as ElectronNotification } from 'electron';
import { isNewer } from '../../shared/manifest.ts';
import type { Channel } from '../../shared/model-config.ts';

export interface BaselineNotifier {
  /** Only a newer baseline is worth a person's attention: not the first one, a repair, or the way back. */
  readonly tell: (model: { readonly channel: Channel; readonly version: string; readonly from: string | null }) => void;
}

export interface NotifierDeps {
  readonly Notification: Pick<typeof ElectronNotification, 'isSupported'> & {
    new (options: { readonly title: string; readonly body: string }): Pick<ElectronNotification, 'show' | 'close' | 'on'>;
  };
  /** False: the person wants none. */
  readonly isWanted: () => boolean;
  readonly onClick: () => void;
}

export function createBaselineNotifier({ Notification, isWanted, onClick }: NotifierDeps): BaselineNotifier {
  /** Kept, since one that is collected as garbage takes its click with it (https://github.com/electron/electron/issues/12690). */
  let shown: Pick<ElectronNotification, 'close'> | undefined;
  return {
    tell({ channel, version, from }) {
      if (channel !== 'baseline' || from === null || !isNewer(version, from) || !isWanted() || !Notification.isSupported()) return;
      shown?.close();
      const notification = new Notification({
        title: `Moodline uses baseline v${version} now`,
        body: `It took the place of v${from}, which is kept. Analyses from now on are made with it.`,
      });
      notification.on('click', onClick);
      notification.show();
      shown = notification;
    },
  };
}
