/** Tokens and logits are those the recipe recorded for its shipped files. */

import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test, vi } from 'vitest';
import { z } from 'zod';
import { loadTokenizer } from '../../../electron/core/inference/tokenizer.ts';
import { SHIPPED_MODEL, TEST_TIMEOUT_MS, withSession } from './model-under-test.ts';

vi.setConfig({ testTimeout: TEST_TIMEOUT_MS, hookTimeout: TEST_TIMEOUT_MS });

const rowsSchema = z.array(z.array(z.number()));
const goldenSchema = z.object({
  /** Texts that ran together when the logits were recorded. */
  batches: z.array(z.array(z.number().int())),
  texts: z.array(z.string()),
  token_ids: rowsSchema,
  logits: z.object({ emotion: rowsSchema, sub_emotion: rowsSchema, intensity: rowsSchema }),
});

/** On the kind of CPU that recorded them; others round quantized products differently. */
const TOLERANCE = 1e-3;
const SAME_LABEL_ELSEWHERE = 0.99;

function readGolden(): z.infer<typeof goldenSchema> {
  return goldenSchema.parse(JSON.parse(gunzipSync(readFileSync(new URL('golden/golden.json.gz', import.meta.url))).toString()));
}

test('the tokens of the recorded texts are equal', async () => {
  const golden = readGolden();
  const tokenizer = await loadTokenizer(SHIPPED_MODEL.tokenizerFile);
  expect(golden.texts.length).toBeGreaterThanOrEqual(1000);
  const differing = golden.texts.filter(
    (text, index) => tokenizer.encode(text, SHIPPED_MODEL.maxLength).join() !== golden.token_ids[index]?.join(),
  );
  expect(differing).toEqual([]);
});

test('the logits of the recorded batches are within the tolerance, or the labels are the same on another kind of CPU', async () => {
  const golden = readGolden();
  const raw = await withSession({}, (session) => session.run(golden.texts, { outputs: 'logits', batches: golden.batches }));
  const found = { emotion: raw.emotion, sub_emotion: raw.subEmotion, intensity: raw.intensity };
  for (const task of ['emotion', 'sub_emotion', 'intensity'] as const) {
    const expected = golden.logits[task];
    const width = expected[0]?.length ?? 0;
    let largestDifference = 0;
    let sameLabels = 0;
    expected.forEach((row, index) => {
      const mine = found[task].subarray(index * width, (index + 1) * width);
      row.forEach((value, label) => {
        const difference = Math.abs(value - (mine[label] ?? NaN));
        // NaN, a text that did not run, must not pass as a small difference.
        largestDifference = Math.max(largestDifference, Number.isNaN(difference) ? Infinity : difference);
      });
      if (row.indexOf(Math.max(...row)) === mine.indexOf(Math.max(...mine))) sameLabels += 1;
    });
    const isWithin = largestDifference <= TOLERANCE || sameLabels / expected.length >= SAME_LABEL_ELSEWHERE;
    expect(isWithin, `${task}: largest difference ${largestDifference}, same label ${sameLabels} of ${expected.length}`).toBe(true);
  }
});
