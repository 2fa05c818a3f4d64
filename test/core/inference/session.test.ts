/** Requests to the session: order, queue, cancel, progress, and texts of every kind. */

import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { EMOTION_OF } from '../../../shared/labels.ts';
import type { Prediction } from '../../../shared/prediction.ts';
import { toPrediction } from '../../../shared/prediction.ts';
import type { InferenceSession } from '../../../electron/core/inference/session.ts';
import { createInferenceSession } from '../../../electron/core/inference/session.ts';
import { makeTexts, SHIPPED_MODEL, TEST_TIMEOUT_MS } from './model-under-test.ts';

vi.setConfig({ testTimeout: TEST_TIMEOUT_MS, hookTimeout: TEST_TIMEOUT_MS });

let session: InferenceSession;
beforeAll(() => {
  session = createInferenceSession({ model: SHIPPED_MODEL });
});
afterAll(() => session.close());

/** Scores depend a little on the batch a text runs in, labels hardly. */
function expectSame(found: readonly Prediction[], expected: readonly Prediction[]): void {
  expect(found).toHaveLength(expected.length);
  found.forEach((prediction, index) => expect(prediction.emotionScore, String(index)).toBeCloseTo(expected[index]?.emotionScore ?? NaN, 1));
}

test('loading tells the size of the embedding and where the time went, and is done once', async () => {
  const [first, second] = await Promise.all([session.load(), session.load()]);
  expect(first.hiddenSize).toBeGreaterThan(0);
  expect(first.sessionMs).toBeGreaterThan(0);
  expect(second).toEqual(first);
});

test('predictions come in the order of the texts, whatever their lengths', async () => {
  const texts = makeTexts(1500).map((text, index) => (index % 7 === 0 ? text.repeat(5) : text));
  const all = await session.predict(texts);
  const some = [0, 1, 63, 64, 65, 700, 1087, 1088, 1499];
  const alone: Prediction[] = [];
  for (const index of some) alone.push(...(await session.predict([texts[index] ?? ''])));
  expectSame(
    some.map((index) => all[index] as Prediction),
    alone,
  );
});

test('the sub-emotion belongs to the emotion and scores are probabilities', async () => {
  for (const prediction of await session.predict(makeTexts(50))) {
    expect(EMOTION_OF[prediction.subEmotion]).toBe(prediction.emotion);
    for (const score of [prediction.emotionScore, prediction.subEmotionScore, prediction.intensityScore]) {
      expect(score).toBeGreaterThan(0);
      expect(score).toBeLessThanOrEqual(1);
    }
  }
});

test('no texts give no predictions', async () => {
  expect(await session.predict([])).toEqual([]);
});

test('empty texts, emoji, Arabic, control characters, 400 words and a megabyte all get a prediction', async () => {
  const texts = [
    '',
    '   ',
    '😂❤️👩‍👩‍👧‍👦',
    'مرحبا بالعالم',
    '你好世界',
    '\0\u0007\u001b[31m',
    'word '.repeat(400),
    'x'.repeat(1_000_000),
    'a\ud800b',
    'e\u0301'.repeat(300),
  ];
  const predictions = await session.predict(texts);
  expect(predictions).toHaveLength(texts.length);
  expectSame([predictions[1] as Prediction], [predictions[0] as Prediction]);
});

test('a text sent in parts is the text that was given', async () => {
  const long = `I am so happy! ${' '.repeat(700_000)}I am so sad!`;
  const [inParts, whole] = await session.predict([long, 'I am so happy! I am so sad!']);
  expect(inParts?.emotionScore).toBeCloseTo(whole?.emotionScore ?? NaN, 2);
});

test('calls made at the same time run one after the other and all get their own results', async () => {
  const finished: number[] = [];
  const calls = [300, 5, 40].map(async (count, call) => {
    const predictions = await session.predict(makeTexts(count));
    finished.push(call);
    return predictions.length;
  });
  expect(await Promise.all(calls)).toEqual([300, 5, 40]);
  expect(finished).toEqual([0, 1, 2]);
});

test('a cancelled call ends as cancelled at once, and those behind it go on', async () => {
  const cancel = new AbortController();
  const long = session.predict(makeTexts(3000), { signal: cancel.signal, onBatch: () => cancel.abort() });
  const waiting = session.predict(makeTexts(3));
  await expect(long).rejects.toMatchObject({ code: 'cancelled' });
  expect(await waiting).toHaveLength(3);
});

