/** The shares of the emotions as one thin strip, for lists. */

import type { ReactNode } from 'react';
import { formatPercent } from '../text.ts';

export function ShareStrip({ shares }: { readonly shares: Readonly<Record<string, number>> }): ReactNode {
  const entries = Object.entries(shares);
  const label = entries
    .slice(0, 3)
    .map(([emotion, share]) => `${emotion} ${formatPercent(share)}`)
    .join(', ');
  return (
    <span className="strip" role="img" aria-label={label} title={label}>
      {entries.map(([emotion, share]) => (
        <span key={emotion} className={`strip-part ${emotion}`} style={{ flexGrow: share }} />
      ))}
    </span>
  );
}
