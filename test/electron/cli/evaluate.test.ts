import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EMOTIONS } from '../../../shared/labels.ts';
import { ROOT, runCli } from '../../helpers/run-cli.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { makeForeignOnnx } from '../../core/inference/tiny-onnx.ts';

const ROWS = [
  'text,emotion,sub_emotion,intensity,extra',
  '"Thank you so much, you are the best!",happiness,gratitude,moderate,1',
  'I am terrified of the dark.,fear,fear,strong,2',
  'The shop opens at nine.,neutral,neutral,mild,3',
  'I hate this so much!,anger,anger,strong,4',
  ',anger,anger,strong,5',
  'This one has a label nobody knows.,boredom,boredom,mild,6',
].join('\n');

async function setUp() {
  const home = await temporaryFolder();
  const data = join(home, 'rows.csv');
  await writeFile(data, ROWS);
  return { home, data };
}

/** A folder with a copy of the shipped model. */
async function copyModel(home: string): Promise<string> {
  const folder = join(home, 'model');
  await mkdir(folder);
  for (const name of ['baseline_weights.onnx', 'model_config.json', 'tokenizer.json'])
    await cp(join(ROOT, 'models', name), join(folder, name));
  return folder;
}

describe('moodline evaluate', () => {
  it('prints the promised JSON, and counts what it skipped', async () => {
    const { home, data } = await setUp();
    const { status, stdout } = await runCli(['evaluate', '--data', data, '--json'], { home });
    expect(status).toBe(0);
    const result = JSON.parse(stdout);
    expect(Object.keys(result)).toEqual(['model', 'rows', 'skipped', 'tasks']);
    expect(result).toMatchObject({ model: { channel: 'baseline' }, rows: 4, skipped: 2 });
    expect(Object.keys(result.tasks)).toEqual(['emotion', 'sub_emotion', 'intensity']);
    const { emotion } = result.tasks;
    expect(Object.keys(emotion)).toEqual(['f1_weighted', 'f1_macro', 'accuracy', 'labels', 'per_label', 'confusion']);
    expect(emotion.labels).toEqual(EMOTIONS);
    expect(emotion.per_label.fear.support).toBe(1);
    expect(emotion.confusion.flat().reduce((total: number, count: number) => total + count, 0)).toBe(4);
    // Sentences as plain as these leave no room for doubt.
    expect(emotion.accuracy).toBe(1);
  });

  it('skips the tasks the file has no column for', async () => {
    const { home, data } = await setUp();
    await writeFile(data, 'text,intensity\nhello there,mild\n');
    const { stdout } = await runCli(['evaluate', '--data', data, '--json'], { home });
    expect(Object.keys(JSON.parse(stdout).tasks)).toEqual(['intensity']);
  });

  it('scores a weights file with the config and tokenizer beside it, the same as the installed one', async () => {
    const { home, data } = await setUp();
    const folder = await copyModel(home);
    const installed = JSON.parse((await runCli(['evaluate', '--data', data, '--json'], { home })).stdout);
    const { status, stdout } = await runCli(['evaluate', '--data', data, '--weights', join(folder, 'baseline_weights.onnx'), '--json'], {
      home,
    });
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual(installed);
  });

  it('prints a table for people', async () => {
    const { home, data } = await setUp();
    const { stdout } = await runCli(['evaluate', '--data', data], { home });
    expect(stdout).toContain('4 rows, 2 skipped');
    expect(stdout).toMatch(/weighted F1 \d\.\d{3} · macro F1 \d\.\d{3} · accuracy \d\.\d{3}/u);
  });

  it.each<[string, (folder: string) => Promise<void>]>([
    ['model_missing', (folder) => rm(join(folder, 'baseline_weights.onnx'))],
    ['model_unreadable', (folder) => writeFile(join(folder, 'baseline_weights.onnx'), 'these are no weights')],
    [
      'model_unreadable',
      async (folder) => {
        const whole = await readFile(join(folder, 'baseline_weights.onnx'));
        await writeFile(join(folder, 'baseline_weights.onnx'), whole.subarray(0, whole.length / 2));
      },
    ],
    ['model_foreign', (folder) => writeFile(join(folder, 'baseline_weights.onnx'), makeForeignOnnx())],
    ['model_config_missing', (folder) => rm(join(folder, 'model_config.json'))],
    ['model_config_invalid', (folder) => writeFile(join(folder, 'model_config.json'), '[]')],
    [
      'model_config_invalid',
      async (folder) => {
        const path = join(folder, 'model_config.json');
        await writeFile(path, (await readFile(path, 'utf8')).replace('"anger",', ''));
      },
    ],
    [
      'model_config_mismatch',
      async (folder) => {
        const path = join(folder, 'model_config.json');
        await writeFile(path, (await readFile(path, 'utf8')).replace(/"sha256": "[0-9a-f]{4}/u, '"sha256": "0000'));
      },
    ],
    ['tokenizer_missing', (folder) => rm(join(folder, 'tokenizer.json'))],
    ['tokenizer_invalid', (folder) => writeFile(join(folder, 'tokenizer.json'), '{"model": 3}')],
  ])('ends in %s for a model that is not whole', async (code, spoil) => {
    const { home, data } = await setUp();
    const folder = await copyModel(home);
    await spoil(folder);
    const result = await runCli(['evaluate', '--data', data, '--weights', join(folder, 'baseline_weights.onnx'), '--json'], { home });
    expect(result.status).toBe(1);
    expect(JSON.parse(result.stdout).error.code).toBe(code);
    expect(result.stderr).not.toMatch(/\n\s+at /u);
  });
});
