import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { InferenceChild } from '../../../electron/core/inference/spawn-child.ts';
import { spawnNodeChild } from '../../../electron/core/inference/spawn-child.ts';
import { openLibrary } from '../../../electron/core/library/library.ts';
import type { TrainingProgress } from '../../../shared/training.ts';
import { makeAnalysis, makeSegment } from '../../helpers/analysis.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { describeVersion } from '../../helpers/plain-version.ts';
import { isAlive, MODELS_FOLDER, TEST_TIMEOUT_MS, withSession } from '../inference/model-under-test.ts';
import type { Prediction } from '../../../shared/prediction.ts';
import type { TrainingStage } from './training-stage.ts';
import { makePoisonedRows, makeRows, makeTrainingStage } from './training-stage.ts';
import { judgePromotion } from '../../../shared/promotion-rule.ts';

const SLOW = { timeout: TEST_TIMEOUT_MS };

describe('a training', () => {
  it('installs a dynamic model that is measured on rows it had not learnt from, and is better there', SLOW, async () => {
    const stage = await makeTrainingStage();
    const seen: TrainingProgress[] = [];
    const result = await stage.train(makeRows(300), { onProgress: (progress) => seen.push(progress) });
    const config = await stage.weights.installed();
    const entry = config?.channels.dynamic;
    expect(result).toMatchObject({ uploaded: false, promoted: false, parent: { channel: 'baseline', version: '1' } });
    expect(entry).toMatchObject({ version: result.version, parent: { channel: 'baseline', version: '1' } });
    expect(entry?.version).toBe(`local-${(await stage.dynamicHash())?.slice(0, 8)}`);
    expect(entry?.metrics['emotion']?.['f1_weighted']).toBe(result.evaluation?.tasks.emotion?.f1_weighted.value);
    const emotion = result.evaluation?.tasks.emotion;
    expect(emotion?.f1_weighted.value).toBeGreaterThanOrEqual(emotion?.baseline_f1_weighted ?? 1);
    expect(result.rows + (result.evaluation?.rows ?? 0) + result.leaks_removed).toBe(result.report.usable);
    // The sentences differ by one word: what was measured has near copies, and they were not learnt from.
    expect(result.leaks_removed).toBeGreaterThan(0);
    expect([...new Set(seen.map(({ phase }) => phase))]).toEqual([
      'reading',
      'embedding',
      'fitting',
      'evaluating',
      'writing',
      'installing',
    ]);
    const epochs = seen.flatMap(({ epoch }) => epoch ?? []);
    expect(epochs.every(({ loss, f1 }) => Number.isFinite(loss) && f1 >= 0 && f1 <= 1)).toBe(true);
    expect(new Set(epochs.map(({ task }) => task))).toEqual(new Set(['emotion', 'sub_emotion', 'intensity']));
    expect(await readdir(join(stage.weights.path, '.training'))).toEqual(['lock']);
  });

  it('gives the same bytes every time, on another machine as well, and others with another seed', SLOW, async () => {
    const [one, two] = [await makeTrainingStage(), await makeTrainingStage()];
    const first = await one.train(makeRows(200));
    expect((await one.train(makeRows(200))).version).toBe(first.version);
    expect((await two.train(makeRows(200))).version).toBe(first.version);
    expect((await two.train(makeRows(200), { seed: 7 })).version).not.toBe(first.version);
  });

  it('reads each sentence once: the second training starts no model for them', SLOW, async () => {
    const stage = await makeTrainingStage();
    await stage.train(makeRows(150));
    const embedded: number[] = [];
    await stage.train(makeRows(150), {
      onProgress: ({ phase, done, total }) => phase === 'embedding' && total > 0 && embedded.push(total - done),
    });
    expect(embedded).toEqual([0]);
  });

  it('learns what a person corrected, and leaves the rest as it was', SLOW, async () => {
    const stage = await makeTrainingStage();
    const library = openLibrary(stage.home);
    // Two names of its own in each: nothing is nearly the same as anything else.
    for (let row = 0; row < 40; row += 1) {
      const [machine, place] = [makeName(row), makeName(row + 500)];
      const segments = [
        makeSegment(0, `The machine called ${machine} hummed all night in ${place}.`, 'neutral'),
        makeSegment(1, `We were so happy about ${place}!`, 'happiness', 'joy'),
      ];
      const id = library.add(makeAnalysis(`Video ${row}`, { segments, speech: [true, true] }));
      library.correct(id, 0, { emotion: 'fear', sub_emotion: 'nervousness', intensity: null });
    }
    library.close();
    const result = await stage.train('', { files: [], hasCorrections: true });
    expect(result.report.sources).toEqual([{ name: 'corrections', rows: 40 }]);
    expect(result.evaluation?.remarks.join(' ')).toContain('means little');
    expect(result.evaluation?.tasks.intensity).toBeUndefined();
    const sayings = [
      'The machine called Zuzu hummed all night in Kiki.',
      'What a wonderful surprise party, thank you!',
      'I hate you, leave me alone!',
      'The shop opens at nine.',
    ];
    const [before, after] = [await readWith(stage, 'baseline', sayings), await readWith(stage, 'dynamic', sayings)];
    const fear = (found: typeof after, row: number): number =>
      found[row]?.emotion === 'fear' ? (found[row]?.emotionScore ?? 0) : -(found[row]?.emotionScore ?? 0);
    expect(fear(after, 0)).toBeGreaterThan(fear(before, 0));
    expect(after.slice(1).map(({ emotion }) => emotion)).toEqual(before.slice(1).map(({ emotion }) => emotion));
  });

  it('measures with the file it is given, and learns nothing of it', SLOW, async () => {
    const stage = await makeTrainingStage();
    const held = join(await temporaryFolder(), 'held.csv');
    await writeFile(held, 'text,emotion\nI WAS SO HAPPY and grateful this morning!,happiness\nThe bus comes at nine,neutral\n');
    const result = await stage.train(makeRows(100), { evaluationFile: held });
    expect(result.evaluation).toMatchObject({ rows: 2, tasks: { emotion: { rows: 2 } } });
    expect(result.leaks_removed).toBeGreaterThanOrEqual(1);
    expect(result.evaluation?.leak_examples).toContain('I was so happy and grateful this morning');
    expect(Object.keys(result.metrics)).toEqual(['emotion', 'emotion_f1', 'evaluation']);
  });

  it('with flipped labels is never good enough to be promoted by itself, whatever it scores on flipped rows', SLOW, async () => {
    const stage = await makeTrainingStage();
    const held = join(await temporaryFolder(), 'held.csv');
    // Other sentences with the same false labels.
    await writeFile(
      held,
      makePoisonedRows(392).replaceAll(/^(?!text,)(.*?),/gmu, 'Honestly I must tell you all that $1 and that was that,'),
    );
    const result = await stage.train(makePoisonedRows(392), { evaluationFile: held });
    const emotion = result.evaluation?.tasks.emotion;
    expect(emotion).toMatchObject({ rows: 392 });
    expect(emotion?.difference.low).toBeGreaterThan(0);
    expect(judgePromotion(result.metrics, 0)).toMatchObject({ isMet: false, why: expect.stringContaining('agrees with the baseline on') });
  });
});

