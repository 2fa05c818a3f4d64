/** The input of a source that is not YouTube's, for tests of jobs. */

import type { JobInput } from '../../electron/core/jobs/analyze-jobs.ts';
import { toJobInputs } from '../../electron/core/jobs/read-input.ts';
import type { Samples } from '../../electron/core/samples.ts';
import type { JobSource } from '../../shared/ipc.ts';

/** Rejects as `toJobInputs` does, and when the source turns out to need YouTube. */
export async function toOneInput(source: JobSource, samples: Samples, language: string): Promise<JobInput> {
  const youtube = (): Promise<never> => Promise.reject(new Error('YouTube was asked.'));
  const [input] = await toJobInputs(source, { samples, youtube, language });
  return input as JobInput;
}
