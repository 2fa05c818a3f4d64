/** The words of the sync screen, the history, and the one line in the side bar that tells where the model stands. */

import type { Channel } from '../../shared/model-config.ts';
import type { SyncAuthentication, SyncOperation, SyncOutcome, SyncTrigger } from '../../shared/sync.ts';
import { formatBytes, formatDateTime, formatPercent, formatTimeLeft, formatVersion, plural } from './format.ts';

/** In one piece at the end of a line. */
const percent = (share: number): string => formatPercent(share).replaceAll(' ', '\u00a0');

const CHANNEL_NAMES: Readonly<Record<Channel, string>> = { baseline: 'Baseline', dynamic: 'Dynamic' };
/** The baseline is the one that is meant when nothing else is said. */
const nameOf = (channel: Channel, version: string): string =>
  channel === 'baseline' ? formatVersion(version) : `${CHANNEL_NAMES[channel]} ${formatVersion(version)}`;

const OUTCOMES: Readonly<Record<SyncOutcome, string>> = {
  updated: 'Updated',
  repaired: 'Repaired',
  available: 'Newer version found',
  up_to_date: 'Up to date',
  uploaded: 'Uploaded',
  promoted: 'Promoted',
  rolled_back: 'Went back',
  offline: 'Offline',
  cancelled: 'Cancelled',
  failed: 'Failed',
};
const TRIGGERS: Readonly<Record<SyncTrigger, string>> = {
  startup: 'At start',
  manual: 'By hand',
  model_load: 'When a model was loaded',
  prediction: 'With an analysis',
  schedule: 'By schedule',
  training: 'After training',
  online: 'When the network came back',
};
const OPERATIONS: Readonly<Record<SyncOperation, string>> = {
  check: 'Look for updates',
  download: 'Download',
  upload: 'Upload',
  promote: 'Promotion',
  rollback: 'Rollback',
};
const AUTHENTICATION: Readonly<Record<SyncAuthentication, string>> = {
  none: 'Without a name, as a public registry allows',
  sas: 'By the signature in the address',
  connection_string: 'By a connection string from the environment',
  service_principal: 'As a service principal from the environment',
  person: 'As the person signed in',
  folder: 'With your own rights on this folder',
};

