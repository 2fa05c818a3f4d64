/** Brings one channel to where the registry is: looks, decides, and if wanted fetches and installs. */

import { rm } from 'node:fs/promises';
import { AppError } from '../../../shared/app-error.ts';
import type { Manifest } from '../../../shared/manifest.ts';
import { isNewer } from '../../../shared/manifest.ts';
import { decide } from './decide.ts';
import { downloadVersion } from './download-version.ts';
import { estimateFetch } from './estimate-fetch.ts';
import type { Installed } from './examine.ts';
import { examine, readInstalled } from './examine.ts';
import { findLocalFiles } from './find-local-files.ts';
import type { Looked } from './look.ts';
import { look } from './look.ts';
import { sizeOf, weightsOf } from './manifest-facts.ts';
import { createProgressMeter } from './progress.ts';
import type { ChannelMemory } from './sync-memory.ts';
import { nameLocal } from './sync-memory.ts';
import type { Step, StepResult } from './sync-step.ts';

/** Looks only: what is newest, and whether it is what is installed. */
export async function check(step: Step): Promise<StepResult> {
  step.setState({ kind: 'checking' });
  const installed = await readInstalled(step.deps.weights, step.channel);
  const looked = await look(step);
  const { seen } = looked;
  const memory = step.deps.memory.channel(step.channel);
  const previous = await step.deps.weights.previous(step.channel);
  const decision = decide({ installed, previous, seen, memory, mayFetch: false, isManual: step.isManual, isForced: false });
  const base = { fromVersion: installed.version, toVersion: null, available: seen?.latest?.version ?? null };
  if (decision.kind !== 'available')
    return { ...base, outcome: 'up_to_date', bytesTotal: 0, note: joinNotes('note' in decision ? decision.note : '', looked.note) };
  const onto = nameLocal(installed.sha256, previous);
  if (seen && seen.fetch?.onto !== onto) {
    // Worked out once for each version and what is installed: it reads every local byte.
    const manifest = await manifestOf(step, decision.version, looked);
    const bytes = await estimateFetch(manifest, await findLocalFiles(step.deps.weights, step.channel), step.signal);
    await step.deps.memory.see(step.registry.address, step.channel, { ...seen, fetch: { onto, bytes } });
  }
  return { ...base, outcome: 'available', bytesTotal: seen?.latest?.sizeBytes ?? 0, note: joinNotes(decision.note, looked.note) };
}

/** Fetches and installs what is missing, damaged or newer. A baseline that can't be had from the registry is replaced by the bundled one. */
export async function follow(step: Step, options: { readonly isForced: boolean }): Promise<StepResult> {
  step.setState({ kind: 'checking' });
  const installed = await examine(step.deps.weights, step.channel);
  try {
    return await followRegistry(step, installed, options.isForced);
  } catch (error) {
    const isOurs = error instanceof AppError && error.code !== 'cancelled' && error.code !== 'disk_full';
    if (!installed.fault || step.channel !== 'baseline' || !isOurs || step.signal.aborted) throw error;
    return { ...(await standIn(step.deps, installed)), note: `The registry could not help: ${error.message}` };
  }
}

/** Puts the bundled baseline in the place of a broken one. */
export async function standIn(deps: Step['deps'], installed: Installed): Promise<StepResult> {
  await deps.weights.repair();
  const { version } = await readInstalled(deps.weights, 'baseline');
  if (version) deps.onInstalled?.('baseline', version, installed.version);
  const note = `The model was broken (${installed.fault?.message ?? 'unknown'}); the one that comes with Moodline stands in for it.`;
  return {
    operation: 'download',
    outcome: 'repaired',
    fromVersion: installed.version,
    toVersion: version,
    available: null,
    bytesTotal: 0,
    note,
  };
}

