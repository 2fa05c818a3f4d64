/** What a person does with a version of a model, wherever they do it. */

import type { ErrorCode } from '../../shared/app-error.ts';
import type { VersionRef } from '../../shared/comparison.ts';
import type { Failure } from '../../shared/failure.ts';
import type { SyncResult } from '../../shared/sync.ts';
import { TEXT } from '../text.ts';
import { attempt, goTo, offerUndo, useApp } from './app-store.ts';
import { failureOf, request } from './request.ts';

/** Makes it the current one of its channel, and offers to undo it. Gives what kept it from that; null when it is in use or was cancelled. */
export async function makeCurrent(ref: VersionRef): Promise<Failure | null> {
  const before = useApp.getState().sync?.channels[ref.channel].installed ?? null;
  try {
    const result = await request('models:use', ref);
    const failure = toFailure(result);
    if (failure || result.outcome === 'cancelled') return failure;
    if (before !== null) {
      offerUndo({
        text: TEXT.modelVersions.using(ref.version),
        run: async () => {
          const back = toFailure(await request('models:use', { channel: ref.channel, version: before }));
          if (back) useApp.setState({ failure: back });
        },
      });
    }
    return null;
  } catch (error) {
    return failureOf(error);
  }
}

/** Publishes the model that was trained on this machine. Gives what kept it from that. */
export async function uploadModel(): Promise<Failure | null> {
  try {
    return toFailure(await request('sync:upload'));
  } catch (error) {
    return failureOf(error);
  }
}

/** What ended an operation before its end; null when a person did. */
export function toFailure({ outcome, error }: SyncResult): Failure | null {
  return error === null || outcome === 'cancelled' ? null : { code: error.code as ErrorCode, message: error.message, details: '' };
}

/** Opens the comparison's tab, where this version stands against the baseline in use. */
export function compareWith(ref: VersionRef): void {
  goTo({ screen: 'model', tab: 'compare', second: ref });
}

export function cancelComparison(): void {
  void attempt(() => request('comparison:cancel'));
}
