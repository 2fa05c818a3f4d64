/** `moodline sync`: where the model stands, and the operations that keep it current. */

import { createInterface } from 'node:readline/promises';
import { AppError, assertNever, ERROR_CODES } from '../../../shared/app-error.ts';
import type { Channel } from '../../../shared/model-config.ts';
import { CHANNELS } from '../../../shared/model-config.ts';
import type { SyncOperation, SyncResult, SyncSnapshot } from '../../../shared/sync.ts';
import type { CommonOptions } from '../common-options.ts';
import { formatResult, formatStatus } from '../format-sync.ts';
import type { CommandContext } from '../run-command.ts';
import { reportError } from '../run-command.ts';
import { showProgress } from '../show-progress.ts';

/** What the history knows as operations, and two that leave no run there. */
export type Operation = SyncOperation | 'status' | 'release';

export interface SyncOptions extends CommonOptions {
  readonly operation?: Operation;
  readonly channel?: Channel;
  readonly f1_score?: number;
  readonly weights?: string;
  readonly force?: boolean;
  readonly reason?: string;
  readonly note?: string;
  /** The channel's version that shall be the current one. */
  readonly version?: string;
}

/** Runs one operation and prints what became of it; an operation without success sets the exit status. */
export async function runSync(word: Operation | undefined, options: SyncOptions, context: CommandContext): Promise<void> {
  const operation = chooseOperation(word, options);
  const { terminal } = context;
  const { manager } = await context.services.sync();
  if (operation === 'status') {
    const status = await manager.status();
    terminal.print(options.json ? JSON.stringify(status, undefined, 2) : formatStatus(manager.snapshot(), status, terminal));
    return;
  }
  if (operation === 'release') {
    await manager.release({ channel: options.channel ?? 'baseline' });
    if (options.json) terminal.print(JSON.stringify(manager.snapshot().channels, undefined, 2));
    else terminal.note('Nothing is held back any more: the next sync installs the newest version.');
    return;
  }
  // Scripts of the older pipeline give it with every operation; it says something only where a version is published.
  if (options.f1_score !== undefined && operation !== 'upload' && operation !== 'promote')
    terminal.note('note: --f1_score says nothing here.');
  const reason = operation === 'promote' ? withClaim(await findReason(options, context), options.f1_score) : '';
  const progress = showProgress(context);
  let result: SyncResult;
  try {
    result = await perform(operation, options, reason, context);
  } finally {
    progress.stop();
  }
  deliver(result, manager.snapshot(), options, context);
  if ((operation !== 'check' && operation !== 'download') || result.error) return;
  // What a training could not publish for want of a network.
  const sent = await manager.sendWaiting(context.signal);
  if (sent) terminal.note(`note: The trained model waited: ${sent.uploaded ? `uploaded as version ${sent.version}. ` : ''}${sent.reason}`);
}

function chooseOperation(word: Operation | undefined, options: SyncOptions): Operation {
  if (word && options.operation && word !== options.operation) {
    throw new AppError('usage', `"${word}" and --operation ${options.operation} contradict each other. Leave one of them out.`);
  }
  const operation = word ?? options.operation ?? 'status';
  if (options.weights !== undefined && operation !== 'upload') throw new AppError('usage', '--weights DIR goes with "sync upload" only.');
  if (options.force && operation !== 'download') throw new AppError('usage', '--force goes with "sync download" only.');
  if (options.note !== undefined && operation !== 'upload') throw new AppError('usage', '--note goes with "sync upload" only.');
  if (options.version !== undefined && (operation !== 'download' || options.force))
    throw new AppError('usage', '--version goes with "sync download" only, without --force.');
  if (options.version !== undefined && !options.channel)
    throw new AppError('usage', 'Say which channel the version is of: --channel baseline or --channel dynamic.');
  if (options.reason !== undefined && operation !== 'promote') throw new AppError('usage', '--reason goes with "sync promote" only.');
  return operation;
}

/** Asks whoever sits at a terminal; a script's promotion has no reason unless it gives one. */
async function findReason(options: SyncOptions, { signal }: CommandContext): Promise<string> {
  if (options.reason !== undefined) return options.reason;
  if (!process.stdin.isTTY || !process.stderr.isTTY || options.json) return '';
  const ask = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await ask.question('Why is it promoted? (for the record, may be empty) ', { signal });
  } catch (error) {
    throw new AppError('cancelled', 'Cancelled.', { cause: error });
  } finally {
    ask.close();
  }
}

/** A score given by hand is on record as what it is. */
function withClaim(reason: string, f1: number | undefined): string {
  return f1 === undefined ? reason : [reason, `F1 ${f1} claimed, not measured`].filter(Boolean).join('; ');
}

async function perform(
  operation: Exclude<Operation, 'status' | 'release'>,
  options: SyncOptions,
  reason: string,
  { services, signal }: CommandContext,
): Promise<SyncResult> {
  const { manager } = await services.sync();
  const channels = options.channel ? [options.channel] : CHANNELS;
  switch (operation) {
    case 'check':
      return manager.check({ trigger: 'manual', channels, signal });
    case 'download':
      if (options.version !== undefined && options.channel)
        return manager.use({ trigger: 'manual', channel: options.channel, version: options.version, signal });
      return manager.download({ trigger: 'manual', channels, force: options.force === true, signal });
    case 'upload':
      return manager.upload({
        trigger: 'manual',
        channel: options.channel ?? 'dynamic',
        signal,
        ...(options.weights === undefined ? {} : { folder: options.weights }),
        ...(options.f1_score === undefined ? {} : { f1Score: options.f1_score }),
        ...(options.note === undefined ? {} : { note: options.note }),
      });
    case 'promote':
      return manager.promote({ trigger: 'manual', reason, signal });
    case 'rollback':
      return manager.rollback({ channel: options.channel ?? 'baseline' });
    default:
      return assertNever(operation);
  }
}

function deliver(result: SyncResult, now: SyncSnapshot, options: SyncOptions, { terminal }: CommandContext): void {
  if (options.json) terminal.print(JSON.stringify(result, undefined, 2));
  else {
    const text = formatResult(result, now, terminal);
    if (text) terminal.print(text);
  }
  if (!result.error) return;
  const { code, message } = result.error;
  // The document of --json has the error in it already.
  reportError(new AppError(ERROR_CODES.find((known) => known === code) ?? 'internal', message), { ...options, json: false });
}