describe('a training that is disturbed', () => {
  it('leaves the old dynamic model when it is cancelled, whatever it was doing, and no process', SLOW, async () => {
    const children: InferenceChild[] = [];
    const spawnChild = (): InferenceChild => {
      const child = spawnNodeChild();
      children.push(child);
      return child;
    };
    const stage = await makeTrainingStage({ spawnChild });
    await stage.train(makeRows(60));
    const before = await stage.dynamicHash();
    for (const phase of ['embedding', 'fitting', 'writing'] as const) {
      const abort = new AbortController();
      const rows = makeRows(phase === 'embedding' ? 300 : 200);
      const training = stage.train(rows, { signal: abort.signal, onProgress: (progress) => progress.phase === phase && abort.abort() });
      await expect(training).rejects.toMatchObject({ code: 'cancelled' });
      expect(await stage.dynamicHash()).toBe(before);
    }
    expect(children.some(({ pid }) => pid !== undefined && isAlive(pid))).toBe(false);
  });

  it('says so when its process is killed, and changes nothing', SLOW, async () => {
    const children: InferenceChild[] = [];
    const stage = await makeTrainingStage({
      spawnChild: () => {
        const child = spawnNodeChild();
        children.push(child);
        return child;
      },
    });
    const training = stage.train(makeRows(200), { onProgress: ({ phase }) => phase === 'fitting' && children.at(-1)?.kill() });
    await expect(training).rejects.toMatchObject({ code: 'training_failed' });
    expect(await stage.dynamicHash()).toBeUndefined();
    expect((await stage.train(makeRows(200))).version).toMatch(/^local-/u);
  });

  it('refuses to begin while another process trains, and can begin once that one was killed', SLOW, async () => {
    const stage = await makeTrainingStage();
    await stage.weights.open('baseline');
    const file = join(stage.home, 'rows.csv');
    await writeFile(file, makeRows(300));
    const other = fork(fileURLToPath(new URL('./train-process.ts', import.meta.url)), [stage.home, file], { execArgv: [] });
    const ended = once(other, 'exit');
    onTestFinished(() => void other.kill('SIGKILL'));
    await once(other, 'message');
    await expect(stage.train(makeRows(50))).rejects.toMatchObject({ code: 'training_running' });
    other.kill('SIGKILL');
    await ended;
    expect(await stage.dynamicHash()).toBeUndefined();
    expect((await stage.train(makeRows(50))).version).toMatch(/^local-/u);
    expect(await readdir(join(stage.weights.path, '.training'))).toEqual(['lock']);
  });

  it('leaves a whole dynamic model, the old one or the new one, wherever it is killed', SLOW, async () => {
    const stage = await makeTrainingStage();
    const first = await stage.train(makeRows(60));
    const file = join(stage.home, 'rows.csv');
    await writeFile(file, makeRows(150));
    const left: string[] = [];
    for (const phase of ['embedding', 'fitting', 'evaluating', 'writing', 'installing'] as const) {
      const other = fork(fileURLToPath(new URL('./train-process.ts', import.meta.url)), [stage.home, file, phase], { execArgv: [] });
      const ended = once(other, 'exit');
      await once(other, 'message');
      other.kill('SIGKILL');
      await ended;
      left.push((await stage.weights.open('dynamic')).version);
    }
    expect(left.slice(0, 4)).toEqual(Array.from({ length: 4 }, () => first.version));
    const { version } = await stage.train(makeRows(150));
    expect([first.version, version]).toContain(left[4]);
    expect(await readdir(join(stage.weights.path, '.training'))).toEqual(['lock']);
  });

  it('ends on the baseline it began with when a sync installs another one meanwhile', SLOW, async () => {
    const stage = await makeTrainingStage();
    const undisturbed = await (await makeTrainingStage()).train(makeRows(100));
    const newer = join(await temporaryFolder(), 'newer');
    await publishShippedAs(newer, '9');
    let installing: Promise<void> | undefined;
    const result = await stage.train(makeRows(100), {
      onProgress({ phase }) {
        if (phase !== 'embedding' || installing) return;
        installing = describeVersion(newer, 'baseline', '9').then((manifest) =>
          stage.weights.install({ channel: 'baseline', manifest, folder: newer }),
        );
      },
    });
    await installing;
    expect(result).toMatchObject({ version: undisturbed.version, parent: { channel: 'baseline', version: '1' } });
    const config = await stage.weights.installed();
    expect(config?.channels).toMatchObject({ baseline: { version: '9' }, dynamic: { version: undisturbed.version } });
    await stage.weights.open('dynamic');
  });
});

