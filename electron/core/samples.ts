/** The sample transcripts that ship with the program, for the first run. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../shared/app-error.ts';
import type { Sample } from '../../shared/ipc.ts';

const samplesSchema = z.array(z.object({ id: z.string(), file: z.string(), title: z.string(), about: z.string() }));

export interface Samples {
  readonly list: () => Promise<readonly Sample[]>;
  /** The file's path and the title. Throws `input_not_found`. */
  readonly find: (id: string) => Promise<{ readonly path: string; readonly title: string }>;
}

/** `folder` is the bundled `models/samples`. */
export function createSamples(folder: string): Samples {
  const read = async (): Promise<z.infer<typeof samplesSchema>> =>
    samplesSchema.parse(JSON.parse(await readFile(join(folder, 'samples.json'), 'utf8')));
  return {
    list: async () => (await read()).map(({ id, title, about }) => ({ id, title, about })),
    async find(id) {
      const sample = (await read()).find((candidate) => candidate.id === id);
      if (!sample) throw new AppError('input_not_found', 'There is no such sample. Choose another one.');
      return { path: join(folder, sample.file), title: sample.title };
    },
  };
}