async function followRegistry(step: Step, installed: Installed, isForced: boolean): Promise<StepResult> {
  const looked = await look(step);
  const memory = step.deps.memory.channel(step.channel);
  const previous = await step.deps.weights.previous(step.channel);
  const decision = decide({ installed, previous, seen: looked.seen, memory, mayFetch: true, isManual: step.isManual, isForced });
  const base = { fromVersion: installed.version, toVersion: null, available: looked.seen?.latest?.version ?? null, bytesTotal: 0 };
  switch (decision.kind) {
    case 'up_to_date':
      return { ...base, outcome: 'up_to_date', note: joinNotes(decision.note, looked.note) };
    case 'available': {
      const isRefusal = step.isManual && decision.why === 'held';
      const error = isRefusal ? { error: new AppError('version_held', decision.note) } : {};
      return { ...base, outcome: 'available', note: joinNotes(decision.note, looked.note), ...error };
    }
    case 'fetch': {
      // What is held is older than this, or a person asked for it.
      const decided = { held: null, spared: null };
      const bytesTotal = await install(step, await manifestOf(step, decision.version, looked), decided, isForced);
      return { ...base, operation: 'download', outcome: 'updated', toVersion: decision.version, bytesTotal, note: looked.note };
    }
    case 'repair': {
      const manifest = await findRepair(step, installed, looked, decision.fault);
      // The same version again undoes nothing that a person decided.
      const held = isNewer(manifest.version, memory.held) ? null : memory.held;
      const bytesTotal = await install(step, manifest, { held, spared: memory.spared });
      const note = decision.fault.message;
      return { ...base, operation: 'download', outcome: 'repaired', toVersion: manifest.version, bytesTotal, note };
    }
  }
}

async function manifestOf(step: Step, version: string, { manifest }: Looked): Promise<Manifest> {
  if (manifest?.version === version) return manifest;
  return step.registry.readManifest(step.channel, version, { signal: step.signal, meter: step.meter });
}

function joinNotes(...notes: readonly string[]): string {
  return notes.filter(Boolean).join(' ');
}

/** The same version if the registry has it, else its newest; throws the fault when neither is to be had. */
async function findRepair(step: Step, installed: Installed, looked: Looked, fault: AppError): Promise<Manifest> {
  if (installed.version !== null && /^\d+$/u.test(installed.version)) {
    try {
      const manifest = await manifestOf(step, installed.version, looked);
      if (installed.sha256 === null || weightsOf(manifest).sha256 === installed.sha256) return manifest;
    } catch (error) {
      // The bundled version, or one of another registry, is not there: that is what the newest is for.
      if (!(error instanceof AppError) || (error.code !== 'registry_missing' && error.code !== 'registry_invalid')) throw error;
    }
  }
  const whole: Installed = { version: null, sha256: null, fault: null };
  const memory = step.deps.memory.channel(step.channel);
  const next = decide({
    installed: whole,
    previous: null,
    seen: looked.seen,
    memory,
    mayFetch: true,
    isManual: step.isManual,
    isForced: false,
  });
  if (next.kind !== 'fetch') throw fault;
  return manifestOf(step, next.version, looked);
}

/**
 * Fetches and installs; the bytes the version consists of. Afterwards `decided` is remembered of the channel.
 * A version that turns out unusable is remembered as well, so that it is not tried in a loop.
 */
export async function install(
  step: Step,
  manifest: Manifest,
  decided: Pick<ChannelMemory, 'held' | 'spared'>,
  isForced = false,
): Promise<number> {
  const { deps, registry, channel, signal, meter } = step;
  const { version } = manifest;
  const toProgress = createProgressMeter(channel, version);
  const bytesTotal = sizeOf(manifest);
  let left: Installed;
  try {
    const { folder } = await downloadVersion({
      registry,
      channel,
      manifest,
      folder: deps.memory.folder,
      // With force nothing here is trusted: everything comes from the registry again.
      localFiles: isForced ? [] : await findLocalFiles(deps.weights, channel),
      signal,
      meter,
      gate: step.gate,
      onProgress: (count) => step.setState({ kind: 'downloading', progress: toProgress(count), isPaused: false }),
    });
    step.setState({ kind: 'verifying', channel, version });
    left = await readInstalled(deps.weights, channel);
    await deps.weights.install({ channel, manifest, folder, signal });
    await rm(folder, { recursive: true, force: true });
  } catch (error) {
    if (error instanceof AppError && isAboutTheVersion(error)) {
      const refused = { version, sha256: weightsOf(manifest).sha256, code: error.code, message: error.message };
      await deps.memory.keep(channel, { refused });
    }
    throw error;
  }
  await deps.memory.keep(channel, { refused: null, ...decided });
  deps.onInstalled?.(channel, version, left.version);
  return bytesTotal;
}

/** True for what will be the same next time: the bytes, not the network or the disk. */
function isAboutTheVersion({ code }: AppError): boolean {
  return code === 'version_unusable' || code === 'registry_invalid' || code.startsWith('model_') || code.startsWith('tokenizer_');
}
