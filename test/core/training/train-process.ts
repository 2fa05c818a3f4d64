/** Trains in a process of its own, which a test may kill. Arguments: the data folder, the CSV, and the part of the work that is told of. */

import { join } from 'node:path';
import { spawnNodeChild } from '../../../electron/core/inference/spawn-child.ts';
import { createSamples } from '../../../electron/core/samples.ts';
import { train } from '../../../electron/core/training/train.ts';
import { createWeightsFolder } from '../../../electron/core/weights/weights-folder.ts';
import { MODELS_FOLDER } from '../inference/model-under-test.ts';

const [, , home = '', file = '', awaited = 'embedding'] = process.argv;
await train(
  {
    files: [file],
    hasCorrections: false,
    mayUpload: false,
    onProgress: ({ phase }) => phase === awaited && process.send?.(phase),
  },
  {
    home,
    weights: createWeightsFolder({ home, bundledFolder: MODELS_FOLDER, spawnChild: spawnNodeChild }),
    spawnChild: spawnNodeChild,
    samples: createSamples(join(MODELS_FOLDER, 'samples')),
    afterTraining: () => Promise.reject(new Error('Nothing was to be uploaded.')),
  },
);
