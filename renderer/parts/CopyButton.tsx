/** Copies a text; says so for a moment. */

import type { ReactNode } from 'react';
import { useEffect, useState } from 'react';
import { attempt } from '../state/app-store.ts';
import { request } from '../state/request.ts';
import { TEXT } from '../text.ts';

const SAID_MS = 2000;

export function CopyButton({ text, label }: { readonly text: string; readonly label: string }): ReactNode {
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return undefined;
    const timer = setTimeout(() => setCopied(false), SAID_MS);
    return () => clearTimeout(timer);
  }, [isCopied]);
  return (
    <button
      type="button"
      className="quiet"
      onClick={() => void attempt(() => request('clipboard:write', { text })).then((done) => setCopied(done !== undefined))}
    >
      <span aria-live="polite">{isCopied ? TEXT.common.copied : label}</span>
    </button>
  );
}
