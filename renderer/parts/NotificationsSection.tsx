/** Which events are told by themselves, each saved as it is changed. */

import { Switch } from '@base-ui/react/switch';
import type { ReactNode } from 'react';
import { NEWS_KINDS } from '../../shared/news.ts';
import type { Settings } from '../../shared/settings.ts';
import { attempt } from '../state/app-store.ts';
import { request } from '../state/request.ts';
import { TEXT } from '../text.ts';

export function NotificationsSection({ settings }: { readonly settings: Settings['notifications'] }): ReactNode {
  return (
    <section className="panel" id="notifications">
      <h2>{TEXT.notifications.title}</h2>
      <p className="quiet-text">{TEXT.notifications.hint}</p>
      {NEWS_KINDS.map((kind) => {
        const [words, hint] = TEXT.notifications.kinds[kind];
        return (
          <div key={kind} className="setting explained">
            <span>
              <span id={`${kind}-name`}>{words}</span>
              <span id={`${kind}-hint`} className="quiet-text">
                {hint}
              </span>
            </span>
            <Switch.Root
              className="switch"
              aria-labelledby={`${kind}-name`}
              aria-describedby={`${kind}-hint`}
              checked={settings[kind]}
              onCheckedChange={(isOn) => void attempt(() => request('settings:set', { patch: { notifications: { [kind]: isOn } } }))}
            >
              <Switch.Thumb className="switch-thumb" />
            </Switch.Root>
          </div>
        );
      })}
    </section>
  );
}
