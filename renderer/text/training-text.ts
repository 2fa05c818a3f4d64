/** The words of the training, and of a promotion by hand. */

import type { Task } from '../../shared/labels.ts';
import type { DataReport, Interval, TrainingPhase } from '../../shared/training.ts';
import {
  formatCount,
  formatDateTime,
  formatSigned as signed,
  formatThree as three,
  formatTimeLeft,
  formatVersion,
  plural,
} from './format.ts';

const rows = (count: number): string => plural(count, 'row', 'rows');

const PHASES: Readonly<Record<TrainingPhase, string>> = {
  reading: 'Reading the rows',
  embedding: 'The model reads the sentences',
  fitting: 'Learning',
  evaluating: 'Measuring on rows it has not learnt from',
  writing: 'Writing the model',
  installing: 'Trying the model and putting it in place',
  uploading: 'Uploading',
};
const TASK_NAMES: Readonly<Record<Task, string>> = { emotion: 'Emotion', sub_emotion: 'Sub-emotion', intensity: 'Intensity' };
const LEFT_OUT: Readonly<Record<keyof DataReport['left_out'], (count: number) => string>> = {
  no_text: (count) => `${rows(count)} without text`,
  unknown_label: (count) => `${rows(count)} with a label the model does not have`,
  inconsistent: (count) => `${rows(count)} whose sub-emotion belongs to another emotion`,
  not_english: (count) => `${rows(count)} not in English`,
  duplicates: (count) => `${plural(count, 'repeat', 'repeats')} of a text that is there already`,
  conflicts: (count) => `${rows(count)} that contradict others of the same text`,
};

