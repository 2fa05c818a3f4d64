import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { publishPlainly } from '../../helpers/plain-version.ts';
import { runCli } from '../../helpers/run-cli.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { makePoisonedRows, makeRows } from '../../core/training/training-stage.ts';

const SLOW = { timeout: 120_000 };

async function setUp(csv = makeRows(200)) {
  const home = await temporaryFolder();
  const data = join(home, 'rows.csv');
  await writeFile(data, csv);
  const registry = join(home, 'registry');
  await mkdir(registry);
  return { home, data, registry: ['--registry', pathToFileURL(registry).href] };
}

describe('moodline train', () => {
  it('prints the promised JSON alone, and the model predicts', SLOW, async () => {
    const { home, data } = await setUp();
    const { status, stdout, stderr } = await runCli(['train', '--data', data, '--no-upload', '--epochs', '20', '--seed', '3', '--json'], {
      home,
    });
    expect(status).toBe(0);
    expect(stderr).not.toContain('error[');
    const result = JSON.parse(stdout);
    expect(result).toMatchObject({
      version: expect.stringMatching(/^local-[0-9a-f]{8}$/u),
      metrics: {
        emotion: { f1_weighted: expect.any(Number) },
        sub_emotion: { f1_weighted: expect.any(Number) },
        intensity: { f1_weighted: expect.any(Number) },
      },
      leaks_removed: expect.any(Number),
      rows: expect.any(Number),
      uploaded: false,
      promoted: false,
      reason: expect.stringContaining('as you wished'),
    });
    const predicted = await runCli(['predict', '-', '--json', '--offline', '--channel', 'dynamic'], { home, input: 'We won the match.' });
    expect(JSON.parse(predicted.stdout)).toMatchObject({ model: { channel: 'dynamic', version: result.version } });
  });

  it(
    'goes the whole circle: uploads, does not promote by itself what has not earned it, is promoted by hand with the reason, and another machine gets it',
    SLOW,
    async () => {
      const { home, data, registry } = await setUp(makeRows(392));
      const refused = JSON.parse((await runCli(['train', '--data', data, ...registry, '--json'], { home })).stdout);
      expect(refused).toMatchObject({
        version: '1',
        uploaded: true,
        reason: expect.stringMatching(/weighted emotion F1 is \d\.\d{3} \(95 % interval/u),
      });
      await runCli(['config', 'set', 'auto_promote_threshold', '0.01'], { home });
      const again = JSON.parse((await runCli(['train', '--data', data, ...registry, '--seed', '5', '--json'], { home })).stdout);
      expect(again).toMatchObject({ version: '2', uploaded: true });
      // A fifth of these rows was measured with.
      for (const { promoted, reason } of [refused, again])
        expect({ promoted, reason }).toMatchObject({ promoted: false, reason: expect.stringContaining('under 200 rows') });
      const promoted = await runCli(['sync', 'promote', '--reason', 'the rule wants 200 rows', ...registry, '--json'], { home });
      expect(JSON.parse(promoted.stdout)).toMatchObject({ outcome: 'promoted', channels: { baseline: { to_version: '2' } } });
      const other = await temporaryFolder();
      const download = JSON.parse(
        (await runCli(['sync', 'download', '--channel', 'baseline', ...registry, '--json'], { home: other })).stdout,
      );
      expect(download).toMatchObject({ outcome: 'updated', channels: { baseline: { from_version: '1', to_version: '2' } } });
      const history = JSON.parse((await runCli(['history', '--json'], { home })).stdout);
      // Who promotes uses the new baseline at once.
      expect(history[0]).toMatchObject({ operation: 'download', outcome: 'updated', channel: 'baseline', to_version: '2' });
      expect(history[1]).toMatchObject({ operation: 'promote', note: expect.stringContaining('the rule wants 200 rows') });
      expect(history.filter((run: { trigger: string }) => run.trigger === 'training')).toHaveLength(2);
    },
  );

  it('measures what the installed model then gives on the same rows', SLOW, async () => {
    const { home, data } = await setUp();
    const held = join(home, 'held.csv');
    await writeFile(held, makeRows(150).replaceAll(/^(?!text,)(.*?),/gmu, 'Honestly I must tell you all that $1 and that was that,'));
    const trained = JSON.parse((await runCli(['train', '--data', data, '--eval', held, '--no-upload', '--json'], { home })).stdout);
    const evaluated = JSON.parse((await runCli(['evaluate', '--data', held, '--channel', 'dynamic', '--json'], { home })).stdout);
    for (const task of ['emotion', 'sub_emotion', 'intensity'] as const) {
      expect(trained.evaluation.tasks[task].confusion).toEqual(evaluated.tasks[task].confusion);
      expect(trained.metrics[task].f1_weighted).toBeCloseTo(evaluated.tasks[task].f1_weighted, 9);
    }
  });

  it('keeps the upload for later while offline, and sends it with the next sync', SLOW, async () => {
    const { home, data, registry } = await setUp();
    const offline = JSON.parse((await runCli(['train', '--data', data, ...registry, '--offline', '--json'], { home })).stdout);
    expect(offline).toMatchObject({
      uploaded: false,
      version: expect.stringMatching(/^local-/u),
      reason: expect.stringContaining('It waits'),
    });
    const sync = await runCli(['sync', 'check', ...registry], { home });
    expect(sync).toMatchObject({ status: 0, stderr: expect.stringContaining('uploaded as version 1') });
    const config = JSON.parse(await readFile(join(home, 'weights', 'model_config.json'), 'utf8'));
    expect(config.channels.dynamic.version).toBe('1');
  });

  it('tells people what was read, left out and measured', SLOW, async () => {
    const { home, data } = await setUp(`${makeRows(100)}Ich weiß nicht was das ist,anger,anger,mild\nHm hm,boredom,boredom,mild\n`);
    const { stdout } = await runCli(['train', '--data', data, '--no-upload'], { home });
    expect(stdout).toContain('1 with an unknown label (boredom) · 1 not English');
    expect(stdout).toMatch(/weighted F1 \d\.\d{3} \(95 %: \d\.\d{3} to \d\.\d{3}\)/u);
    expect(stdout).toContain('the number means little');
  });

  it('has the exit statuses that were promised', async () => {
    const { home } = await setUp();
    expect(await runCli(['train', '--data', join(home, 'none.csv'), '--json'], { home })).toMatchObject({
      status: 4,
      stderr: expect.stringContaining('error[input_not_found]'),
    });
    expect(await runCli(['train', '--epochs', '0'], { home })).toMatchObject({ status: 2 });
    expect(await runCli(['train', '--seed', 'x'], { home })).toMatchObject({ status: 2 });
    expect(await runCli(['train', '--seed', '2147483648'], { home })).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('2147483647'),
    });
    expect(await runCli(['train'], { home })).toMatchObject({ status: 4, stderr: expect.stringContaining('no corrections') });
  });
});