test('a call can be cancelled while it waits, without touching the one that runs', async () => {
  const cancel = new AbortController();
  const running = session.predict(makeTexts(200));
  const waiting = session.predict(makeTexts(200), { signal: cancel.signal });
  cancel.abort();
  await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
  expect(await running).toHaveLength(200);
});

test('a signal that is aborted already cancels at once', async () => {
  await expect(session.predict(['hello'], { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'cancelled' });
  await expect(session.load(AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
});

test('cancelled calls leave no listener on the signal', async () => {
  const { signal } = new AbortController();
  let listeners = 0;
  const { addEventListener, removeEventListener } = signal;
  signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
    listeners += 1;
    addEventListener.apply(signal, args);
  };
  signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
    listeners -= 1;
    removeEventListener.apply(signal, args);
  };
  await session.predict(['hello'], { signal });
  expect(listeners).toBe(0);
});

test('batches stream in while the call runs and together hold every text once', async () => {
  const seen: number[] = [];
  const streamed: Prediction[] = [];
  const predictions = await session.predict(makeTexts(700), {
    onBatch: (indices, batch) => {
      seen.push(...indices);
      indices.forEach((index, row) => (streamed[index] = batch[row] as Prediction));
    },
  });
  expect(seen.toSorted((a, b) => a - b)).toEqual(predictions.map((_, index) => index));
  expect(streamed).toEqual(predictions);
});

test('progress grows, comes at most ten times a second, and ends with all done', async () => {
  const reports: { readonly done: number; readonly total: number }[] = [];
  const start = performance.now();
  await session.predict(makeTexts(1500), { onProgress: (progress) => reports.push(progress) });
  const seconds = (performance.now() - start) / 1000;
  expect(reports.at(-1)).toEqual({ done: 1500, total: 1500 });
  expect(reports.map((report) => report.done)).toEqual(reports.map((report) => report.done).toSorted((a, b) => a - b));
  expect(reports.length).toBeLessThanOrEqual(seconds * 10 + 2);
});

test('an error thrown by a callback ends that call only', async () => {
  const broken = session.predict(makeTexts(2000), {
    onBatch: () => {
      throw new Error('the screen is gone');
    },
  });
  await expect(broken).rejects.toThrow('the screen is gone');
  expect(await session.predict(['still here'])).toHaveLength(1);
});

test('raw outputs lie row after row in the order of the texts and agree with the predictions', async () => {
  const texts = makeTexts(20);
  const { hiddenSize } = await session.load();
  const raw = await session.run(texts, { outputs: 'logits+embedding' });
  expect([raw.emotion.length, raw.subEmotion.length, raw.intensity.length, raw.embedding.length]).toEqual([140, 560, 60, 20 * hiddenSize]);
  const fromRaw = texts.map((_, row) =>
    toPrediction({
      emotion: raw.emotion.subarray(row * 7, row * 7 + 7),
      subEmotion: raw.subEmotion.subarray(row * 28, row * 28 + 28),
      intensity: raw.intensity.subarray(row * 3, row * 3 + 3),
    }),
  );
  expectSame(fromRaw, await session.predict(texts));
});

test('fixed batches give the same numbers every time, and texts in none of them stay NaN', async () => {
  const texts = makeTexts(6);
  const batches = [
    [5, 0],
    [3, 1, 2],
  ];
  const first = await session.run(texts, { outputs: 'logits', batches });
  const second = await session.run(texts, { outputs: 'logits', batches });
  expect(second.emotion).toEqual(first.emotion);
  expect(first.emotion.subarray(28, 35)).toEqual(new Float32Array(7).fill(NaN));
  expect(first.emotion.subarray(0, 28)).not.toContain(NaN);
  expect(first.embedding).toHaveLength(0);
});

test('batches that name a text twice or one that is not there are refused', async () => {
  await expect(session.run(['a', 'b'], { outputs: 'logits', batches: [[0], [0]] })).rejects.toThrow(RangeError);
  await expect(session.run(['a', 'b'], { outputs: 'logits', batches: [[2]] })).rejects.toThrow(RangeError);
});
