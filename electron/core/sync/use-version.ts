/** Makes a version that a person chose the current one of its channel: the kept one, or any that the registry has. */

import { AppError } from '../../../shared/app-error.ts';
import { isNewer } from '../../../shared/manifest.ts';
import type { Installed } from './examine.ts';
import { examine } from './examine.ts';
import { install } from './follow.ts';
import { look } from './look.ts';
import type { ChannelMemory } from './sync-memory.ts';
import type { OpenStep, Step, StepResult } from './sync-step.ts';

const CHOSEN = 'Chosen by hand.';

/**
 * What is newer than the chosen version is held afterwards, as after a rollback. The version it leaves is the one that is kept.
 * Throws `version_not_uploaded` when a model trained here would be lost, `no_previous_version` for one that is gone,
 * `version_unknown` for a number that the registry has not, and what fetching and installing throw.
 */
export async function useVersion(step: OpenStep, version: string): Promise<StepResult> {
  const { deps, channel } = step;
  const left = await examine(deps.weights, channel);
  const previous = await deps.weights.previous(channel);
  const base = { fromVersion: left.version, available: deps.memory.seen(step.address, channel)?.latest?.version ?? null };
  if (left.version === version && !left.fault) {
    await deps.memory.keep(channel, { held: findHeld(step, version, left) });
    return { ...base, outcome: 'up_to_date', toVersion: null, bytesTotal: 0, note: `${CHOSEN} It was the current one already.` };
  }
  if (previous === version) {
    const decided = decideFor(step, version, left);
    step.setState({ kind: 'activating', channel, version });
    await deps.weights.rollback(channel, step.signal);
    await deps.memory.keep(channel, decided);
    deps.onInstalled?.(channel, version, left.version);
    return { ...base, outcome: 'updated', toVersion: version, bytesTotal: 0, note: describe(decided, left) };
  }
  if (version.startsWith('local-'))
    throw new AppError('no_previous_version', `The model trained here (${version}) is not kept on this machine any more. Train it again.`);
  // Of the models that a channel leaves, one is kept; a broken one is not, and takes nobody's place.
  if (left.version !== null && !left.fault && previous?.startsWith('local-')) throw toNotUploaded(previous, version);
  return fetchChosen({ ...step, registry: step.openRegistry() }, version, left);
}

async function fetchChosen(step: Step & OpenStep, version: string, left: Installed): Promise<StepResult> {
  step.setState({ kind: 'checking' });
  const { seen, manifest: newest } = await look(step);
  const manifest =
    newest?.version === version
      ? newest
      : await step.registry.readManifest(step.channel, version, { signal: step.signal, meter: step.meter, isChosen: true });
  const decided = decideFor(step, version, left);
  const bytesTotal = await install(step, manifest, decided);
  const [fromVersion, available] = [left.version, seen?.latest?.version ?? null];
  return { outcome: 'updated', fromVersion, toVersion: version, available, bytesTotal, note: describe(decided, left) };
}

type Decided = Pick<ChannelMemory, 'held' | 'spared'>;

/** What is remembered of the channel once the chosen version is the current one. */
function decideFor(step: OpenStep, version: string, left: Installed): Decided {
  const isSpared = left.version?.startsWith('local-') && !left.fault;
  return { held: findHeld(step, version, left), spared: isSpared ? left.version : step.deps.memory.channel(step.channel).spared };
}

/** The note for the history. */
function describe({ held, spared }: Decided, left: Installed): string {
  const notes = [CHOSEN];
  if (spared !== null && spared === left.version) notes.push(`The model trained here (${spared}) is kept as the previous version.`);
  if (held !== null)
    notes.push(`Version ${held} is held: it is not installed again by itself until a newer one is there or you release it.`);
  return notes.join(' ');
}

/** The newest version that is known, when it is newer than the chosen one. */
function findHeld({ deps, channel, address }: OpenStep, version: string, left: Installed): string | null {
  // A model trained here is in no sequence; nothing takes its place by itself.
  if (version.startsWith('local-')) return null;
  const known = [left.version, deps.memory.channel(channel).held, deps.memory.seen(address, channel)?.latest?.version ?? null];
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
