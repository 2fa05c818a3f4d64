/** The words of the training, and of a promotion by hand. */

import { formatVersion } from './format.ts';

export const TRAINING_TEXT = {
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
