/** Sentences per second: the pipeline against the obvious programs, as ratios of interleaved runs on the same texts. */

import { SESSION_OPTIONS } from '../../electron/core/inference/model.ts';
import { createInferenceSession } from '../../electron/core/inference/session.ts';
import { defaultThreads } from '../../electron/core/inference/threads.ts';
import type { ModelFiles } from '../../electron/core/weights/model-files.ts';
import { createOnePerSentence, createRawSession, createTransformersPipeline } from './contenders.ts';
import { median, numberOption, ratioLine, runInterleaved } from './measure.ts';
import { makeSentences } from './sentences.ts';

/** A slice that a person might choose for a pipeline that does not choose by itself. */
const SLICE = 32;

export async function benchThroughput(model: ModelFiles, count: number, rounds: number): Promise<void> {
  const threads = numberOption('threads', defaultThreads());
  const texts = makeSentences(count);
  const session = createInferenceSession({ model, threads });
  await session.load();
  const onePerSentence = await createOnePerSentence(model, threads);
  const rawSession = await createRawSession(model, threads, texts, SESSION_OPTIONS);
  const rawDefaults = await createRawSession(model, threads, texts, {});
  const transformers = await createTransformersPipeline(model, threads);
  const times = await runInterleaved(
    {
      pipeline: async () => void (await session.predict(texts)),
      onePerSentence: () => onePerSentence(texts),
      rawSession,
      rawDefaults,
      transformers: () => transformers(texts),
      transformersSlices: async () => {
        for (let start = 0; start < texts.length; start += SLICE) await transformers(texts.slice(start, start + SLICE));
      },
    },
    rounds,
  );
  await session.close();

  const ratio = (other: readonly number[]): number => median(other.map((ms, round) => ms / (times.pipeline[round] ?? NaN)));
  console.log(`\nSentences per second: ${count} texts, ${threads} threads, medians of ${rounds} interleaved rounds`);
  for (const [name, ms] of Object.entries(times))
    console.log(`  ${name.padEnd(22)} ${(count / (median(ms) / 1000)).toFixed(0).padStart(6)} sentences/s`);
  console.log(ratioLine('pipeline : one session.run per sentence', ratio(times.onePerSentence), 1.6));
  console.log(ratioLine('pipeline : transformers.js, the whole list at once', ratio(times.transformers), 1.5));
  console.log(ratioLine(`pipeline : transformers.js, slices of ${SLICE}`, ratio(times.transformersSlices), 1.5));
  console.log(ratioLine('pipeline : raw session, same batches and options', ratio(times.rawSession), 0.87));
  console.log(ratioLine('pipeline : raw session, same batches, default options', ratio(times.rawDefaults), 0.87));
}
