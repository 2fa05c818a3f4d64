import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { openAppServices } from '../../../electron/core/app-services.ts';
import type { AppServices } from '../../../electron/core/app-services-types.ts';
import { spawnNodeChild } from '../../../electron/core/inference/spawn-child.ts';
import type { JobInput } from '../../../electron/core/jobs/analyze-jobs.ts';
import { createPace } from '../../../electron/core/jobs/pace.ts';
import { toFileInput, toJobInputs } from '../../../electron/core/jobs/read-input.ts';
import type { Job, JobSource, Notice } from '../../../shared/ipc.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const BUNDLED = fileURLToPath(new URL('../../../models/', import.meta.url));

interface Opened {
  readonly services: AppServices;
  readonly snapshots: (readonly Job[])[];
  readonly notices: (readonly Notice[])[];
  readonly saved: () => number;
}

async function open(): Promise<Opened> {
  const snapshots: (readonly Job[])[] = [];
  const notices: (readonly Notice[])[] = [];
  let saved = 0;
  const services = await openAppServices({
    home: await temporaryFolder(),
    bundledFolder: BUNDLED,
    spawnChild: spawnNodeChild,
    onJobs: (jobs) => snapshots.push(jobs),
    onLibrary: () => (saved += 1),
    onNotices: (list) => notices.push(list),
  });
  onTestFinished(() => services.close());
  return { services, snapshots, notices, saved: () => saved };
}

const inputsOf = ({ services: { samples, youtube } }: Opened, source: JobSource): Promise<readonly JobInput[]> =>
  toJobInputs(source, { samples, youtube, language: 'en' });
const start = async (opened: Opened, source: JobSource): Promise<number> =>
  opened.services.jobs.start((await inputsOf(opened, source))[0] as JobInput);
const jobOf = ({ services }: Opened, id: number): Job | undefined => services.jobs.list().find((job) => job.id === id);
const isOver = (opened: Opened, id: number): Promise<Job> =>
  vi.waitFor(
    () => {
      const job = jobOf(opened, id);
      if (!job || !['done', 'failed', 'cancelled'].includes(job.state)) throw new Error('still in progress');
      return job;
    },
    { timeout: 25_000 },
  );

describe('a job', () => {
  it('reads, predicts and saves, one after the other in the order they came', async () => {
    const opened = await open();
    const first = await start(opened, { kind: 'sample', sample: 'boat-launch' });
    const second = await start(opened, { kind: 'text', text: 'I am happy! I am sad.' });
    expect(jobOf(opened, second)?.state).toBe('waiting');
    expect(await isOver(opened, second)).toMatchObject({ state: 'done', analysisId: 2 });
    expect(jobOf(opened, first)).toMatchObject({ state: 'done', analysisId: 1, done: 38, total: 38 });
    expect(opened.services.library().get(1).segments).toHaveLength(39);
    expect(opened.services.library().get(2).source).toMatchObject({ kind: 'text', title: 'I am happy! I am sad.' });
    expect(opened.saved()).toBe(2);
    await vi.waitFor(() => expect(opened.snapshots.at(-1)?.every((job) => job.state === 'done')).toBe(true), 20_000);
  });

  it('that fails keeps its reason until it is dismissed, and the next one runs', async () => {
    const opened = await open();
    const failed = opened.services.jobs.start(toFileInput('/nowhere/talk.srt', 'en'));
    const next = await start(opened, { kind: 'text', text: 'I am happy!' });
    expect(await isOver(opened, failed)).toMatchObject({ state: 'failed', failure: { code: 'input_not_found' } });
    expect((await isOver(opened, next)).state).toBe('done');
    opened.services.jobs.dismiss(failed);
    expect(jobOf(opened, failed)).toBeUndefined();
  });

  it('is cancelled while it waits and while it runs, and saves nothing then', async () => {
    const opened = await open();
    const long = await start(opened, { kind: 'text', text: 'I am so happy about that. '.repeat(4000) });
    const waiting = await start(opened, { kind: 'text', text: 'I am happy!' });
    opened.services.jobs.cancel(waiting);
    await vi.waitFor(() => expect(jobOf(opened, long)?.done).toBeGreaterThan(0), { timeout: 20_000 });
    expect(opened.services.jobs.partial(long).some((segment) => segment.emotion !== null)).toBe(true);
    opened.services.jobs.cancel(long);
    expect((await isOver(opened, long)).state).toBe('cancelled');
    expect((await isOver(opened, waiting)).state).toBe('cancelled');
    expect(opened.services.library().count()).toBe(0);
  });

  it('tells of its progress at most about two times a second', async () => {
    const opened = await open();
    const began = performance.now();
    await isOver(opened, await start(opened, { kind: 'text', text: 'I am so happy about that. '.repeat(1500) }));
    expect(opened.snapshots.length).toBeLessThanOrEqual(2 + (performance.now() - began) / 400);
  });

  it('runs again over what is in the library', async () => {
    const opened = await open();
    await isOver(opened, await start(opened, { kind: 'sample', sample: 'late-train' }));
    expect(await isOver(opened, opened.services.jobs.rerun(1))).toMatchObject({ state: 'done', analysisId: 1 });
    expect(opened.services.library().get(1).previous).toMatchObject({ changed: [] });
    expect(opened.services.library().count()).toBe(1);
  });
});

describe('the pace', () => {
  it('says nothing at first, and then how long it takes', () => {
    let now = 0;
    const pace = createPace(() => now);
    expect(pace(0, 100)).toBeNull();
    now = 500;
    expect(pace(10, 100)).toBeNull();
    now = 1000;
    expect(pace(20, 100)).toBe(4);
  });
});

describe('what a person gives', () => {
  it.each([
    ['https://www.youtube.com/@somebody', 'link_is_channel'],
    ['https://vimeo.com/76979871', 'link_other_site'],
    ['', 'input_empty'],
  ])('is refused when it can’t be read: %j', async (text, code) => {
    const opened = await open();
    const read = async (): Promise<unknown> => (await inputsOf(opened, { kind: 'text', text }))[0]?.read(new AbortController().signal);
    await expect(read()).rejects.toMatchObject({ code });
  });

  it('names a long text by the beginning of its first line', async () => {
    const [input] = await inputsOf(await open(), { kind: 'text', text: `${'word '.repeat(40)}\nmore` });
    expect(input?.source.title).toMatch(/^word (?:word )+wor?d?…$|^(?:word )+word…$/u);
    expect([...(input?.source.title ?? '')].length).toBeLessThanOrEqual(60);
  });
});

describe('before Moodline ends', () => {
  it('what was started is finished and saved', async () => {
    const opened = await open();
    await start(opened, { kind: 'sample', sample: 'boat-launch' });
    await start(opened, { kind: 'text', text: 'I am happy! I am sad.' });
    await opened.services.jobs.settled(25_000);
    expect(opened.services.library().list({ query: '', sort: 'created', isDescending: true, offset: 0, limit: 10 }).total).toBe(2);
  });

  it('a limit ends the wait', async () => {
    const opened = await open();
    await start(opened, { kind: 'sample', sample: 'boat-launch' });
    await opened.services.jobs.settled(1);
    expect(opened.services.jobs.list()[0]?.state).not.toBe('done');
  });
});
