/** Makes the registry's newest dynamic version the next baseline, for everybody who follows the registry. */

import { AppError } from '../../../shared/app-error.ts';
import { isNewer } from '../../../shared/manifest.ts';
import { examine } from './examine.ts';
import { look, toLatest } from './look.ts';
import { sizeOf } from './manifest-facts.ts';
import type { PromoteRequest } from './sync-requests.ts';
import type { Step, StepResult } from './sync-step.ts';
import { createVersionDetails } from './version-details.ts';

/** `step.channel` is the baseline. Throws `nothing_to_promote`, `registry_conflict` when somebody else was first, and what the registry throws. */
export async function promote(step: Step, options: Pick<PromoteRequest, 'reason' | 'version' | 'over'>): Promise<StepResult> {
  const { deps, registry, signal, meter } = step;
  step.setState({ kind: 'checking' });
  const dynamic = (await look({ ...step, channel: 'dynamic' })).seen?.latest;
  if (!dynamic) {
    throw new AppError('nothing_to_promote', 'The registry has no dynamic version yet. Train one and upload it first.');
  }
  const baseline = (await look(step)).seen;
  const { version: wanted, over } = options;
  if (wanted !== undefined && dynamic.version !== wanted) {
    throw new AppError(
      'registry_conflict',
      `Somebody published dynamic version ${dynamic.version} meanwhile, so ${wanted} is not promoted. Look at the newer one first.`,
    );
  }
  if (over !== undefined && baseline?.latest && isNewer(baseline.latest.version, over)) {
    throw new AppError(
      'registry_conflict',
      `The registry has baseline version ${baseline.latest.version}, and this model was measured against ${over}. Fetch it and train again.`,
    );
  }
  if (baseline?.latest?.sha256 === dynamic.sha256) {
    throw new AppError(
      'nothing_to_promote',
      `Dynamic version ${dynamic.version} is the baseline already, as version ${baseline.latest.version}. There is nothing to promote.`,
    );
  }
  // Opened, not only read: an update of the program may have brought a higher bundled version that is not in place yet.
  const installed = await examine(deps.weights, 'baseline');
  const reason = options.reason.trim() || 'none given';
  const { manifest, etag } = await registry.promote(
    dynamic.version,
    {
      tags: { promotion_reason: reason, published_by: await deps.publisher() },
      expectedEtag: baseline?.etag ?? null,
      // A registry that has no baseline yet still gives a number above the bundled one, so that it counts as newer everywhere.
      above: installed.version,
    },
    { signal, meter },
  );
  const lastAnswerAt = (deps.now?.() ?? new Date()).toISOString();
  await createVersionDetails(deps.memory.folder).add(registry.address, 'baseline', [manifest]);
  await deps.memory.see(registry.address, 'baseline', { etag, latest: toLatest(manifest), isMovedBack: false, lastAnswerAt });
  deps.onPromoted?.({ dynamic: dynamic.version, baseline: manifest.version, reason: options.reason.trim(), isByRule: over !== undefined });
  return {
    outcome: 'promoted',
    fromVersion: baseline?.latest?.version ?? null,
    toVersion: manifest.version,
    available: manifest.version,
    bytesTotal: sizeOf(manifest),
    note: `Dynamic version ${dynamic.version}; reason: ${reason}`,
  };
}
