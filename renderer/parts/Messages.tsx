/** What the window has to say besides its screens: notices, the failure of the last request, and what can be undone. */

import type { ReactNode } from 'react';
import { attempt, clearFailure, offerUndo, useApp } from '../state/app-store.ts';
import { request } from '../state/request.ts';
import { TEXT } from '../text.ts';
import { FailureView } from './FailureView.tsx';

export function Messages(): ReactNode {
  const notices = useApp((state) => state.notices);
  const failure = useApp((state) => state.failure);
  return (
    <>
      {failure ? (
        <FailureView failure={failure}>
          <button type="button" onClick={clearFailure}>
            {TEXT.common.dismiss}
          </button>
        </FailureView>
      ) : null}
      {notices.map((notice) => (
        <FailureView key={notice.id} failure={notice.failure}>
          <button type="button" onClick={() => void attempt(() => request('notices:dismiss', { id: notice.id }))}>
            {TEXT.common.dismiss}
          </button>
        </FailureView>
      ))}
    </>
  );
}

export function UndoBar(): ReactNode {
  const undo = useApp((state) => state.undo);
  return (
    <div role="status" className="undo-place">
      {undo ? (
        <div className="undo">
          <span>{undo.text}</span>
          <button
            type="button"
            onClick={() => {
              offerUndo(undefined);
              void attempt(undo.run);
            }}
          >
            {TEXT.common.undo}
          </button>
        </div>
      ) : null}
    </div>
  );
}
