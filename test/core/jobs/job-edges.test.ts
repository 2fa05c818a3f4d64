import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { AnalyzeJobs } from '../../../electron/core/jobs/analyze-jobs.ts';
import { createAnalyzeJobs } from '../../../electron/core/jobs/analyze-jobs.ts';
import { toOneInput } from '../../helpers/one-input.ts';
import type { Library } from '../../../electron/core/library/library.ts';
import { openLibrary } from '../../../electron/core/library/library.ts';
import { createSamples } from '../../../electron/core/samples.ts';
import type { Failure } from '../../../shared/failure.ts';
import type { Job, JobSource } from '../../../shared/ipc.ts';
import { makeAnalysis } from '../../helpers/analysis.ts';
import type { GatedModel } from '../../helpers/gated-model.ts';
import { createGatedModel } from '../../helpers/gated-model.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

interface Made {
  readonly jobs: AnalyzeJobs;
  readonly library: Library;
  readonly gate: GatedModel;
  readonly troubles: (Failure | null)[];
  readonly logged: string[];
}

async function make(): Promise<Made> {
  const library = openLibrary(await temporaryFolder());
  const gate = createGatedModel('2');
  const troubles: (Failure | null)[] = [];
  const logged: string[] = [];
  const jobs = createAnalyzeJobs({
    loadModel: () => Promise.resolve(gate.model),
    library: () => library,
    onChange: () => undefined,
    onSaved: () => undefined,
    onSaveTrouble: (failure) => troubles.push(failure),
    log: (event, fields) => logged.push(`${event} ${JSON.stringify(fields)}`),
  });
  onTestFinished(async () => {
    await jobs.close();
    library.close();
  });
  return { jobs, library, gate, troubles, logged };
}

const start = async (jobs: AnalyzeJobs, source: JobSource): Promise<number> =>
  jobs.start(await toOneInput(source, createSamples('/nowhere'), 'en'));
const startText = (jobs: AnalyzeJobs, text: string): Promise<number> => start(jobs, { kind: 'text', text });
const jobOf = (jobs: AnalyzeJobs, id: number): Job | undefined => jobs.list().find((job) => job.id === id);
const reaches = (jobs: AnalyzeJobs, id: number, state: Job['state']): Promise<void> =>
  vi.waitFor(() => expect(jobOf(jobs, id)?.state).toBe(state), { timeout: 20_000 });

describe('a job that waits', () => {
  it('is over at once when it is cancelled, however long the one before it takes, and never runs', async () => {
    const { jobs, library, gate } = await make();
    await startText(jobs, 'The first.');
    const waiting = await startText(jobs, 'The second.');
    const third = await startText(jobs, 'The third.');
    const first = await gate.nextCall();
    jobs.cancel(waiting);
    expect(jobOf(jobs, waiting)).toMatchObject({ state: 'cancelled', failure: null });
    first.release();
    const next = await gate.nextCall();
    expect(next.texts).toEqual(['The third.']);
    next.release();
    await reaches(jobs, third, 'done');
    expect(jobOf(jobs, waiting)?.state).toBe('cancelled');
    expect(library.count()).toBe(2);
  });

  it('can be taken off the list once it is cancelled, and not before', async () => {
    const { jobs, gate } = await make();
    await startText(jobs, 'The first.');
    const waiting = await startText(jobs, 'The second.');
    await gate.nextCall();
    jobs.dismiss(waiting);
    expect(jobOf(jobs, waiting)?.state).toBe('waiting');
    jobs.cancel(waiting);
    jobs.dismiss(waiting);
    expect(jobOf(jobs, waiting)).toBeUndefined();
    expect(jobs.partial(waiting)).toEqual([]);
  });
});

describe('a job that is over', () => {
  it('stays as it is when it is cancelled, and unknown ones do no harm', async () => {
    const { jobs, gate } = await make();
    const id = await startText(jobs, 'The first.');
    (await gate.nextCall()).release();
    await reaches(jobs, id, 'done');
    jobs.cancel(id);
    jobs.cancel(99);
    jobs.dismiss(99);
    expect(jobOf(jobs, id)?.state).toBe('done');
  });
});

describe('closing', () => {
  it('ends the job that runs and those that wait, saves none, and resolves only then', async () => {
    const { jobs, library, gate } = await make();
    const ids = [await startText(jobs, 'The first.'), await startText(jobs, 'The second.')];
    await gate.nextCall();
    await jobs.close();
    expect(ids.map((id) => jobOf(jobs, id)?.state)).toEqual(['cancelled', 'cancelled']);
    expect(library.count()).toBe(0);
    await jobs.close();
  });

  it('is not undone by a job that comes too late: it is cancelled and never touches the model', async () => {
    const { jobs, library, logged } = await make();
    await jobs.close();
    const late = await startText(jobs, 'Too late.');
    await reaches(jobs, late, 'cancelled');
    expect(logged).toEqual([`jobs: cancelled ${JSON.stringify({ id: late })}`]);
    expect(library.count()).toBe(0);
  });
});

