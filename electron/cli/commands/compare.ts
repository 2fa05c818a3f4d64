/** `moodline compare`: two models on the same sentences, labelled ones or the library's own. */

import { AppError } from '../../../shared/app-error.ts';
import type { VersionRef } from '../../../shared/comparison.ts';
import type { Channel } from '../../../shared/model-config.ts';
import type { ComparisonProgress } from '../../core/comparison/compare-versions.ts';
import type { ComparedRows } from '../../core/comparison/read-compared-rows.ts';
import { readLabelledFile, readLibrarySentences } from '../../core/comparison/read-compared-rows.ts';
import type { CommonOptions } from '../common-options.ts';
import { formatBytes } from '../format-sync.ts';
import { formatComparison } from '../format-training.ts';
import type { CommandContext } from '../run-command.ts';
import type { Progress } from '../terminal.ts';

export interface CompareOptions extends CommonOptions {
  readonly data?: string;
  readonly weights?: string;
}

/** A version as it is named on the command line; without a number the one that is installed. */
export interface WantedVersion {
  readonly channel: Channel;
  readonly version: string | null;
}

const BASELINE: WantedVersion = { channel: 'baseline', version: null };
const DYNAMIC: WantedVersion = { channel: 'dynamic', version: null };

/** Prints how the two differ. Throws `channel_missing` when there is no dynamic model yet, and what comparing throws. */
export async function runCompare(
  first: WantedVersion | undefined,
  second: WantedVersion | undefined,
  options: CompareOptions,
  context: CommandContext,
): Promise<void> {
  const { services, terminal, signal } = context;
  if (options.weights !== undefined && second)
    throw new AppError('usage', '--weights FILE stands for the second model. Name one model beside it at most.');
  const rows = options.data === undefined ? await readLibrary(context) : await readLabelledFile(options.data, signal);
  const bars = createBars(context);
  const request = { signal, onProgress: bars.update };
  try {
    const one = await toRef(first ?? BASELINE, context);
    const other = await (options.weights === undefined ? toRef(second ?? DYNAMIC, context) : services.loadWeightsFile(options.weights));
    const comparison = await services.compareVersions(one, other, () => Promise.resolve(rows), request);
    bars.stop();
    terminal.print(options.json ? JSON.stringify(comparison, undefined, 2) : formatComparison(comparison, terminal));
  } finally {
    bars.stop();
  }
}

async function toRef({ channel, version }: WantedVersion, { services }: CommandContext): Promise<VersionRef> {
  if (version !== null) return { channel, version };
  try {
    return { channel, version: (await services.weights.open(channel)).version };
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'channel_missing') throw error;
    const message = `There is no ${channel} model on this machine yet. Train one with "moodline train", or name two versions, such as baseline:19 baseline:20.`;
    throw new AppError('channel_missing', message, { cause: error });
  }
}

async function readLibrary({ services, signal }: CommandContext): Promise<ComparedRows> {
  const { openLibrary } = await import('../../core/library/library.ts');
  const library = openLibrary(services.home);
  try {
    return await readLibrarySentences(library, signal);
  } finally {
    library.close();
  }
}

/** A bar for each phase that lasts. */
function createBars({ terminal }: CommandContext): { readonly update: (progress: ComparisonProgress) => void; readonly stop: () => void } {
  let bar: Progress | undefined;
  let shown: ComparisonProgress['phase'] = null;
  return {
    update({ phase, done, total }) {
      if (phase === 'reading' || phase === null) return;
      if (phase !== shown) {
        bar?.stop();
        bar = phase === 'fetching' ? terminal.progress('fetched', formatBytes) : terminal.progress('sentences');
        shown = phase;
      }
      bar?.update({ done, total });
    },
    stop: () => bar?.stop(),
  };
}
