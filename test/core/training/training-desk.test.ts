import { readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openLibrary } from '../../../electron/core/library/library.ts';
import { withLock } from '../../../electron/core/weights/lock.ts';
import type { TrainRequest } from '../../../electron/core/training/train.ts';
import { train } from '../../../electron/core/training/train.ts';
import type { TrainingDesk } from '../../../electron/core/training/training-desk.ts';
import { createTrainingDesk } from '../../../electron/core/training/training-desk.ts';
import { AppError } from '../../../shared/app-error.ts';
import type { TrainingSnapshot } from '../../../shared/ipc-training.ts';
import type { TrainingResult } from '../../../shared/training.ts';
import { makeAnalysis, makeSegment } from '../../helpers/analysis.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { TEST_TIMEOUT_MS } from '../inference/model-under-test.ts';
import { makeRows, makeTrainingStage } from './training-stage.ts';

const SLOW = { timeout: TEST_TIMEOUT_MS };

interface DeskUnderTest {
  readonly desk: TrainingDesk;
  readonly home: string;
  readonly pushed: TrainingSnapshot[];
  /** Resolves with the first snapshot that fits, pushed from now on or the one that is there. */
  readonly until: (fits: (snapshot: TrainingSnapshot) => boolean) => Promise<TrainingSnapshot>;
}

async function openDesk(
  trainWith: (request: TrainRequest) => Promise<TrainingResult> = () => Promise.reject(new Error('Nobody wanted to train.')),
  home?: string,
): Promise<DeskUnderTest> {
  const folder = home ?? (await temporaryFolder());
  const pushed: TrainingSnapshot[] = [];
  const waiting = new Set<(snapshot: TrainingSnapshot) => void>();
  const desk = createTrainingDesk({
    home: folder,
    train: trainWith,
    onChange(snapshot) {
      pushed.push(snapshot);
      for (const tell of waiting) tell(snapshot);
    },
    onTrouble(error) {
      throw error;
    },
  });
  onTestFinished(() => desk.close());
  return {
    desk,
    home: folder,
    pushed,
    until: (fits) =>
      new Promise((resolve) => {
        const tell = (snapshot: TrainingSnapshot): void => {
          if (!fits(snapshot)) return;
          waiting.delete(tell);
          resolve(snapshot);
        };
        waiting.add(tell);
        tell(desk.snapshot());
      }),
  };
}

async function writeCsv(content: string, name = 'rows.csv'): Promise<string> {
  const path = join(await temporaryFolder(), name);
  await writeFile(path, content);
  return path;
}

/** A library with one analysis whose first sentence was corrected. */
function correctOne(home: string): void {
  const library = openLibrary(home);
  const segments = [
    makeSegment(0, 'The machine hummed all night.', 'neutral'),
    makeSegment(1, 'What a wonderful day!', 'happiness', 'joy'),
  ];
  const id = library.add(makeAnalysis('Video', { segments, speech: [true, true] }));
  library.correct(id, 0, { emotion: 'fear', sub_emotion: 'nervousness', intensity: null });
  library.close();
}

const isRead = ({ data }: TrainingSnapshot): boolean => data.kind === 'ready' || data.kind === 'failed';
const hasEnded = ({ run }: TrainingSnapshot): boolean => run.kind !== 'running' && run.kind !== 'idle';