export const SYNC_TEXT = {
  channels: CHANNEL_NAMES,
  status: {
    starting: 'Starting',
    broken: 'Model needs repair',
    upToDate: 'Up to date',
    using: (version: string) => `Using ${formatVersion(version)}`,
    offline: (version: string) => `Offline, using ${formatVersion(version)}`,
    held: (version: string, held: string) => `Using ${formatVersion(version)}, ${formatVersion(held)}\u00a0held`,
    signIn: 'Sign-in needed',
    ready: (channel: Channel, version: string) => `${nameOf(channel, version)} ready`,
    offered: (channel: Channel, version: string) => `${nameOf(channel, version)} offered`,
    checking: 'Looking for updates',
    downloading: (version: string, share: number) => `Downloading ${formatVersion(version)}, ${percent(share)}`,
    uploading: (version: string, share: number) => `Uploading ${formatVersion(version)}, ${percent(share)}`,
    paused: (version: string, share: number) => `${formatVersion(version)} paused at ${percent(share)}`,
    pausedTitle: (version: string) => `${formatVersion(version)} paused`,
    titles: {
      downloading: (version: string) => `Downloading ${formatVersion(version)}`,
      uploading: (version: string) => `Uploading ${formatVersion(version)}`,
    },
    verifying: (version: string) => `Checking ${formatVersion(version)}`,
    activating: (version: string) => `Switching to ${formatVersion(version)}`,
    failed: (version: string) => `Update failed, using ${formatVersion(version)}`,
  },
  sync: {
    title: 'Sync',
    lead: 'How the model on this machine stays current. Analyzing never waits for any of this.',
    local: 'This machine only',
    localText:
      'Moodline works with the model on this machine. A registry, which is a container in Azure or a shared folder, brings newer models by itself; nothing else needs one.',
    setUp: 'Set up a registry',
    notAsked: 'The registry was not asked yet.',
    signIn: 'Sign in',
    nothingNew: 'The registry had nothing newer when it was last asked.',
    emptyRegistry: 'The registry has no version yet, so there is nothing to follow.',
    transferText: {
      downloading: 'Only what is not here already is fetched. Analyses go on meanwhile.',
      uploading: 'The model trained here is sent to the registry.',
    },
    offlineStarted: 'Moodline was started with --offline, so nothing is asked or fetched. Everything works with the model on this machine.',
    olderText: 'The registry went back to this version. It is not installed by itself.',
    offlineChosen: 'You chose to stay offline, so nothing is asked or fetched. Everything works with the model on this machine.',
    unreachable: (next: string | null) =>
      `The registry can’t be reached right now. Everything works with the model on this machine; ${next === null ? 'Moodline asks again when the network is back' : `the next try is at ${next}`}.`,
    refused: 'The registry refused the last request.',
    availableText: 'It is not installed yet. Analyses in progress are not disturbed by an update.',
    heldText: (version: string) =>
      `You went back from ${formatVersion(version)}, so it is held: it is not installed again by itself until a newer version is there or you release it.`,
    localModelText: (version: string) =>
      `The model trained here (${version}) is kept. Upload it before a version from the registry takes its place.`,
    upToDateText: 'The newest version of the registry is installed.',
    verifyingText: 'Every byte is compared with what the registry promised.',
    activatingText: 'The new version reads a test sentence before it takes over. Analyses in progress finish on the old one.',
    checkingText: 'Asking the registry what its newest version is.',
    lastAnswer: (at: string) => `The registry last answered on ${formatDateTime(at)}.`,
    nextCheck: (at: string) => `The next look is planned for ${formatDateTime(at)}.`,
    check: 'Check for updates',
    install: (version: string) => `Install ${formatVersion(version)}`,
    retry: 'Try again',
    pause: 'Pause',
    resume: 'Go on',
    transferred: (done: number, total: number, share: number) => `${formatPercent(share)} · ${formatBytes(done)} / ${formatBytes(total)}`,
    speed: (bytesPerSecond: number) => `${formatBytes(Math.round(bytesPerSecond))}/s`,
    left: formatTimeLeft,
    pausedAt: 'Paused. What was fetched is kept, also when Moodline is closed.',
    kept: (version: string) => `Nothing was lost, and ${formatVersion(version)} goes on working.`,
    newer: (channel: Channel, version: string) => `${CHANNEL_NAMES[channel]} ${formatVersion(version)}`,
    offers: {
      newer: (channel: Channel, version: string) => `Newer: ${CHANNEL_NAMES[channel].toLowerCase()} ${formatVersion(version)}`,
      missing: (channel: Channel, version: string) => `Not installed: ${CHANNEL_NAMES[channel].toLowerCase()} ${formatVersion(version)}`,
      held: (channel: Channel, version: string) => `Held: ${CHANNEL_NAMES[channel].toLowerCase()} ${formatVersion(version)}`,
      local: (channel: Channel, version: string) => `In the registry: ${CHANNEL_NAMES[channel].toLowerCase()} ${formatVersion(version)}`,
      older: (channel: Channel, version: string) => `Older: ${CHANNEL_NAMES[channel].toLowerCase()} ${formatVersion(version)}`,
    },
    made: 'Made',
    fetch: 'To fetch',
    fetchOf: (fetch: number, size: number) => `${formatBytes(fetch)} of ${formatBytes(size)}; the rest is here already`,
    fetchAtMost: (size: number) => `At most ${formatBytes(size)}; what is here already is not fetched again`,
    fetchNothing: 'Next to nothing; it is still kept here',
    fetchAll: (size: number) => formatBytes(size),
    quality: 'Weighted F1 on held-out rows',
    task: 'Task',
    notMeasured: 'Nobody measured how well this version reads.',
    difference: 'Difference',
    points: (difference: number) => {
      const rounded = Math.round(difference * 100) / 100;
      return rounded === 0 ? 'the same' : `${rounded > 0 ? '+' : '−'}${Math.abs(rounded).toFixed(2)}`;
    },
    versions: 'Versions',
    all: 'All versions',
    installed: 'Installed',
    newest: 'In the registry',
    previous: 'Kept beside it',
    none: 'none',
    noneYet: 'There is none yet.',
    goBack: (version: string) => `Go back to ${formatVersion(version)}`,
    useAgain: (version: string) => `Use ${formatVersion(version)} again`,
    wentBack: (version: string) => `${formatVersion(version)} is in use again.`,
    release: (version: string) => `Release ${formatVersion(version)}`,
    held: 'held',
    about: {
      baseline: 'The stable model that analyses use.',
      dynamic: 'The model trained last.',
    } satisfies Readonly<Record<Channel, string>>,
    registry: 'Registry',
    address: 'Address',
    chosen: 'Chosen by',
    chosenBy: {
      flag: 'an option of this run',
      environment: 'the environment (MOODLINE_REGISTRY)',
      setting: 'the settings',
      azure_variables: 'the environment (AZURE_… variables)',
      none: 'nobody',
    },
    access: 'Access',
    authentication: AUTHENTICATION,
    account: 'Signed in',
    nobody: 'nobody',
    change: 'Change in Settings',
    history: 'Show the history',
    reasons: {
      offline: 'You chose to stay offline.',
      started: 'Moodline was started with --offline.',
      busy: 'Wait for what is under way, or cancel it.',
    },
  },
  history: {
    title: 'History',
    lead: 'Everything the sync did, kept on this machine.',
    search: 'Search versions, errors and notes',
    outcome: 'Outcome',
    trigger: 'Started',
    all: 'all',
    outcomes: OUTCOMES,
    triggers: TRIGGERS,
    operations: OPERATIONS,
    export: 'Export',
    formats: { json: 'JSON', csv: 'CSV table' },
    exported: (rows: number, path: string) => `${plural(rows, 'run', 'runs')} saved as ${path}`,
    runs: (count: number) => plural(count, 'run', 'runs'),
    empty: 'Nothing was synced yet. Each look for updates, download and rollback will be listed here.',
    emptyAction: 'Open Sync',
    noMatch: 'No run matches.',
    clear: 'Show all runs',
    nothingToExport: 'No run to export.',
    change: (from: string | null, to: string | null) =>
      to === null
        ? from === null
          ? ''
          : formatVersion(from)
        : from === null
          ? formatVersion(to)
          : `${formatVersion(from)} → ${formatVersion(to)}`,
    unfinished: 'Moodline was ended in the middle of it',
    duration: 'Took',
    seconds: (seconds: number) =>
      seconds < 1
        ? 'under 1 s'
        : seconds < 60
          ? `${Math.round(seconds)} s`
          : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`,
    operation: 'What',
    from: 'From version',
    to: 'To version',
    transferred: 'Transferred',
    bytes: (transferred: number, total: number) =>
      total > 0 ? `${formatBytes(transferred)} for a version of ${formatBytes(total)}` : formatBytes(transferred),
    requests: 'Requests',
    note: 'Note',
    copy: 'Copy this run',
  },
};
