/** What has become of a trained model since its training: whether the registry has it now, and whether it is the baseline. */

import type { TrainingResult } from '../../shared/training.ts';
import type { SyncSnapshot } from '../../shared/sync.ts';

const LOCAL = 'local-';

export interface TrainingFate {
  readonly tag: 'promoted' | 'uploaded' | 'here';
  /** The dynamic version it was uploaded as after the training; null when it was uploaded by the training, or not at all. */
  readonly uploadedSince: string | null;
  /** The baseline version it became after the training, by whomever; null otherwise. */
  readonly promotedSince: string | null;
  /** Another model that is in its place by now. */
  readonly replacedBy: string | null;
}

/** Models are told apart by their bytes: the version of one that was never uploaded is the beginning of its hash. */
export function findTrainingFate(
  result: Pick<TrainingResult, 'version' | 'uploaded' | 'promoted'>,
  sync: SyncSnapshot | undefined,
): TrainingFate {
  const dynamic = sync?.channels.dynamic;
  const [newest, baseline] = [dynamic?.latest ?? null, sync?.channels.baseline.latest ?? null];
  const isLocal = result.version.startsWith(LOCAL);
  const hashBegins = isLocal ? result.version.slice(LOCAL.length) : newest?.version === result.version ? newest.sha256 : null;
  const isThis = (other: typeof newest): other is NonNullable<typeof newest> =>
    other !== null && hashBegins !== null && other.sha256.startsWith(hashBegins);
  const uploadedSince = isLocal && isThis(newest) ? newest.version : null;
  const promotedSince = !result.promoted && isThis(baseline) ? baseline.version : null;
  const installed = dynamic?.installed ?? null;
  const isReplaced = installed !== null && installed !== result.version && installed !== uploadedSince;
  return {
    tag: result.promoted || promotedSince !== null ? 'promoted' : result.uploaded || uploadedSince !== null ? 'uploaded' : 'here',
    uploadedSince,
    promotedSince,
    replacedBy: isReplaced ? installed : null,
  };
}
