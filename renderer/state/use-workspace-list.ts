/** One list on the way to a workspace, for the choices made so far. */

import { useEffect, useState } from 'react';
import type { Failure } from '../../shared/failure.ts';
import type { WorkspaceOption } from '../../shared/ipc-sync.ts';
import type { RequestInput } from '../../shared/ipc.ts';
import { failureOf, request } from './request.ts';

export interface WorkspaceList {
  readonly options: readonly WorkspaceOption[] | undefined;
  readonly failure: Failure | undefined;
  readonly isLoading: boolean;
}

/** Null: the choice before it is still to be made. Asks anew for other choices, and after a failure when `attempts` grows; a list that is there stays. */
export function useWorkspaceList(place: RequestInput<'workspaces:list'> | null, attempts: number): WorkspaceList {
  const key = place === null ? null : JSON.stringify(place);
  const [answer, setAnswer] = useState<{ key: string; options?: readonly WorkspaceOption[]; failure?: Failure }>();
  const found = key !== null && answer?.key === key ? answer : undefined;
  const hasFound = found?.options !== undefined;
  useEffect(() => {
    if (key === null || place === null || hasFound) return;
    let isCurrent = true;
    setAnswer(undefined);
    request('workspaces:list', place).then(
      (options) => isCurrent && setAnswer({ key, options }),
      (error: unknown) => isCurrent && setAnswer({ key, failure: failureOf(error) }),
    );
    return () => {
      isCurrent = false;
    };
    // `place` is a new object at each render; `key` says when it is another one.
  }, [key, attempts]);
  return { options: found?.options, failure: found?.failure, isLoading: key !== null && !found };
}