describe('the data of the training desk', () => {
  it('is nothing while there is neither a file nor a correction', async () => {
    const { desk } = await openDesk();
    expect(await desk.look()).toMatchObject({ files: [], corrections: 0, data: { kind: 'none' }, run: { kind: 'idle' }, last: null });
  });

  it('is read as soon as it is chosen, and says what is left out', async () => {
    const { desk, until, pushed } = await openDesk();
    await desk.add([await writeCsv('text,emotion\nI am glad,happiness\nI am angry,rage\n,fear\nI am so sad today,sadness\n')]);
    const { data, files } = await until(isRead);
    expect(files).toMatchObject([{ name: 'rows.csv' }]);
    expect(data).toMatchObject({
      kind: 'ready',
      measured: null,
      report: { rows: 4, usable: 2, left_out: { no_text: 1, unknown_label: 1 } },
    });
    expect(pushed.map((snapshot) => snapshot.data.kind)).toContain('reading');
  });

  it('of a file that is useless is a failure with words, and the file can be taken away again', async () => {
    const { desk, until } = await openDesk();
    const { files } = await desk.add([await writeCsv('text,emotion\nI am glad,happiness\nI am happy,happiness\n')]);
    expect((await until(isRead)).data).toMatchObject({ kind: 'failed', failure: { code: 'data_one_label' } });
    expect((await desk.remove(files[0]?.id ?? 0)).data).toEqual({ kind: 'none' });
  });

  it('is read again when a file has changed, and not when nothing has', async () => {
    const { desk, until, pushed } = await openDesk();
    const path = await writeCsv('not,a,table\n1,2,3\n');
    await desk.add([path]);
    expect((await until(isRead)).data).toMatchObject({ failure: { code: 'data_no_text_column' } });
    await writeFile(path, makeRows(14));
    await desk.look();
    expect((await until(({ data }) => data.kind === 'ready')).data).toMatchObject({ report: { usable: 14 } });
    const before = pushed.length;
    await desk.look();
    expect(pushed).toHaveLength(before);
  });

  it('of two choices in a row is that of the later one', async () => {
    const { desk, until } = await openDesk();
    const [large, small] = [await writeCsv(makeRows(392), 'large.csv'), await writeCsv(makeRows(14), 'small.csv')];
    const { files } = await desk.add([large]);
    void desk.remove(files[0]?.id ?? 0);
    await desk.add([small]);
    expect((await until(({ data }) => data.kind === 'ready')).data).toMatchObject({ report: { usable: 14 } });
  });

  it('takes the library’s corrections along, a new one as well, and leaves them out when that is wanted', async () => {
    const { desk, home, until } = await openDesk();
    correctOne(home);
    await desk.look();
    expect(await until(isRead)).toMatchObject({ corrections: 1, data: { kind: 'failed', failure: { code: 'data_too_few_rows' } } });
    await desk.add([await writeCsv(makeRows(14))]);
    const { data, options } = await until((snapshot) => snapshot.data.kind === 'ready');
    expect(data).toMatchObject({
      report: {
        sources: [
          { name: 'rows.csv', rows: 14 },
          { name: 'corrections', rows: 1 },
        ],
      },
    });
    correctOne(home);
    expect((await desk.look()).corrections).toBe(2);
    await desk.set({ ...options, hasCorrections: false });
    expect((await until(isRead)).data).toMatchObject({ report: { sources: [{ name: 'rows.csv', rows: 14 }] } });
  });

  it('may be measured with a file of its own, which is read too', async () => {
    const { desk, until } = await openDesk();
    await desk.add([await writeCsv(makeRows(28))]);
    await desk.measureWith(await writeCsv('text,emotion\nHow lovely,happiness\n', 'held.csv'));
    expect(await until(({ data }) => data.kind === 'ready' && data.measured !== null)).toMatchObject({
      evaluation: { name: 'held.csv' },
      data: { measured: { usable: 1 } },
    });
    await desk.measureWith(await writeCsv('', 'empty.csv'));
    expect((await until(isRead)).data).toMatchObject({ failure: { code: 'input_empty' } });
    expect(await desk.measureWith(null)).toMatchObject({ evaluation: null });
  });

  it('may be dropped as bytes; the copy is gone when the desk is closed', async () => {
    const before = new Set(await listDropped());
    const { desk, until, home } = await openDesk();
    const bytes = Buffer.from(makeRows(14));
    await desk.drop({ name: '../Meine Daten.CSV', sizeBytes: bytes.length, bytes });
    const { files } = await until(({ data }) => data.kind === 'ready');
    expect(files).toMatchObject([{ name: 'Meine Daten.CSV' }]);
    await expect(desk.drop({ name: 'a.csv', sizeBytes: 4e9, bytes: null })).rejects.toMatchObject({ code: 'input_too_large' });
    await expect(desk.drop({ name: 'folder', sizeBytes: 0, bytes: null })).rejects.toMatchObject({ code: 'input_unreadable' });
    expect((await listDropped()).filter((name) => !before.has(name))).toHaveLength(1);
    await desk.close();
    expect((await listDropped()).filter((name) => !before.has(name))).toEqual([]);
    expect((await openDesk(undefined, home)).desk.snapshot().files).toEqual([]);
  });

  it('and the options are there again after a restart', async () => {
    const { desk, home } = await openDesk();
    const path = await writeCsv(makeRows(14));
    await desk.add([path, path]);
    await desk.set({ hasCorrections: false, mayUpload: false, seed: 7, epochs: 20 });
    await desk.close();
    const again = (await openDesk(undefined, home)).desk.snapshot();
    expect(again.files).toMatchObject([{ name: 'rows.csv' }]);
    expect(again.options).toEqual({ hasCorrections: false, mayUpload: false, seed: 7, epochs: 20 });
  });
});

