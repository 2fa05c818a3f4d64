/** Things a person should know that no request of theirs was about: told once, until they are dismissed. */

import type { Failure } from '../../shared/failure.ts';
import type { Notice } from '../../shared/ipc.ts';

export interface Notices {
  readonly list: () => readonly Notice[];
  /** Tells something; what stands there already with the same code and sentence is not said again. */
  readonly tell: (level: Notice['level'], failure: Failure) => void;
  /** Takes back what was told with this code: its reason is gone. */
  readonly settle: (code: Failure['code']) => void;
  readonly dismiss: (id: number) => void;
}

/** `onChange` gets the whole list after each change. */
export function createNotices(onChange: (notices: readonly Notice[]) => void): Notices {
  let notices: readonly Notice[] = [];
  let lastId = 0;
  function set(next: readonly Notice[]): void {
    if (next.length === notices.length) return;
    notices = next;
    onChange(notices);
  }
  return {
    list: () => notices,
    tell(level, failure) {
      if (notices.some((notice) => notice.failure.code === failure.code && notice.failure.message === failure.message)) return;
      set([...notices, { id: (lastId += 1), level, failure }]);
    },
    settle: (code) => set(notices.filter((notice) => notice.failure.code !== code)),
    dismiss: (id) => set(notices.filter((notice) => notice.id !== id)),
  };
}