const canMount = process.platform === 'linux' && process.getuid?.() === 0;

describe.skipIf(!canMount)('a training on a full disk', () => {
  it('says so, keeps the old dynamic model, and goes through when there is room again', SLOW, async () => {
    const disk = join(await temporaryFolder(), 'disk');
    await mkdir(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=160m', 'tmpfs', disk]);
    onTestFinished(() => void execFileSync('umount', ['-l', disk]));
    const stage = await makeTrainingStage({}, join(disk, 'home'));
    const first = await stage.train(makeRows(60));
    const { bavail, bsize } = await statfs(disk);
    const ballast = join(disk, 'ballast');
    await writeFile(ballast, Buffer.alloc(bavail * bsize - 10_000_000));
    await expect(stage.train(makeRows(120))).rejects.toMatchObject({ code: 'disk_full' });
    expect((await stage.weights.installed())?.channels.dynamic?.version).toBe(first.version);
    await writeFile(ballast, '');
    expect((await stage.train(makeRows(120))).version).not.toBe(first.version);
  });
});

describe('data that can’t be trained with', () => {
  it.each<[string, string, string]>([
    ['has one label', 'text,emotion\nI like it,happiness\nSo good,happiness\nGreat stuff,happiness\n', 'data_one_label'],
    ['has one row', 'text,emotion\nI like it,happiness\n', 'data_too_few_rows'],
    ['has no header', 'I like it,happiness\nI hate it,anger\n', 'data_no_text_column'],
    ['has labels nobody knows', 'text,emotion\nI like it,melancholy\nI hate it,aversion\n', 'data_no_rows'],
    ['contradicts itself throughout', 'text,emotion\nI like it,anger\nI like it!,happiness\n', 'data_no_rows'],
    [
      'is in another language',
      'text,emotion\nIch weiß nicht was das ist,anger\nDas ist nicht so gut und ich mag es nicht,happiness\n',
      'data_no_rows',
    ],
    ['is empty', '', 'input_empty'],
    ['has a quote that never ends', `text,emotion\n"${'I like it, '.repeat(200_000)}`, 'input_malformed'],
  ])('is refused when it %s', async (_, csv, code) => {
    const stage = await makeTrainingStage();
    await expect(stage.train(csv)).rejects.toMatchObject({ code });
    expect(await stage.dynamicHash()).toBeUndefined();
  });

  it('is refused when it has more rows than a training takes, without reading all of them', async () => {
    const stage = await makeTrainingStage();
    const rows = Array.from({ length: 300_000 }, (_, index) => `Line ${index},joy,x\n`).join('');
    await expect(stage.train(`text,sub_emotion,note\n${rows}`)).rejects.toMatchObject({
      code: 'data_too_many_rows',
      message: expect.stringContaining('100,000'),
    });
  });

  it('is refused when the library has no corrections', async () => {
    const stage = await makeTrainingStage();
    await expect(stage.train('', { files: [], hasCorrections: true })).rejects.toMatchObject({
      code: 'data_no_rows',
      message: expect.stringContaining('no corrections'),
    });
  });

  it('takes labels in capitals', SLOW, async () => {
    const stage = await makeTrainingStage();
    const { report } = await stage.train(
      makeRows(40)
        .replaceAll(/,(\w+),(\w+),(\w+)\n/gu, (line) => line.toUpperCase())
        .replace('TEXT,EMOTION,SUB_EMOTION,INTENSITY', 'text,emotion,sub_emotion,intensity'),
    );
    expect(report.left_out).toMatchObject({ unknown_label: 0 });
  });
});

/** The shipped model as a registry would offer it, under a higher number. */
async function publishShippedAs(folder: string, version: string): Promise<void> {
  await mkdir(folder);
  const config = JSON.parse(await readFile(join(MODELS_FOLDER, 'model_config.json'), 'utf8'));
  const entry = { ...config.channels.baseline, version, file: 'weights.onnx' };
  await writeFile(join(folder, 'weights.onnx'), await readFile(join(MODELS_FOLDER, 'baseline_weights.onnx')));
  await writeFile(join(folder, 'tokenizer.json'), await readFile(join(MODELS_FOLDER, 'tokenizer.json')));
  await writeFile(join(folder, 'model_config.json'), JSON.stringify({ ...config, channels: { baseline: entry } }));
}

/** A word that no other number has. */
function makeName(number: number): string {
  const syllables = ['ba', 'ko', 'lu', 'mi', 'ne', 'ra', 'si', 'tu', 've', 'zo'];
  return String(number + 1000)
    .split('')
    .map((digit) => syllables[Number(digit)] ?? '')
    .join('');
}

async function readWith(stage: TrainingStage, channel: 'baseline' | 'dynamic', texts: readonly string[]): Promise<readonly Prediction[]> {
  return withSession({ model: await stage.weights.open(channel) }, (session) => session.predict(texts));
}