function formatSeconds(exact: number): string {
  const seconds = Math.max(1, Math.round(exact));
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

export const TRAINING_TEXT = {
  train: {
    title: 'Train',
    lead: 'The dynamic model learns from labelled sentences and from what you corrected, on this machine. Training needs no network and no account.',
    running: 'a training is going on',
    drop: 'Drop CSV files to train with them',
    empty:
      'What the model learns from goes here: CSV files of sentences with their labels, or labels that you corrected in your own analyses.',
    emptyHint:
      'A file has the columns text, emotion, sub_emotion and intensity; the text and one label are enough. It can be dropped here.',
    choose: 'Choose CSV files',
    correct: 'Correct labels in the library',
    data: 'What to learn from',
    dataAgain: 'Train again',
    files: 'Labelled files',
    noFiles: 'No file is chosen.',
    add: 'Add CSV files',
    remove: (name: string) => `Remove ${name}`,
    corrections: 'Your corrections',
    correctionsHint: (count: number) =>
      count === 0
        ? 'You have corrected nothing yet. Correct a label in an analysis, and it counts here.'
        : `${plural(count, 'sentence', 'sentences')} of the library that you gave other labels. They outweigh what a file says of the same sentence.`,
    measure: 'Measured with',
    split: 'A fifth of the rows, set apart by video and by text: no sentence, and no near copy of it, is learnt from and measured with.',
    measureFile: (name: string, count: number | null) =>
      `${name}${count === null ? '' : `, ${rows(count)}`}. Nothing of it is learnt, nor what is nearly the same.`,
    chooseMeasure: 'Measure with a file…',
    bySplit: 'Set rows apart instead',
    keep: 'Keep the new model on this machine',
    keepHint: {
      off: 'It is not uploaded after a training anyway; that is switched off in Settings.',
      none: 'There is no registry, so it stays here anyway.',
      on: 'Otherwise it is uploaded after the training, and promoted when it has earned it.',
    },
    more: 'More',
    seed: 'Seed',
    seedHint: 'Decides which rows are set apart. The same seed and rows give the same model, byte for byte.',
    seedInvalid: 'Enter a whole number from 0 to 2,147,483,647.',
    epochs: 'Most steps',
    epochsHint: 'It ends by itself when the rows that are held back are not read better any more.',
    epochsInvalid: 'Enter a whole number from 1 to 1,000.',
    reading: 'Reading the rows. Nothing else waits for this.',
    readAgain: 'Read again',
    dataFailed: 'Moodline can’t train with this',
    report: 'What is in it',
    usable: (usable: number, all: number) =>
      usable === all ? `${rows(usable)}, all usable` : `${formatCount(usable)} of ${rows(all)} usable`,
    source: (name: string, count: number) => `${name}: ${rows(count)}`,
    labels: (task: Task) => TASK_NAMES[task],
    subEmotions: (count: number) => plural(count, 'sub-emotion', 'sub-emotions'),
    noLabels: 'no row has one',
    leftOut: 'Left out',
    leftOutParts: LEFT_OUT,
    unknown: (labels: readonly (readonly [string, number])[], more: number) =>
      `Labels the model does not have: ${labels.map(([label, count]) => `${label} (${formatCount(count)})`).join(', ')}${more > 0 ? `, and ${formatCount(more)} more` : ''}.`,
    remarks: 'Good to know first',
    start: 'Train',
    startReasons: { reading: 'The rows are still being read.', failed: 'Choose something that can be learnt from first.' },
    phases: PHASES,
    amount: (done: number, total: number, secondsLeft: number | null) =>
      `${formatCount(done)} / ${formatCount(total)}${secondsLeft === null ? '' : ` · ${formatTimeLeft(secondsLeft)}`}`,
    cancel: 'Cancel the training',
    cancelHint: 'The model is then as it was before.',
    stopUpload: 'Stop the upload',
    stopUploadHint: 'The new model is in place already and stays.',
    cancelling: 'Cancelling',
    usableMeanwhile: 'Everything else works meanwhile; analyses go on with the baseline.',
    curves: 'How the learning goes',
    curvesAfter: 'How the learning went',
    loss: 'Loss',
    f1: 'Weighted F1 on held-back rows',
    steps: 'steps',
    curve: (task: Task, steps: number, loss: number, f1: number) =>
      `${TASK_NAMES[task]}: F1 ${three(f1)}, loss ${three(loss)} after ${plural(steps, 'step', 'steps')}`,
    curvesLabel: (words: string) => `Loss and F1 for each step of the learning. ${words}`,
    done: 'The training is done; its result is on the screen.',
    cancelled: 'The training was cancelled. The model is as it was before.',
    failed: 'The training did not succeed',
    last: 'Last training',
    lastAbout: (version: string, at: string, count: number, seconds: number) =>
      `Dynamic ${formatVersion(version)} · ${formatDateTime(at)} · learnt from ${rows(count)} in ${formatSeconds(seconds)}`,
    uploadedSince: (version: string) => `Uploaded since, as dynamic ${formatVersion(version)}.`,
    promotedSince: (version: string) => `Promoted since, as baseline ${formatVersion(version)}.`,
    replacedBy: (version: string) => `Dynamic ${formatVersion(version)} is in its place now.`,
    afterwards: (reason: string) => `Right after the training: ${reason.charAt(0).toLowerCase()}${reason.slice(1)}`,
    waits: 'It waits, and is uploaded as soon as the registry can be reached.',
    promoted: 'Promoted to baseline',
    uploaded: 'Uploaded',
    here: 'On this machine',
    notMeasured: 'Nothing was measured: no row was left to measure with. Add rows, or measure with a file of your own.',
    measured: (count: number) => `Measured on ${rows(count)} that it has not learnt from.`,
    tasks: 'Scores by task',
    taskNames: TASK_NAMES,
    weighted: 'Weighted F1',
    interval: ({ value, low, high }: Interval) => `${three(value)} (95 % interval ${three(low)} to ${three(high)})`,
    baseline: 'Baseline, same rows',
    difference: 'Difference',
    differenceOf: ({ value, low, high }: Interval) =>
      `${signed(value)} (95 % interval ${signed(low)} to ${signed(high)})${low <= 0 && high >= 0 ? '; may be chance' : ''}`,
    threshold: 'To the threshold',
    toThreshold: (value: number, threshold: number) =>
      value >= threshold ? `${three(value - threshold)} over ${threshold}` : `${three(threshold - value)} short of ${threshold}`,
    legend: { score: 'This model, with its interval', baseline: 'Baseline', threshold: 'Threshold' },
    macro: 'Macro F1',
    accuracy: 'Accuracy',
    calibration: 'Calibration error',
    score: three,
    perLabel: 'Each label',
    label: 'Label',
    precision: 'Precision',
    recall: 'Recall',
    labelF1: 'F1',
    support: 'Rows',
    confusion: 'Confusion matrix',
    confusionHint: 'Each row is the given label, each column what the model read.',
    given: 'Given',
    leaks: (count: number) =>
      count === 1
        ? 'One row was not learnt from, since the same sentence, or nearly the same, is measured with.'
        : `${rows(count)} were not learnt from, since the same sentence, or nearly the same, is measured with.`,
    leakExamples: 'Examples',
    meaning: 'How much this means',
    upload: 'Upload now',
    promote: 'Promote…',
    compare: 'Compare with the baseline',
    uploadFailed: 'Not uploaded',
  },
  promote: {
    title: (version: string) => `Promote dynamic ${formatVersion(version)}`,
    titleOfNone: 'Promote',
    none: 'The registry has no dynamic version that could be promoted. Train a model and upload it first.',
    everybody: 'It becomes the baseline: everybody who follows this registry gets it and analyzes with it from then on.',
    met: (why: string) => `The rule for a promotion is met: ${why}.`,
    notMet: (why: string) => `The rule for a promotion is not met: ${why}.`,
    reason: 'Reason',
    reasonHint: 'It stands in the history and with the version, for everybody.',
    reasonNeeded: 'Say why it is promoted all the same. It stands in the history and with the version, for everybody.',
    optional: 'Reason (optional)',
    run: (version: string) => `Promote ${formatVersion(version)}`,
    running: 'Promoting. The registry is asked, then its baseline is moved.',
    done: (version: string) => `It is the baseline now, as ${formatVersion(version)}. The history says so with your reason.`,
    doneWithoutReason: (version: string) => `It is the baseline now, as ${formatVersion(version)}. The history says so.`,
    failed: 'Not promoted',
  },
};
