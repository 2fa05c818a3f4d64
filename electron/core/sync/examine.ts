/** Looks at what is installed in a channel, and whether it is whole. */

import { AppError } from '../../../shared/app-error.ts';
import { isNewer } from '../../../shared/manifest.ts';
import type { Channel, ModelConfig } from '../../../shared/model-config.ts';
import type { WeightsFolder } from '../weights/weights-folder.ts';

export interface Installed {
  /** Null when there is none, or nobody can tell. */
  readonly version: string | null;
  /** Hex SHA-256 that the weights should have. */
  readonly sha256: string | null;
  /** What keeps it from being used; null when it is whole, or when there is none. */
  readonly fault: AppError | null;
}

/** Puts the bundled baseline into a folder that has none yet, so that there is something to compare with. Nothing is hashed otherwise. Never throws for a broken model. */
export async function ensureBaseline(weights: WeightsFolder): Promise<void> {
  const { version, fault } = await readInstalled(weights, 'baseline');
  if (version === null && !fault) await examine(weights, 'baseline');
}

/** The channel as model_config.json has it; nothing is hashed. */
export async function readInstalled(weights: WeightsFolder, channel: Channel): Promise<Installed> {
  const { config, fault } = await readConfig(weights);
  const entry = config?.channels[channel];
  return { version: entry?.version ?? null, sha256: entry?.sha256 ?? null, fault };
}

/** The same after checking every byte; the bundled baseline is put in place first when there is none. Throws what is no fault of the model: a full disk, a lost lock. */
export async function examine(weights: WeightsFolder, channel: Channel): Promise<Installed> {
  // Read first: a baseline that is missing is replaced by the bundled one, and the version that was there is the one to bring back.
  const before = await readInstalled(weights, channel);
  try {
    const files = await weights.open(channel);
    if (before.version !== null && isNewer(before.version, files.version)) {
      const message = `The files of version ${before.version} were gone; version ${files.version}, which comes with Moodline, stands in for it.`;
      return { ...before, fault: new AppError('model_missing', message) };
    }
    return { version: files.version, sha256: files.sha256, fault: null };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === 'channel_missing') return { version: null, sha256: null, fault: null };
    if (!isModelFault(error)) throw error;
    return { ...before, fault: error };
  }
}

function isModelFault({ code }: AppError): boolean {
  return code.startsWith('model_') || code.startsWith('tokenizer_');
}

async function readConfig(weights: WeightsFolder): Promise<{ readonly config: ModelConfig | undefined; readonly fault: AppError | null }> {
  try {
    return { config: await weights.installed(), fault: null };
  } catch (error) {
    if (error instanceof AppError && isModelFault(error)) return { config: undefined, fault: error };
    throw error;
  }
}
