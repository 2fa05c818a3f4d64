import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findHeads, hashEncoder, readHeads, writeWithHeads } from '../../../electron/core/training/head-bytes.ts';
import { sha256 } from '../../helpers/plain-version.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { makeForeignOnnx, makeMoodlineOnnx } from '../inference/tiny-onnx.ts';
import { SHIPPED_MODEL, TEST_TIMEOUT_MS, withSession } from '../inference/model-under-test.ts';
import { LABELS, TASKS } from '../../../shared/labels.ts';

describe('the heads of the shipped model', () => {
  it('are found, and give the logits that the model gives', { timeout: TEST_TIMEOUT_MS }, async () => {
    const file = await readFile(SHIPPED_MODEL.weightsFile);
    const heads = readHeads(file, findHeads(file));
    const texts = ['I am so happy!', 'Go away.'];
    const outputs = await withSession({}, (session) => session.run(texts, { outputs: 'logits+embedding' }));
    const logits = { emotion: outputs.emotion, sub_emotion: outputs.subEmotion, intensity: outputs.intensity };
    const hidden = outputs.embedding.length / texts.length;
    for (const task of TASKS) {
      const width = LABELS[task].length;
      expect(heads[task].weight.length).toBe(width * hidden);
      texts.forEach((_, row) => {
        for (let label = 0; label < width; label += 1) {
          let sum = heads[task].bias[label] ?? 0;
          for (let column = 0; column < hidden; column += 1)
            sum += (heads[task].weight[label * hidden + column] ?? 0) * (outputs.embedding[row * hidden + column] ?? 0);
          expect(sum).toBeCloseTo(logits[task][row * width + label] ?? NaN, 3);
        }
      });
    }
  });

  it('are rewritten in a copy whose other bytes all stay, and the copy reports by them', { timeout: TEST_TIMEOUT_MS }, async () => {
    const folder = await temporaryFolder();
    const target = join(folder, 'weights.onnx');
    const before = await readFile(SHIPPED_MODEL.weightsFile);
    const ranges = findHeads(before);
    const old = readHeads(before, ranges);
    // A bias that makes everything fear.
    const heads = {
      ...old,
      emotion: {
        weight: old.emotion.weight,
        bias: old.emotion.bias.map((value, label) => (LABELS.emotion[label] === 'fear' ? 99 : value)),
      },
    };
    const hash = await writeWithHeads(SHIPPED_MODEL.weightsFile, heads, target);
    const after = await readFile(target);
    expect(hash).toBe(sha256(after));
    const changed = [...before.keys()].filter((index) => before[index] !== after[index]);
    expect(changed.length).toBeGreaterThan(0);
    expect(changed.every((index) => index >= ranges.emotion.bias.start && index < ranges.emotion.bias.end)).toBe(true);
    expect(hashEncoder(after, findHeads(after))).toBe(hashEncoder(before, ranges));
    const model = { ...SHIPPED_MODEL, weightsFile: target };
    const [prediction] = await withSession({ model }, (session) => session.predict(['I am so happy!']));
    expect(prediction?.emotion).toBe('fear');
  });
});

describe('a file without such heads', () => {
  it.each<[string, () => Uint8Array]>([
    ['is another kind of model', makeForeignOnnx],
    ['has its heads under other names', () => makeMoodlineOnnx({ emotion: 7, sub_emotion: 28, intensity: 3 })],
    ['is text', () => new TextEncoder().encode('no weights, and quite long enough to look like something')],
    ['is empty', () => new Uint8Array(0)],
  ])('is refused when it %s', async (_, make) => {
    const path = join(await temporaryFolder(), 'weights.onnx');
    await writeFile(path, make());
    const file = await readFile(path);
    expect(() => findHeads(file)).toThrow(expect.objectContaining({ code: 'model_without_heads' }));
  });

  it('is refused when it ends in the middle', async () => {
    const file = await readFile(SHIPPED_MODEL.weightsFile);
    expect(() => findHeads(file.subarray(0, file.length - 100_000))).toThrow(expect.objectContaining({ code: 'model_without_heads' }));
  });
});
