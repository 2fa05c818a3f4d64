/** A link to a page in the system's browser; greyed, with the reason, while Moodline is offline. */

import type { ReactNode } from 'react';
import { useOffline } from '../state/use-offline.ts';
import { TEXT } from '../text.ts';

export function OutsideLink({ href, children }: { readonly href: string; readonly children: ReactNode }): ReactNode {
  if (useOffline() !== null) {
    return (
      <span className="quiet-text" aria-disabled="true" role="link" title={TEXT.video.offline}>
        {children}
      </span>
    );
  }
  return (
    <a href={href} target="_blank" rel="noreferrer">
      {children}
    </a>
  );
}