describe('moodline compare', () => {
  it('prints the promised JSON: scores, difference, what moved, and the strongest disagreements', SLOW, async () => {
    const { home, data } = await setUp();
    const poisoned = join(home, 'poisoned.csv');
    await writeFile(poisoned, makePoisonedRows(200));
    await runCli(['train', '--data', poisoned, '--no-upload'], { home });
    const { status, stdout } = await runCli(['compare', '--data', data, '--json'], { home });
    expect(status).toBe(0);
    const result = JSON.parse(stdout);
    expect(result).toMatchObject({
      rows: 200,
      baseline: { version: '1', f1_weighted: expect.any(Number) },
      dynamic: { version: expect.stringMatching(/^local-/u), f1_weighted: expect.any(Number) },
      difference: { f1_weighted: expect.any(Number), low: expect.any(Number), high: expect.any(Number) },
    });
    expect(result.difference.f1_weighted).toBeCloseTo(result.dynamic.f1_weighted - result.baseline.f1_weighted, 9);
    const moved = result.moved.reduce((sum: number, one: { count: number }) => sum + one.count, 0);
    expect(moved).toBe(Math.round((1 - result.agreement) * 200));
    expect(result.disagreements.length).toBe(Math.min(20, moved));
    const text = await runCli(['compare', '--data', data], { home });
    expect(text.stdout).toMatch(/agreement +\d+\.\d % of the emotions/u);
  });

  it('compares any two versions, and fetches what is not here once', SLOW, async () => {
    const { home, data, registry } = await setUp();
    const folder = join(home, 'registry');
    await publishPlainly(folder, 'dynamic', '7', { value: 7 });
    await publishPlainly(folder, 'baseline', '2', { value: 2 });
    const compare = async (...args: readonly string[]) => runCli(['compare', ...args, '--data', data, '--json'], { home });
    const first = await compare('dynamic:7', 'baseline', ...registry);
    expect(JSON.parse(first.stdout)).toMatchObject({
      rows: 200,
      labelled: 200,
      baseline: { channel: 'dynamic', version: '7' },
      dynamic: { channel: 'baseline', version: '1', f1_weighted: expect.any(Number) },
    });
    expect(await compare('baseline:2', 'dynamic:7', ...registry)).toMatchObject({ status: 0 });
    expect(await compare('baseline:2', 'dynamic:7', ...registry, '--offline')).toMatchObject({ status: 0 });
    const offline = await compare('baseline:3', 'dynamic:7', ...registry, '--offline');
    expect(offline).toMatchObject({ status: 3, stderr: expect.stringContaining('error[offline_chosen]') });
    expect(await compare('baseline:999', 'dynamic:7', ...registry)).toMatchObject({
      status: 4,
      stderr: expect.stringContaining('error[version_unknown]'),
    });
    expect(offline.stderr).toMatch(/What can be compared here: baseline 1, (?:baseline 2, dynamic 7|dynamic 7, baseline 2)\./u);
  });

  it('refuses what is no version, a version with itself, and two models beside a file', async () => {
    const { home, data } = await setUp();
    const compare = async (...args: readonly string[]) => runCli(['compare', ...args, '--data', data], { home });
    expect(await compare('baseline:local')).toMatchObject({ status: 2, stderr: expect.stringContaining('baseline:19, dynamic:3') });
    expect(await compare('baseline', 'baseline:1')).toMatchObject({ status: 2, stderr: expect.stringContaining('error[comparison_same]') });
    expect(await compare('baseline', 'dynamic', '--weights', 'x.onnx')).toMatchObject({ status: 2 });
  });

  it('says what is missing', async () => {
    const { home, data } = await setUp();
    expect(await runCli(['compare', '--data', data], { home })).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/error\[channel_missing\]: .*moodline train.*name two versions/u),
    });
    expect(await runCli(['compare'], { home })).toMatchObject({ status: 4, stderr: expect.stringContaining('no sentences yet') });
  });
});
