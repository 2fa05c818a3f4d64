/** Rolls a channel back to the version before, and holds the one it leaves. */

import { isNewer } from '../../../shared/manifest.ts';
import { readInstalled } from './examine.ts';
import type { Step, StepResult } from './sync-step.ts';

/** Needs no network. Throws `no_previous_version`, and what the weights folder throws. */
export async function goBack({ deps, channel, setState, signal }: Omit<Step, 'registry'>): Promise<StepResult> {
  const left = await readInstalled(deps.weights, channel);
  const previous = await deps.weights.previous(channel);
  if (previous) setState({ kind: 'activating', channel, version: previous });
  const version = await deps.weights.rollback(channel, signal);
  // Going back a second time brings the newer one again: then nothing is held. Nor is a model trained here, which no registry has.
  const held = left.version !== null && isNewer(left.version, version) ? left.version : null;
  const spared = left.version?.startsWith('local-') ? left.version : null;
  await deps.memory.keep(channel, { held, spared });
  deps.onInstalled?.(channel, version, left.version);
  const note =
    held === null ? '' : `Version ${held} is held: it is not installed again by itself until a newer one is there or you release it.`;
  return { outcome: 'rolled_back', fromVersion: left.version, toVersion: version, available: null, bytesTotal: 0, note };
}
