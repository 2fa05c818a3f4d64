/** The main process's end of the contract: known senders only, validated input, errors as data. */

import type { IpcMain, IpcMainInvokeEvent } from 'electron';
import { AppError } from '../../shared/app-error.ts';
import type { Failure } from '../../shared/failure.ts';
import { toFailure } from '../../shared/failure.ts';
import type { RequestName } from '../../shared/ipc-names.ts';
import { REQUESTS } from '../../shared/ipc-names.ts';
import type { Reply, RequestInput, RequestResult } from '../../shared/ipc.ts';
import { REQUEST_INPUTS } from '../../shared/ipc.ts';
import { isOwnUrl } from './security.ts';

/** What answers each request. */
export type RequestHandlers = {
  readonly [Name in RequestName]: (input: RequestInput<Name>) => RequestResult<Name> | Promise<RequestResult<Name>>;
};

export interface RegisterDeps {
  readonly ipcMain: Pick<IpcMain, 'handle'>;
  readonly handlers: RequestHandlers;
  /** Told of every request that failed or was refused. */
  readonly onFailure: (request: RequestName, failure: Failure) => void;
}

/** Registers every request of the contract. */
export function registerIpc({ ipcMain, handlers, onFailure }: RegisterDeps): void {
  for (const name of REQUESTS) {
    ipcMain.handle(name, async (event, ...given: unknown[]): Promise<Reply<unknown>> => {
      try {
        assertOwnSender(event);
        const input = parseInput(name, given);
        return { ok: true, value: await (handlers[name] as (input: unknown) => unknown)(input) };
      } catch (error) {
        const failure = toFailure(error);
        onFailure(name, failure);
        return { ok: false, failure };
      }
    });
  }
}

/** Only the top frame of the app's own page may ask. The frame is null when it is gone by now. */
function assertOwnSender(event: IpcMainInvokeEvent): void {
  const frame = event.senderFrame;
  if (frame && frame.parent === null && isOwnUrl(frame.url)) return;
  throw new AppError('request_refused', 'This page may not ask Moodline for anything.');
}

function parseInput(name: RequestName, given: readonly unknown[]): unknown {
  const parsed = REQUEST_INPUTS[name].safeParse(given[0]);
  if (parsed.success && given.length <= 1) return parsed.data;
  const issue = parsed.error?.issues[0];
  const where = issue?.path.length ? ` (${issue.path.join('.')}: ${issue.message})` : '';
  throw new AppError('request_invalid', `Moodline could not use what was entered${where}. Change it and try again.`, {
    cause: parsed.error,
  });
}
