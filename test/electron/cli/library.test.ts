import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parse } from 'csv-parse/sync';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openLibrary } from '../../../electron/core/library/library.ts';
import { makeAnalysis } from '../../helpers/analysis.ts';
import { ROOT, runCli } from '../../helpers/run-cli.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

/** Two analyses, the second with a correction. */
async function makeHome(): Promise<string> {
  const home = await temporaryFolder();
  const library = openLibrary(home);
  library.add(makeAnalysis('The cup'));
  const id = library.add(makeAnalysis('A walk'));
  library.correct(id, 2, { emotion: 'fear', sub_emotion: 'nervousness', intensity: null });
  library.close();
  return home;
}

describe('moodline library', () => {
  it('says that nothing is there yet', async () => {
    const home = await temporaryFolder();
    expect(await runCli(['library', 'list', '--json'], { home })).toMatchObject({ status: 0, stdout: '[]\n', stderr: '' });
    expect(await runCli(['library', 'list'], { home })).toMatchObject({ status: 0, stdout: '', stderr: 'Nothing was saved yet.\n' });
  });

  it('lists what was analyzed, newest first, searched and sorted, for people and for scripts', async () => {
    const home = await makeHome();
    const all = JSON.parse((await runCli(['library', 'list', '--json'], { home })).stdout);
    expect(all).toEqual([
      {
        id: 2,
        title: 'A walk',
        kind: 'file',
        created_at: expect.stringMatching(/Z$/u),
        duration: 6,
        segments: 3,
        corrected: 1,
        model_version: '1',
        emotion: { happiness: 0.5, fear: 0.5 },
      },
      expect.objectContaining({ id: 1, title: 'The cup', corrected: 0 }),
    ]);
    const found = await runCli(['library', 'list', '--search', 'cup'], { home });
    expect(found.stdout.split('\n').slice(1, 2)).toEqual([expect.stringMatching(/^1 .*0:06.*v1.*The cup$/u)]);
    const first = await runCli(['library', 'list', '--sort', 'title', '--limit', '1'], { home });
    expect(first).toMatchObject({ stdout: expect.stringContaining('A walk'), stderr: '1 of 2; --limit shows more.\n' });
  });

  it('shows one with the labels that a person corrected, and says when there is none', async () => {
    const home = await makeHome();
    const { stdout } = await runCli(['library', 'show', '2'], { home });
    expect(stdout).toMatch(/▼ fear +nervousness.*Then it rained, sadly\./u);
    const { segments } = JSON.parse((await runCli(['library', 'show', '2', '--json'], { home })).stdout);
    expect(segments[2]).toMatchObject({ emotion: 'fear', emotion_score: null });
    const missing = await runCli(['library', 'show', '9', '--json'], { home });
    expect(missing).toMatchObject({ status: 4, stderr: expect.stringMatching(/^error\[library_not_found\]: /u) });
  });

  it('exports one or all, and tells which formats are for which', async () => {
    const home = await makeHome();
    const file = join(home, 'all.csv');
    expect(await runCli(['library', 'export', '--format', 'csv', '--out', file], { home })).toMatchObject({ status: 0, stdout: '' });
    expect(parse(await readFile(file, 'utf8'), { columns: true })).toHaveLength(6);
    const training = await runCli(['library', 'export', '--format', 'training'], { home });
    expect(parse(training.stdout, { columns: true })).toMatchObject([{ text: 'Then it rained, sadly.', emotion: 'fear' }]);
    const workbook = join(home, 'walk.xlsx');
    await runCli(['library', 'export', '2', '--format', 'xlsx', '--out', workbook], { home });
    expect((await readFile(workbook)).subarray(0, 2).toString()).toBe('PK');
    for (const wrong of [
      ['--format', 'srt'],
      ['2', '--format', 'training'],
      ['2', '--format', 'xlsx'],
      ['2', '--format', 'csv', '--json'],
      ['--format', 'training', '--json'],
    ])
      expect(await runCli(['library', 'export', ...wrong], { home })).toMatchObject({
        status: 2,
        stderr: expect.stringMatching(/^error\[usage\]/u),
      });
  });

  it('gives scripts the whole list unless they limit it, and people its beginning', async () => {
    const home = await temporaryFolder();
    const library = openLibrary(home);
    for (let number = 1; number <= 53; number += 1) library.add(makeAnalysis(`Talk ${number}`));
    library.close();
    const list = async (...args: readonly string[]) => runCli(['library', 'list', ...args], { home });
    expect(JSON.parse((await list('--json')).stdout)).toHaveLength(53);
    expect(JSON.parse((await list('--json', '--limit', '2')).stdout)).toHaveLength(2);
    expect((await list()).stderr).toBe('50 of 53; --limit shows more.\n');
  });

  it('exports more than a pipe holds, and is quiet when the reader leaves early', async () => {
    const home = await temporaryFolder();
    const library = openLibrary(home);
    for (let number = 1; number <= 300; number += 1) library.add(makeAnalysis(`Talk ${number} ${'of a long afternoon '.repeat(40)}`));
    library.close();
    const whole = await runCli(['library', 'export'], { home });
    expect(JSON.parse(whole.stdout)).toHaveLength(300);
    expect(whole.stdout.length).toBeGreaterThan(200_000);
    const child = spawn(process.execPath, [join(ROOT, 'dist/electron/cli/main.js'), 'library', 'export'], {
      env: { ...process.env, MOODLINE_HOME: home },
    });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.stdout.once('data', () => child.stdout.destroy());
    const [status] = (await once(child, 'close')) as [number];
    expect([status, stderr]).toEqual([0, '']);
  });

  it('deletes all of what is named or nothing, and brings it back', async () => {
    const home = await makeHome();
    const ids = async (): Promise<number[]> =>
      (JSON.parse((await runCli(['library', 'list', '--json'], { home })).stdout) as { readonly id: number }[]).map(({ id }) => id);
    expect((await runCli(['library', 'delete', '1', '7'], { home })).status).toBe(4);
    expect(await ids()).toEqual([2, 1]);
    expect(await runCli(['library', 'delete', '1', '2'], { home })).toMatchObject({
      status: 0,
      stderr: expect.stringContaining('restore 1 2'),
    });
    expect(await ids()).toEqual([]);
    expect(await runCli(['library', 'restore', '2', '7'], { home })).toMatchObject({
      status: 4,
      stderr: expect.stringMatching(/^error\[library_not_found\]: There is no analysis 7 /u),
    });
    expect(await ids()).toEqual([]);
    expect(JSON.parse((await runCli(['library', 'restore', '2', '--json'], { home })).stdout)).toEqual({ restored: [2] });
    expect(await ids()).toEqual([2]);
    expect(await runCli(['library', 'restore', '2', '1'], { home })).toMatchObject({ status: 0, stderr: 'Restored 1.\n' });
    expect(await ids()).toEqual([2, 1]);
    expect(JSON.parse((await runCli(['library', 'restore', '2', '--json'], { home })).stdout)).toEqual({ restored: [] });
    expect((await runCli(['library', 'delete', 'two'], { home })).status).toBe(2);
  });

  it('has what was predicted with --save, and nothing of the other predictions', async () => {
    const home = await temporaryFolder();
    const file = join(home, 'cup.txt');
    await writeFile(file, 'We won the cup! My brother is so sad.');
    const saved = await runCli(['predict', file, '--save', '--json'], { home });
    expect(saved).toMatchObject({ status: 0, stderr: 'Saved in the library as 1\n' });
    const { segments } = JSON.parse(saved.stdout);
    expect(segments).toHaveLength(2);
    expect(JSON.parse((await runCli(['library', 'show', '1', '--json'], { home })).stdout).segments).toEqual(segments);
    await runCli(['predict', file], { home });
    expect(JSON.parse((await runCli(['library', 'list', '--json'], { home })).stdout)).toHaveLength(1);
  });

  it('costs nobody the analysis when it can’t be saved', async () => {
    const home = await temporaryFolder();
    const library = openLibrary(home);
    library.close();
    const other = new DatabaseSync(library.path);
    onTestFinished(() => other.close());
    other.exec('BEGIN IMMEDIATE');
    const result = await runCli(['predict', '-', '--save', '--json'], { home, input: 'We won the cup!' });
    expect(result).toMatchObject({ status: 1, stderr: expect.stringMatching(/^error\[library_locked\]: /mu) });
    expect(JSON.parse(result.stdout)).toMatchObject({ segments: [{ text: 'We won the cup!' }] });
  });
});
