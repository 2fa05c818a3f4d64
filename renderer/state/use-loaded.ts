/** Something the main process is asked for, again whenever what it depends on changes. */

import { useEffect, useState } from 'react';
import type { Failure } from '../../shared/failure.ts';
import { failureOf } from './request.ts';

export interface Loaded<Value> {
  readonly value: Value | undefined;
  readonly failure: Failure | undefined;
  /** Puts a newer value in its place, for example the answer to a change. */
  readonly replace: (value: Value) => void;
}

/** Loads at the first render and when `key` changes; the old value stays until the new one is there, and a late answer to an old key is dropped. */
export function useLoaded<Value>(load: () => Promise<Value>, key: string): Loaded<Value> {
  const [state, setState] = useState<{ value: Value | undefined; failure: Failure | undefined }>({ value: undefined, failure: undefined });
  useEffect(() => {
    let isCurrent = true;
    load().then(
      (value) => isCurrent && setState({ value, failure: undefined }),
      (error: unknown) => isCurrent && setState((old) => ({ ...old, failure: failureOf(error) })),
    );
    return () => {
      isCurrent = false;
    };
    // `load` is a new function at each render; `key` says when it would give something else.
  }, [key]);
  return { ...state, replace: (value) => setState({ value, failure: undefined }) };
}
