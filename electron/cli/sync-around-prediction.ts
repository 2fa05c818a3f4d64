/** What a prediction does for the model besides using it: mends a broken one first, and follows the registry afterwards. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../shared/app-error.ts';
import type { Channel } from '../../shared/model-config.ts';
import type { LoadedModel } from '../core/analyze.ts';
import type { CommonOptions } from './common-options.ts';
import { versionName } from './format-columns.ts';
import type { CommandContext } from './run-command.ts';

/** The longest that a prediction's command may take for the registry: milliseconds. */
const LIMIT_MS = 5000;
const VARIABLES = ['MOODLINE_REGISTRY', 'AZURE_WORKSPACE_NAME'] as const;

/** The channel's model; a missing or damaged one is mended once, from the registry or by the bundled one. Throws what `loadChannel` throws. */
export async function loadMended(channel: Channel, { services, terminal, signal }: CommandContext): Promise<LoadedModel> {
  try {
    return await services.loadChannel(channel);
  } catch (error) {
    if (!(error instanceof AppError) || !/^(?:model|tokenizer)_/u.test(error.code)) throw error;
    const { manager } = await services.sync();
    const isMended = await withLimit(signal, (limited) => manager.repair(channel, limited));
    if (!isMended) throw error;
    const model = await services.loadChannel(channel);
    terminal.note(`note: The model was broken and is mended: ${channel} ${versionName(model.files.version)} is used. (${error.code})`);
    return model;
  }
}

/**
 * Follows the registry for at most 5 s, if there is one and the settings want it; what is not finished then goes on the next time.
 * Never rejects, and a failure is told to the history alone.
 */
export async function syncAfterPrediction(channel: Channel, options: CommonOptions, context: CommandContext): Promise<void> {
  const { services, terminal, signal } = context;
  // Most people have no registry: they do not wait for the sync to be loaded.
  if (options.offline || !(await mayHaveRegistry(services.home, options.registry))) return;
  try {
    const { manager, settings } = await services.sync();
    if (!settings().auto_sync.sync_on_model_load || settings().offline) return;
    const result = await withLimit(signal, (limited) => manager.download({ trigger: 'prediction', channels: [channel], signal: limited }));
    const part = result.channels[channel];
    if (part?.outcome === 'updated') terminal.note(`note: ${channel} v${part.to_version} is installed; the next prediction uses it.`);
    else if (result.error) terminal.detail(`sync: ${result.error.code}: ${result.error.message}`);
  } catch (error) {
    terminal.detail(`sync: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function withLimit<Result>(signal: AbortSignal, work: (limited: AbortSignal) => Promise<Result>): Promise<Result> {
  const limit = new AbortController();
  const reason = new AppError('cancelled', 'Cut off after 5 s, so that the command could end. The next sync goes on where it stopped.');
  const timer = setTimeout(() => limit.abort(reason), LIMIT_MS);
  try {
    return await work(AbortSignal.any([signal, limit.signal]));
  } finally {
    clearTimeout(timer);
  }
}

/** A look at the text is enough here; whether the address can be used turns out later. */
async function mayHaveRegistry(home: string, flag: string | undefined): Promise<boolean> {
  if (flag || VARIABLES.some((name) => process.env[name])) return true;
  try {
    return /"registry"\s*:\s*"[^"]/u.test(await readFile(join(home, 'settings.json'), 'utf8'));
  } catch {
    // No settings, no registry.
    return false;
  }
}
