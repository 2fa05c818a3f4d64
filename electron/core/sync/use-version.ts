/** Makes a version that a person chose the current one of its channel: the kept one, or any that the registry has. */

import { AppError } from '../../../shared/app-error.ts';
import { isNewer } from '../../../shared/manifest.ts';
import { examine } from './examine.ts';
import { install } from './follow.ts';
import { look } from './look.ts';
import type { OpenStep, Step, StepResult } from './sync-step.ts';

const CHOSEN = 'Chosen by hand.';

/**
 * What is newer than the chosen version is held afterwards, as after a rollback. The version it leaves is the one that is kept.
 * Throws `version_not_uploaded` when a model trained here would be lost, `no_previous_version` for one that is gone, and what fetching and installing throw.
 */
export async function useVersion(step: OpenStep, version: string): Promise<StepResult> {
  const { deps, channel } = step;
  const left = await examine(deps.weights, channel);
  const previous = await deps.weights.previous(channel);
  const base = { fromVersion: left.version, available: deps.memory.seen(step.address, channel)?.latest?.version ?? null };
  if (left.version === version && !left.fault) {
    await deps.memory.keep(channel, { held: findHeld(step, version, left.version) });
    return { ...base, outcome: 'up_to_date', toVersion: null, bytesTotal: 0, note: `${CHOSEN} It was the current one already.` };
  }
  if (previous === version) {
    const held = findHeld(step, version, left.version);
    step.setState({ kind: 'activating', channel, version });
    await deps.weights.rollback(channel, step.signal);
    const note = await remember(step, held);
    deps.onInstalled?.(channel, version);
    return { ...base, outcome: 'updated', toVersion: version, bytesTotal: 0, note };
  }
  if (version.startsWith('local-'))
    throw new AppError('no_previous_version', `The model trained here (${version}) is not kept on this machine any more. Train it again.`);
  // Of the models that a channel leaves, one is kept.
  if (left.version !== null && previous?.startsWith('local-')) throw toNotUploaded(previous, version);
  return fetchChosen({ ...step, registry: step.openRegistry() }, version, left.version);
}

async function fetchChosen(step: Step & OpenStep, version: string, left: string | null): Promise<StepResult> {
  step.setState({ kind: 'checking' });
  const { seen, manifest: newest } = await look(step);
  const manifest =
    newest?.version === version
      ? newest
      : await step.registry.readManifest(step.channel, version, { signal: step.signal, meter: step.meter });
  // Before the install, which forgets what was held.
  const held = findHeld(step, version, left);
  const bytesTotal = await install(step, manifest, false);
  const note = await remember(step, held);
  return { outcome: 'updated', fromVersion: left, toVersion: version, available: seen?.latest?.version ?? null, bytesTotal, note };
}

/** Holds what is newer; the note for the history. */
async function remember({ deps, channel }: OpenStep, held: string | null): Promise<string> {
  const kept = await deps.weights.previous(channel);
  const spared = kept !== null && kept.startsWith('local-') ? kept : null;
  await deps.memory.keep(channel, { held, spared });
  const notes = [CHOSEN];
  if (spared !== null) notes.push(`The model trained here (${spared}) is kept as the previous version.`);
  if (held !== null)
    notes.push(`Version ${held} is held: it is not installed again by itself until a newer one is there or you release it.`);
  return notes.join(' ');
}

/** The newest version that is known, when it is newer than the chosen one. */
function findHeld({ deps, channel, address }: OpenStep, version: string, left: string | null): string | null {
  // A model trained here is in no sequence; nothing takes its place by itself.
  if (version.startsWith('local-')) return null;
  const known = [left, deps.memory.channel(channel).held, deps.memory.seen(address, channel)?.latest?.version ?? null];
  return known.reduce<string | null>((newest, each) => (each !== null && isNewer(each, newest ?? version) ? each : newest), null);
}

/** The refusal of an install that would overwrite the only copy of a model. */
function toNotUploaded(local: string, version: string): AppError {
  return new AppError(
    'version_not_uploaded',
    `Installing version ${version} would overwrite the model trained here (${local}), which is kept as the previous version and was never uploaded. ` +
      'Go back to it and upload it first.',
  );
}