describe('a re-run', () => {
  it('of what is not in the library, or deleted, is refused at once', async () => {
    const { jobs, library } = await make();
    const id = library.add(makeAnalysis());
    library.remove([id]);
    for (const gone of [id, 99]) expect(() => jobs.rerun(gone)).toThrow(expect.objectContaining({ code: 'library_not_found' }));
    expect(jobs.list()).toEqual([]);
  });

  it('of an analysis that is deleted while it waits or runs fails with that reason, and does not bring it back', async () => {
    const { jobs, library, gate } = await make();
    const [running, waiting] = [library.add(makeAnalysis('One')), library.add(makeAnalysis('Two'))];
    const ids = [jobs.rerun(running), jobs.rerun(waiting)];
    const call = await gate.nextCall();
    library.remove([running, waiting]);
    call.release();
    for (const id of ids) {
      await reaches(jobs, id, 'failed');
      expect(jobOf(jobs, id)?.failure?.code).toBe('library_not_found');
    }
    expect(library.count()).toBe(0);
    library.restore([running]);
    expect(library.get(running)).toMatchObject({ model: { version: '1' }, previous: null });
  });

  it('keeps a person’s corrections, asks only for what is speech, and says what changed', async () => {
    const { jobs, library, gate } = await make();
    const id = library.add(makeAnalysis());
    const own = { emotion: 'anger', sub_emotion: 'annoyance', intensity: null } as const;
    library.correct(id, 2, own);
    const job = jobs.rerun(id);
    const call = await gate.nextCall();
    expect(call.texts).toEqual(['What a lovely day!', 'Then it rained, sadly.']);
    call.release();
    await reaches(jobs, job, 'done');
    expect(library.get(id)).toMatchObject({
      model: { version: '2' },
      corrections: { 2: own },
      previous: { model: { version: '1' }, changed: [{ index: 2, before: { emotion: 'sadness' }, now: { emotion: 'happiness' } }] },
    });
    expect(library.list({ query: '', sort: 'created', isDescending: true, offset: 0, limit: 1 }).entries[0]).toMatchObject({
      modelVersion: '2',
      correctedCount: 1,
      emotionShares: { happiness: 0.5, anger: 0.5 },
    });
  });
});

describe('saving', () => {
  it('is tried again while another program holds the library, told once each way', async () => {
    const { jobs, library, gate, troubles } = await make();
    const other = new DatabaseSync(library.path);
    onTestFinished(() => other.close());
    other.exec('BEGIN IMMEDIATE');
    const id = await startText(jobs, 'The first.');
    (await gate.nextCall()).release();
    await vi.waitFor(() => expect(troubles).toHaveLength(1), { timeout: 20_000 });
    expect(jobOf(jobs, id)?.state).toBe('saving');
    expect(jobs.partial(id)).toMatchObject([{ emotion: 'happiness' }]);
    other.exec('ROLLBACK');
    await reaches(jobs, id, 'done');
    expect(troubles).toMatchObject([{ code: 'library_locked' }, null]);
    expect(library.count()).toBe(1);
  });

  it('that can’t be done for now ends when it is cancelled, and the next job runs', async () => {
    const { jobs, library, gate, troubles } = await make();
    const other = new DatabaseSync(library.path);
    onTestFinished(() => other.close());
    other.exec('BEGIN IMMEDIATE');
    const [id, next] = [await startText(jobs, 'The first.'), await startText(jobs, 'The second.')];
    (await gate.nextCall()).release();
    await vi.waitFor(() => expect(troubles).toHaveLength(1), { timeout: 20_000 });
    jobs.cancel(id);
    await reaches(jobs, id, 'cancelled');
    other.exec('ROLLBACK');
    (await gate.nextCall()).release();
    await reaches(jobs, next, 'done');
    expect(library.count()).toBe(1);
  });
});

describe('what jobs log', () => {
  it('has neither words nor names of what was analyzed, also when it could not be read', async () => {
    const { jobs, gate, logged } = await make();
    const good = await startText(jobs, 'My secret is out.');
    (await gate.nextCall()).release();
    await reaches(jobs, good, 'done');
    for (const [name, text] of [
      ['secret.json3', 'secret words that are no JSON'],
      ['secret.ttml', '<tt><body>secret'],
      ['secret.csv', 'secret,other\n1,2\n'],
      ['secret.srt', ''],
    ] as const) {
      const bytes = new TextEncoder().encode(text);
      const id = await start(jobs, { kind: 'drop', name, sizeBytes: bytes.byteLength, bytes });
      await vi.waitFor(() => expect(['failed', 'predicting', 'reading']).toContain(jobOf(jobs, id)?.state), 20_000);
      jobs.cancel(id);
      await vi.waitFor(() => expect(['failed', 'cancelled']).toContain(jobOf(jobs, id)?.state), 20_000);
    }
    const missing = await start(jobs, { kind: 'drop', name: 'secret folder', sizeBytes: 0, bytes: null });
    await reaches(jobs, missing, 'failed');
    expect(logged).toHaveLength(6);
    expect(logged.join('\n')).not.toMatch(/secret/iu);
    expect(logged.some((line) => line.startsWith('jobs: failed'))).toBe(true);
  });
});
