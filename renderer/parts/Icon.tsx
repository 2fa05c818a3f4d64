/** Small line drawings beside or in place of a button's words; hidden from screen readers, which read the button's name. */

import type { ReactNode } from 'react';

/** 16 × 16. */
const PATHS = {
  zoomIn: 'M8 3v10M3 8h10',
  zoomOut: 'M3 8h10',
  showAll: 'M5 5L2 8l3 3M11 5l3 3-3 3M2 8h12',
  download: 'M8 2v8M4.5 7L8 10.5 11.5 7M3 13.5h10',
  close: 'M4 4l8 8M12 4l-8 8',
  edit: 'M3 13l.8-3.2 7.4-7.3 2.3 2.3-7.3 7.4zM9.8 3.9l2.3 2.3',
} as const;

export function Icon({ name }: { readonly name: keyof typeof PATHS }): ReactNode {
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
