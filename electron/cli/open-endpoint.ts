/** The model behind `predict --endpoint`: the endpoint while it answers, then the one on this machine, and it is said. */

import { AppError } from '../../shared/app-error.ts';
import type { PredictingModel } from '../core/analyze.ts';
import { createEndpointClient } from '../core/endpoint/endpoint-client.ts';
import { createEndpointModel } from '../core/endpoint/endpoint-model.ts';
import type { PredictOptions } from './commands/predict.ts';
import type { CommandContext } from './run-command.ts';
import { loadMended } from './sync-around-prediction.ts';

/** Throws `usage` for an address that can't be asked, and `sign_in_needed` without a key and a sign-in. */
export async function openEndpoint(url: string, options: PredictOptions, context: CommandContext): Promise<PredictingModel> {
  const loadLocal = () => loadMended(options.channel, context);
  const { isOffline, fetch, tokens } = await context.services.sync();
  const onFallback = ({ code, message }: AppError): void =>
    context.terminal.note(`note: The model on this machine goes on, because the endpoint could not. ${message} (${code})`);
  if (isOffline()) {
    onFallback(new AppError('offline_chosen', 'Offline is chosen.'));
    return loadLocal();
  }
  const key = process.env['MOODLINE_ENDPOINT_KEY'];
  const credential = key
    ? ({ kind: 'key', key } as const)
    : ({ kind: 'token', getToken: await tokens(), isForeignHostFine: Boolean(process.env['MOODLINE_AUTHORITY']) } as const);
  return createEndpointModel({ ask: createEndpointClient({ url, fetch, credential }), loadLocal, onFallback });
}
