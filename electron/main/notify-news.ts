/** Tells news by the system; a click shows the screen that has more of it. */

import type { Notification as ElectronNotification } from 'electron';
import type { NewsEvent, NewsKind, NewsWords } from '../../shared/news.ts';
import { describeNews } from '../../shared/news.ts';

type Shown = Pick<ElectronNotification, 'show' | 'close' | 'on'>;

export interface NewsNotifier {
  readonly tell: (event: NewsEvent) => void;
}

export interface NotifierDeps {
  readonly Notification: Pick<typeof ElectronNotification, 'isSupported'> & {
    new (options: { readonly title: string; readonly body: string }): Shown;
  };
  readonly onClick: (screen: NewsWords['screen']) => void;
}

/** Where the system shows no notifications, nothing is shown; never throws. */
export function createNewsNotifier({ Notification, onClick }: NotifierDeps): NewsNotifier {
  /**
   * The newest of each kind, which takes the place of the one before. Kept, since one that is collected as garbage takes its click with it
   * (https://github.com/electron/electron/issues/12690).
   */
  const shown = new Map<NewsKind, Shown>();
  return {
    tell(event) {
      if (!Notification.isSupported()) return;
      const { title, body, screen } = describeNews(event);
      shown.get(event.kind)?.close();
      const notification = new Notification({ title, body });
      notification.on('click', () => onClick(screen));
      notification.show();
      shown.set(event.kind, notification);
    },
  };
}