describe('a training of the desk', () => {
  it('tells how far it is and what came of it, also after a restart', SLOW, async () => {
    const stage = await makeTrainingStage();
    const { desk, until, pushed } = await openDesk((request) => train(request, stage.deps), stage.home);
    const { options } = await desk.add([await writeCsv(makeRows(150))]);
    await desk.set({ ...options, mayUpload: false });
    expect(desk.start().run).toMatchObject({ kind: 'running', phase: 'reading' });
    expect(() => desk.start()).toThrow(expect.objectContaining({ code: 'training_running' }));
    await expect(desk.add([])).rejects.toMatchObject({ code: 'training_running' });
    const { run, last } = await until(hasEnded);
    expect(run).toEqual({ kind: 'done' });
    expect(last?.result.version).toBe(`local-${(await stage.dynamicHash())?.slice(0, 8)}`);
    expect(last?.curves.emotion?.f1.length).toBe(last?.curves.emotion?.loss.length);
    expect(last?.curves.emotion?.f1.length).toBeGreaterThan(1);
    const phases = new Set(pushed.flatMap((snapshot) => (snapshot.run.kind === 'running' ? [snapshot.run.phase] : [])));
    expect(phases).toContain('reading');
    await desk.close();
    const again = (await openDesk(undefined, stage.home)).desk.snapshot();
    expect(again.last).toEqual(last);
    expect(again.run).toEqual({ kind: 'idle' });
  });

  it('that is cancelled in the middle leaves the old dynamic model', SLOW, async () => {
    const stage = await makeTrainingStage();
    await stage.train(makeRows(100));
    const before = await stage.dynamicHash();
    const { desk, until } = await openDesk(
      (request) =>
        train(
          {
            ...request,
            onProgress(progress) {
              request.onProgress?.(progress);
              if (progress.phase === 'fitting') desk.cancel();
            },
          },
          stage.deps,
        ),
      stage.home,
    );
    await desk.add([await writeCsv(makeRows(200))]);
    desk.start();
    expect((await until(hasEnded)).run).toEqual({ kind: 'cancelled' });
    expect(await stage.dynamicHash()).toBe(before);
    expect(desk.dismiss().run).toEqual({ kind: 'idle' });
  });

  it('is cancelled when the desk is closed, has ended by then, and the next start tells that it was cut off', async () => {
    let isEnded = false;
    const { desk, home } = await openDesk(async ({ signal }) => {
      await new Promise((resolve) => signal?.addEventListener('abort', resolve, { once: true }));
      isEnded = true;
      throw new AppError('cancelled', 'Cancelled.');
    });
    desk.start();
    await desk.close();
    expect(isEnded).toBe(true);
    const { desk: next } = await openDesk(() => Promise.reject(new AppError('training_failed', 'It failed.')), home);
    expect(next.snapshot().run).toMatchObject({ kind: 'failed', failure: { code: 'training_interrupted' } });
    next.dismiss();
    await next.close();
    expect((await openDesk(undefined, home)).desk.snapshot().run).toEqual({ kind: 'idle' });
  });

  it('is waited for by whoever wants to end, but not for ever', async () => {
    const end = Promise.withResolvers<never>();
    const { desk } = await openDesk(() => end.promise);
    await desk.settled(60_000);
    desk.start();
    expect(() => desk.assertIdle()).toThrow(expect.objectContaining({ code: 'training_running' }));
    await desk.settled(1);
    expect(desk.snapshot().run.kind).toBe('running');
    const settled = desk.settled(60_000);
    end.reject(new AppError('training_failed', 'It failed.'));
    await settled;
    expect(desk.snapshot().run.kind).toBe('failed');
  });

  it('does not begin while another process trains in the folder', SLOW, async () => {
    const stage = await makeTrainingStage();
    await stage.train(makeRows(60));
    const { desk, until } = await openDesk((request) => train(request, stage.deps), stage.home);
    await desk.add([await writeCsv(makeRows(60))]);
    const other = {
      path: join(stage.weights.path, '.training', 'lock'),
      waitMs: 0,
      whenHeld: () => new AppError('training_running', 'Somebody else trains.'),
    };
    await withLock(other, async () => {
      desk.start();
      expect((await until(hasEnded)).run).toMatchObject({ kind: 'failed', failure: { code: 'training_running' } });
    });
  });

  it('pushes no more than a few snapshots a second, however often it reports', async () => {
    const { desk, until, pushed } = await openDesk(async ({ onProgress }) => {
      for (let step = 0; step < 5000; step += 1) {
        onProgress?.({ phase: 'fitting', done: step, total: 5000, epoch: { task: 'emotion', epoch: step, loss: 1 / (step + 1), f1: 0.5 } });
      }
      await Promise.resolve();
      throw new AppError('training_failed', 'It ended.');
    });
    desk.start();
    expect((await until(hasEnded)).run).toMatchObject({ kind: 'failed', failure: { code: 'training_failed' } });
    expect(pushed.length).toBeLessThan(5);
  });
});

async function listDropped(): Promise<string[]> {
  return (await readdir(tmpdir())).filter((name) => name.startsWith('moodline-dropped-'));
}
