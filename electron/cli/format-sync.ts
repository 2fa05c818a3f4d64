/** The sync's status, results and history as text for the terminal. */

import type { Channel } from '../../shared/model-config.ts';
import { CHANNELS } from '../../shared/model-config.ts';
import type { ChannelResult, ChannelSync, OfferedVersion, SyncResult, SyncRun, SyncSnapshot } from '../../shared/sync.ts';
import type { SyncStatus } from '../core/sync/status-file.ts';
import { formatColumns, formatTime, versionName } from './format-columns.ts';
import type { Terminal } from './terminal.ts';

const NAME_WIDTH = 12;

const CONNECTION: Readonly<Record<SyncStatus['configuration']['connection_status'], string>> = {
  not_configured: 'none is configured; everything works with the model on this machine',
  misconfigured: 'can’t be used as it is configured',
  not_asked: 'not asked yet; "moodline sync check" asks',
  connected: 'answered the last time it was asked',
  unreachable: 'could not be reached the last time; what is installed works on',
  offline: 'not asked: offline by choice',
  refused: 'refused the last time; "moodline doctor" says more',
};

const AUTHENTICATION: Readonly<Record<SyncSnapshot['authentication'], string>> = {
  none: 'without credentials',
  sas: 'by the signature in its address (SAS)',
  connection_string: 'by AZURE_STORAGE_CONNECTION_STRING',
  service_principal: 'as a service principal',
  person: 'as the person signed in',
  folder: 'as a folder',
};

const OUTCOMES: Readonly<Record<SyncResult['outcome'], string>> = {
  updated: 'updated',
  repaired: 'repaired',
  available: 'available',
  up_to_date: 'up to date',
  uploaded: 'uploaded',
  promoted: 'promoted',
  rolled_back: 'rolled back',
  offline: 'offline',
  cancelled: 'cancelled',
  failed: 'failed',
};

/** Bytes with a unit, to three digits or so: `812 B`, `1.5 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const units = ['kB', 'MB', 'GB'];
  let value = bytes / 1000;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value.toFixed(value < 100 ? 1 : 0)} ${units[unit]}`;
}

/** Where things stand: the registry, how it is reached, and each channel. */
export function formatStatus(snapshot: SyncSnapshot, status: SyncStatus, { colors }: Terminal): string {
  const { registry } = snapshot;
  const connection = CONNECTION[status.configuration.connection_status];
  const line = (name: string, text: string): string => `${colors.bold(name.padEnd(NAME_WIDTH))}${text}`;
  const lines = [line('registry', registry.address === '' ? connection : registry.address)];
  if (registry.address !== '') lines.push(line('', `${connection} (${AUTHENTICATION[snapshot.authentication]})`));
  if (registry.problem) lines.push(line('', registry.problem.message));
  if (snapshot.account) lines.push(line('signed in', snapshot.account));
  for (const channel of CHANNELS) lines.push(line(channel, describeChannel(snapshot, channel)));
  lines.push(line('last sync', status.local.last_sync === null ? 'never' : formatTime(status.local.last_sync)));
  return lines.join('\n');
}

function describeChannel({ channels }: SyncSnapshot, channel: Channel): string {
  const { installed, latest, previous, held, waiting } = channels[channel];
  const parts = [installed === null ? 'none installed' : `${versionName(installed)} installed`];
  if (latest && latest.version !== installed) {
    parts.push(`v${latest.version} in the registry (${formatBytes(latest.sizeBytes)}, ${formatTime(latest.createdTime)})`);
  }
  if (previous) parts.push(`${versionName(previous)} kept for a rollback`);
  if (held) parts.push(`v${held} held back`);
  if (waiting) parts.push(`waits for its ${waiting} until the registry can be reached`);
  return parts.join(' · ');
}

/** What an operation did, a line a channel; `now` is the snapshot afterwards. */
export function formatResult(result: SyncResult, now: SyncSnapshot, { colors }: Terminal): string {
  const lines = CHANNELS.flatMap((channel) => {
    const part = result.channels[channel];
    if (!part || part.outcome === 'failed' || part.outcome === 'offline' || part.outcome === 'cancelled') return [];
    const note = part.note && part.note !== result.error?.message ? [colors.dim(`${''.padEnd(NAME_WIDTH)}${part.note}`)] : [];
    return [`${colors.bold(channel.padEnd(NAME_WIDTH))}${describePart(part, now.channels[channel])}`, ...note];
  });
  if (lines.length > 0 && result.requests > 0) {
    const requests = `${result.requests} ${result.requests === 1 ? 'request' : 'requests'}`;
    lines.push(colors.dim(`${''.padEnd(NAME_WIDTH)}${formatBytes(result.bytes_transferred)} in ${requests}`));
  }
  return lines.join('\n');
}

function describePart(part: ChannelResult, { installed, latest }: ChannelSync): string {
  const { from_version: from, to_version: to, available } = part;
  switch (part.outcome) {
    case 'updated':
      return from === null ? `${versionName(to)} installed` : `${versionName(from)} → ${versionName(to)}, installed`;
    case 'repaired':
      return `${versionName(to)} repaired`;
    case 'available':
      return `${installed === null ? 'none installed' : `${versionName(installed)} installed`} · ${versionName(available)} is available${describeOffer(latest)}`;
    case 'up_to_date':
      return installed === null ? 'none here and none in the registry' : `${versionName(installed)}, up to date`;
    case 'uploaded':
      return `uploaded as ${versionName(to)}`;
    case 'promoted':
      return `${from === null ? '' : `${versionName(from)} → `}${versionName(to)} is the baseline in the registry`;
    case 'rolled_back':
      return `${versionName(from)} → ${versionName(to)}, rolled back`;
    default:
      return OUTCOMES[part.outcome];
  }
}

function describeOffer(latest: OfferedVersion | null): string {
  if (!latest) return '';
  const fetch = latest.fetchBytes === null ? '' : `, ${formatBytes(latest.fetchBytes)} of them to fetch`;
  return ` (${formatTime(latest.createdTime)}, ${formatBytes(latest.sizeBytes)}${fetch})`;
}

/** The runs, a line each, newest first. */
export function formatHistory(runs: readonly SyncRun[], { colors }: Terminal): string {
  const rows = runs.map((run) => [
    formatTime(run.started_at),
    run.trigger,
    run.operation,
    run.channel,
    describeVersions(run),
    run.requests === 0 ? '' : formatBytes(run.bytes_transferred),
    OUTCOMES[run.outcome],
    run.error ? `${run.error.code}: ${run.error.message}` : run.note,
  ]);
  return formatColumns([['started', 'trigger', 'operation', 'channel', 'version', 'moved', 'outcome', ''], ...rows], colors);
}

function describeVersions({ from_version: from, to_version: to }: SyncRun): string {
  if (to === null) return from === null ? '' : versionName(from);
  return from === null ? versionName(to) : `${versionName(from)} → ${versionName(to)}`;
}
