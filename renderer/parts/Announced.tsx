/** What is read out when it appears: a live region is heard only where it stood before its words came. */

import type { ReactNode } from 'react';
import { useEffect, useState } from 'react';

/** Time for a screen reader to notice the region. */
const NOTICED_MS = 100;

/** The content is seen at once, and moves into the region when that has stood a moment; whatever changes later is read out too. */
export function Announced({ children }: { readonly children: ReactNode }): ReactNode {
  const [isNoticed, setIsNoticed] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsNoticed(true), NOTICED_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div>
      <div role="status">{isNoticed ? children : null}</div>
      {isNoticed ? null : <div aria-hidden="true">{children}</div>}
    </div>
  );
}
