/** The words of the model screen's tabs: the versions of both channels, their numbers over time, and the comparison of two of them. */

import type { Channel } from '../../shared/model-config.ts';
import {
  formatBytes,
  formatCount,
  formatDate,
  formatPercent,
  formatSigned as signed,
  formatThree as three,
  formatVersion,
  plural,
} from './format.ts';

const CHANNEL_WORDS: Readonly<Record<Channel, string>> = { baseline: 'baseline', dynamic: 'dynamic' };
/** The channel is always said: both count their versions from 1. */
const nameOf = (channel: Channel, version: string): string => `${CHANNEL_WORDS[channel]} ${formatVersion(version)}`;
const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);
const capitalNameOf = (channel: Channel, version: string): string => capital(nameOf(channel, version));

export const MODELS_TEXT = {
  modelTabs: {
    label: 'About the models',
    'in-use': 'In use',
    versions: 'Versions',
    compare: 'Compare',
    running: 'running',
  },
  modelVersions: {
    lead: 'Every version that is known, where it came from and how well it reads. Any complete one can be put to use, and none is lost by that.',
    groups: { baseline: 'Baseline', dynamic: 'Dynamic' } satisfies Readonly<Record<Channel, string>>,
    empty: {
      baseline: 'No baseline is known. Repair the model under “In use”.',
      dynamic: 'There is no dynamic model yet. Train one with your corrections, and it will be listed here.',
    } satisfies Readonly<Record<Channel, string>>,
    name: nameOf,
    title: capitalNameOf,
    places: { installed: 'in use', previous: 'kept on this machine', held: 'held' },
    held: 'held',
    incomplete: 'half uploaded',
    f1: 'F1',
    interval: (low: number, high: number) => `${low.toFixed(2)} to ${high.toFixed(2)}`,
    sources: { measured: '', claimed: 'claimed', stated: 'by its tags' },
    notMeasured: 'not measured',
    showAll: (count: number) => `Show all ${formatCount(count)} versions`,
    showFewer: 'Show fewer',
    origins: {
      trainedFrom: (channel: Channel, version: string) => `trained from ${nameOf(channel, version)}`,
      promotedFrom: (version: string) => `promoted from dynamic ${formatVersion(version)}`,
      here: 'trained on this machine, not uploaded',
      bundled: 'came with Moodline',
      published: 'published to the registry',
      unknown: 'nobody noted where it came from',
    },
    facts: {
      place: 'Here',
      made: 'Made',
      origin: 'Where from',
      reason: 'Why promoted',
      notes: 'Notes',
      publisher: 'Published by',
      size: 'Size',
      f1: 'Emotion F1',
      evaluation: 'Measured',
    },
    notHere: 'in the registry only',
    noDate: 'date not known',
    noSize: 'not known',
    noReason: 'no reason was given',
    nobodyNoted: 'not noted',
    claimed: (value: number) => `${three(value)}, claimed by who published it, not measured`,
    stated: (value: number) => `${three(value)}, as its tags say`,
    measured: (value: number, interval: string | null) => (interval === null ? three(value) : `${three(value)}, 95 % interval ${interval}`),
    evaluated: (rows: number, leaks: number | undefined) =>
      `on ${plural(rows, 'row', 'rows')} it had not learnt from${leaks ? `; ${plural(leaks, 'row was', 'rows were')} kept out of the training for that` : ''}`,
    noDetails: 'Nothing more is known of this version on this machine. It will be read when the registry can be asked.',
    metrics: 'What was measured',
    measure: 'Measure',
    measures: {
      f1_weighted: 'Weighted F1',
      interval: '95 % interval',
      f1_macro: 'Macro F1',
      accuracy: 'Accuracy',
      calibration_error: 'Calibration error',
      rows: 'Rows',
      baseline_f1_weighted: 'Baseline on the same rows',
      difference: 'Difference to the baseline',
      difference_interval: 'Its 95 % interval',
    } as Readonly<Record<string, string>>,
    perLabel: 'F1 of each label',
    others: 'More numbers',
    tags: 'Tags',
    score: three,
    signed,
    signedInterval: (low: number, high: number) => `${signed(low)} to ${signed(high)}`,
    between: (low: number, high: number) => `${three(low)} to ${three(high)}`,
    use: 'Use this version',
    useHolds: (inUse: string) =>
      `${formatVersion(inUse)} is held then: it does not come back by itself until a newer one is there or you release it.`,
    useKeeps: (inUse: string) => `${formatVersion(inUse)} is kept beside it, so that you can go back.`,
    useBaseline: 'Analyses use it from then on.',
    useDynamic: 'It takes the place of the dynamic model on this machine.',
    useFetches: (sizeBytes: number | null) =>
      sizeBytes === null ? 'It is fetched first.' : `It is fetched first: at most ${formatBytes(sizeBytes)}.`,
    using: (version: string) => `${formatVersion(version)} is in use.`,
    compare: 'Compare with…',
    promote: 'Promote…',
    upload: 'Upload',
    reasons: {
      inUse: 'It is in use.',
      promoted: (version: string) => `It is baseline ${formatVersion(version)} already.`,
      incomplete: 'Its upload was never finished, so it can’t be used.',
      busy: 'Wait for what is under way, or cancel it.',
      offline: 'It is not on this machine, and you chose to stay offline.',
      started: 'It is not on this machine, and Moodline was started with --offline.',
      noRegistry: 'It is not on this machine, and no registry is set up.',
    },
    networkReasons: {
      offline: 'You chose to stay offline.',
      started: 'Moodline was started with --offline.',
      noRegistry: 'No registry is set up.',
    },
    remembered: 'These are the versions known on this machine.',
    rememberedBecause: {
      offline: 'You chose to stay offline, so the registry was not asked.',
      started: 'Moodline was started with --offline, so the registry was not asked.',
    },
    chart: {
      title: 'How well they read, over time',
      empty: 'No version has a measured or claimed F1 yet.',
      tasks: { emotion: 'Emotion', sub_emotion: 'Sub-emotion', intensity: 'Intensity' },
      baseline: 'baseline',
      dynamic: 'dynamic',
      claimed: 'claimed, not measured',
      threshold: (value: number) => `promoted by itself from ${value.toFixed(2)}`,
      label: (count: number, newest: string) =>
        `Weighted F1 of ${plural(count, 'version', 'versions')} over time. ${newest} The numbers stand in the table below.`,
      newest: (name: string, f1: number) => `The newest measured one, ${name}, has emotion F1 ${three(f1)}.`,
      file: 'versions weighted F1',
      hint: 'Weighted F1; each sign is a version, measured on rows of its own. Which of two reads better, only a comparison on the same rows tells.',
      point: (name: string, at: string, task: string, f1: number, isClaimed: boolean) =>
        `${name}, ${formatDate(at)}: ${task.toLowerCase()} F1 ${three(f1)}${isClaimed ? ', claimed' : ''}`,
      table: 'The numbers as a table',
      version: 'Version',
      made: 'Made',
    },
  },
  compareModels: {
    lead: 'Two versions read the same sentences. Nothing is changed by it, and analyses go on meanwhile.',
    first: 'First',
    second: 'Second',
    choose: 'Choose a version',
    optionF1: (f1: number) => `F1 ${f1.toFixed(2)}`,
    inUse: 'in use',
    notHere: 'to fetch',
    data: 'Sentences',
    sources: { library: 'The sentences of my library', file: 'A labelled CSV file' },
    sourceHints: {
      library: 'Sentences that you corrected count as labelled; the others show where the two differ.',
      file: 'A table with the columns text and emotion. Moodline asks for it at the start.',
    },
    fetches: (name: string, sizeBytes: number | null) =>
      sizeBytes === null ? `${name} is fetched first.` : `${name} is fetched first, at most ${formatBytes(sizeBytes)}.`,
    start: 'Start',
    again: 'Start again',
    reasons: {
      choose: 'Choose two versions.',
      single: 'Only one version is known. Follow a registry, or train a model, to have another one.',
      same: 'Choose two different versions.',
      running: 'A comparison is running.',
      offline: (name: string) => `${name} is not on this machine, and you chose to stay offline.`,
      started: (name: string) => `${name} is not on this machine, and Moodline was started with --offline.`,
      noRegistry: (name: string) => `${name} is not on this machine, and no registry is set up.`,
    },
    empty: 'How the two differ will be shown here.',
    running: (first: string, second: string) => `Comparing ${first} with ${second}`,
    phases: {
      reading: 'Reading the sentences',
      fetching: 'Fetching what is not on this machine',
      predicting: 'Both read the sentences',
    },
    done: (done: number, total: number) => `${formatCount(done)} of ${formatCount(total)} · ${formatPercent(total > 0 ? done / total : 0)}`,
    fetched: (done: number, total: number) => `${formatBytes(done)} of ${formatBytes(total)}`,
    cancelled: 'The comparison was cancelled. Nothing was changed.',
    failed: 'The comparison failed',
    result: (first: string, second: string) => `${first} and ${second}`,
    on: (rows: number, skipped: number, damaged: number, source: string) =>
      [
        `${plural(rows, 'sentence', 'sentences')} of ${source}`,
        ...(skipped > 0 ? [`${plural(skipped, 'row', 'rows')} left out`] : []),
        ...(damaged > 0 ? [`${plural(damaged, 'damaged analysis', 'damaged analyses')} left out`] : []),
      ].join('; '),
    library: 'your library',
    agreement: (share: number, moved: number) =>
      moved === 0
        ? 'They name the same emotion for every sentence.'
        : `They agree on ${percentOf(share)} of the sentences; ${plural(moved, 'sentence has', 'sentences have')} another emotion.`,
    equal: 'So neither reads better.',
    noLabels: 'No sentence has a label that a person gave, so this tells where they differ, not which one is right.',
    better: (better: string, other: string, by: number, low: number, high: number) =>
      `${capital(better)} reads better than ${other}: weighted F1 ${three(Math.abs(by))} higher (95 % interval ${three(low)} to ${three(high)}).`,
    noDifference: (value: number, low: number, high: number) =>
      `No clear difference: ${signed(value)}, and with 95 % certainty between ${signed(low)} and ${signed(high)}. That may be chance.`,
    few: (rows: number) =>
      rows === 1
        ? 'Only one sentence has a label. The numbers say next to nothing; a few hundred labelled sentences would.'
        : `Only ${formatCount(rows)} sentences have a label. The numbers say little; a few hundred would say more.`,
    table: 'In numbers',
    f1: 'Weighted F1, emotion',
    speed: 'Sentences a second',
    differenceColumn: 'Difference',
    moved: 'What moved',
    movedHint: (first: string, second: string) =>
      `Rows: what ${first} says. Columns: what ${second} says instead. The number counts sentences.`,
    from: 'From',
    total: 'All',
    disagreements: (count: number) => (count === 1 ? 'The one disagreement' : `The ${formatCount(count)} strongest disagreements`),
    to: 'to',
    given: (label: string) => `labelled ${label}`,
    givenTo: (name: string, label: string) => `labelled ${label}, as ${name} says`,
    unsure: 'unsure',
    score: three,
    signed,
  },
};

/** All but all is not all. */
function percentOf(share: number): string {
  const percent = share * 100;
  return percent > 99 && percent < 100 ? '> 99 %' : formatPercent(share);
}
