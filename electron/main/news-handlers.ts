/** What the main process does for the window's requests about the news. */

import type { NewsRequestResults } from '../../shared/ipc-news.ts';
import type { AppServices } from '../core/app-services-types.ts';
import type { RequestHandlers } from './register-ipc.ts';

/** The list itself is pushed when it changes. */
export function createNewsHandlers(services: () => AppServices): Pick<RequestHandlers, keyof NewsRequestResults> {
  return {
    'news:seen': ({ upTo }) => {
      services().news.markSeen(upTo);
      return null;
    },
    'news:clear': ({ upTo }) => ({ ids: services().news.clear(upTo) }),
    'news:restore': ({ ids }) => {
      services().news.restore(ids);
      return null;
    },
  };
}
