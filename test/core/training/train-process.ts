/** Trains in a process of its own, which a test may kill. Arguments: the data folder, the CSV. */

import { join } from 'node:path';
import { spawnNodeChild } from '../../../electron/core/inference/spawn-child.ts';
import { createSamples } from '../../../electron/core/samples.ts';
import { train } from '../../../electron/core/training/train.ts';
import { createWeightsFolder } from '../../../electron/core/weights/weights-folder.ts';
import { MODELS_FOLDER } from '../inference/model-under-test.ts';

const [, , home = '', file = ''] = process.argv;
await train(
  {
    files: [file],
    hasCorrections: false,
    mayUpload: false,
    // The first word that it holds the lock and works.
    onProgress: ({ phase }) => phase === 'embedding' && process.send?.('training'),
  },
  {
    home,
    weights: createWeightsFolder({ home, bundledFolder: MODELS_FOLDER, spawnChild: spawnNodeChild }),
    spawnChild: spawnNodeChild,
    samples: createSamples(join(MODELS_FOLDER, 'samples')),
    afterTraining: () => Promise.reject(new Error('Nothing was to be uploaded.')),
  },
);
