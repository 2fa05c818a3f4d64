import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { EMOTION_OF, EMOTIONS, INTENSITIES, SUB_EMOTIONS } from '../../../shared/labels.ts';
import { ROOT, runCli } from '../../helpers/run-cli.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const BOAT = join(ROOT, 'models/samples/boat-launch.srt');
const BAKERY = join(ROOT, 'models/samples/bakery-morning.vtt');
const TRAIN = join(ROOT, 'models/samples/late-train.txt');

const score = z.number().min(0).max(1);
const spoken = z.strictObject({
  start_time: z.number().nullable(),
  end_time: z.number().nullable(),
  text: z.string().min(1),
  emotion: z.enum(EMOTIONS),
  emotion_score: score,
  sub_emotion: z.enum(SUB_EMOTIONS),
  sub_emotion_score: score,
  intensity: z.enum(INTENSITIES),
  intensity_score: score,
});
const silent = spoken.extend({
  emotion: z.null(),
  emotion_score: z.null(),
  sub_emotion: z.null(),
  sub_emotion_score: z.null(),
  intensity: z.null(),
  intensity_score: z.null(),
});
/** The shape that other people's scripts rely on, to the letter. */
const analysisSchema = z.strictObject({
  source: z.strictObject({ kind: z.string(), ref: z.string(), title: z.string(), language: z.string() }),
  model: z.strictObject({ channel: z.literal('baseline'), version: z.string(), sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
  segments: z.array(z.union([spoken, silent])).min(1),
  summary: z.strictObject({
    emotion: z.record(z.string(), score),
    sub_emotion: z.record(z.string(), score),
    intensity: z.record(z.string(), score),
  }),
  timing_ms: z.strictObject({ load: z.number(), transcript: z.number(), predict: z.number(), total: z.number() }),
});

async function predictJson(args: readonly string[], input?: string) {
  const home = await temporaryFolder();
  const result = await runCli(['predict', ...args, '--json'], input === undefined ? { home } : { home, input });
  expect(result).toMatchObject({ status: 0, stderr: '' });
  return analysisSchema.parse(JSON.parse(result.stdout));
}

const sum = (shares: Record<string, number>): number => Object.values(shares).reduce((total, share) => total + share, 0);

describe('moodline predict', () => {
  it('prints one JSON document in the promised shape, with a fresh data folder', async () => {
    const analysis = await predictJson([BOAT]);
    expect(analysis.source).toEqual({ kind: 'file', ref: BOAT, title: 'boat-launch.srt', language: 'en' });
    expect(analysis.segments).toHaveLength(39);
    expect(analysis.segments[0]).toMatchObject({ start_time: 1.2, text: 'Welcome back to the workshop, everyone.' });
    for (const shares of Object.values(analysis.summary)) expect(sum(shares)).toBeCloseTo(1, 2);
    for (const segment of analysis.segments) {
      if (segment.sub_emotion !== null) expect(EMOTION_OF[segment.sub_emotion]).toBe(segment.emotion);
    }
  });

  it('keeps sounds in their place without labels', async () => {
    const analysis = await predictJson([BOAT]);
    const sounds = analysis.segments.filter((segment) => segment.emotion === null);
    expect(sounds.map((segment) => segment.text)).toEqual(['[splash]']);
  });

  it('reads what an ordinary person would read in plain cases', async () => {
    const texts = [
      'I love you so much!',
      'I am so scared right now.',
      'I miss him, it makes me so sad.',
      'This is disgusting.',
      'The meeting starts at nine.',
      'I am furious with you!',
    ];
    const analysis = await predictJson(['-'], texts.join('\n\n'));
    expect(analysis.source.kind).toBe('stdin');
    expect(analysis.segments.map((segment) => segment.emotion)).toEqual(['happiness', 'fear', 'sadness', 'disgust', 'neutral', 'anger']);
  });

  it('cuts unpunctuated rolling captions into sentences without repeats', async () => {
    const analysis = await predictJson([BAKERY]);
    const text = analysis.segments.map((segment) => segment.text).join(' ');
    expect(text.match(/golden and perfect/gu)).toHaveLength(1);
    expect(text.match(/\[Music\]/gu)).toHaveLength(1);
    const lengths = analysis.segments.filter((segment) => segment.emotion !== null).map((segment) => segment.text.split(' ').length);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(32);
    expect(lengths.length).toBeGreaterThan(12);
  });

  it('gives text without times null times and shares by words', async () => {
    const analysis = await predictJson([TRAIN]);
    expect(analysis.segments.every((segment) => segment.start_time === null && segment.end_time === null)).toBe(true);
    expect(sum(analysis.summary.emotion)).toBeCloseTo(1, 2);
  });

  it('gives a sentence the same labels and scores whatever stands around it', async () => {
    const line = 'I can’t believe you did that for me.';
    const alone = await predictJson(['-'], line);
    const among = await predictJson(
      ['-'],
      `Short one.\n\n${line}\n\n${'A much longer line that goes on about the weather and the harbour. '.repeat(6)}`,
    );
    const found = among.segments.find((segment) => segment.text === line);
    const { emotion, emotion_score, sub_emotion, intensity } = alone.segments[0] ?? {};
    expect(found).toMatchObject({ emotion, sub_emotion, intensity });
    expect(Math.abs((found?.emotion_score ?? 0) - (emotion_score ?? 1))).toBeLessThanOrEqual(0.001);
  });

  it('writes CSV with the promised columns first, and the scores after them', async () => {
    const home = await temporaryFolder();
    const out = join(home, 'result.csv');
    const { status, stdout, stderr } = await runCli(['predict', BOAT, '--format', 'csv', '--out', out], { home });
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
    expect(stderr).toContain(out);
    const text = await readFile(out, 'utf8');
    expect(text.split('\n')[0]).toBe(
      'start_time,end_time,text,emotion,sub_emotion,intensity,emotion_score,sub_emotion_score,intensity_score',
    );
    const rows = parse(text, { columns: true });
    expect(rows).toHaveLength(39);
    expect(rows[0]).toMatchObject({ start_time: '1.2', text: 'Welcome back to the workshop, everyone.' });
  });

  it('writes subtitles that can be read again, and refuses them for text without times', async () => {
    const home = await temporaryFolder();
    const out = join(home, 'result.srt');
    expect((await runCli(['predict', BOAT, '--format', 'srt', '--out', out, '--quiet'], { home })).status).toBe(0);
    expect(await readFile(out, 'utf8')).toMatch(/^1\n00:00:01,200 --> 00:00:\d\d,\d{3}\n\[\w+ · \w+ · \w+\] Welcome back/u);
    expect((await predictJson([out])).segments).toHaveLength(39);
    const refused = await runCli(['predict', TRAIN, '--format', 'srt'], { home });
    expect(refused).toMatchObject({ status: 4, stdout: '' });
    expect(refused.stderr).toContain('error[input_no_times]');
  });

  it('prints a table with marks and shares when nothing else is asked for', async () => {
    const { status, stdout } = await runCli(['predict', BOAT], { home: await temporaryFolder() });
    expect(status).toBe(0);
    expect(stdout).toContain('boat-launch.srt');
    expect(stdout).toMatch(/0:01 {2}. \w+ +\w+ +\w+ +\d+ %/u);
    expect(stdout).toContain('Share of speaking time');
  });

  it('analyzes several sources into an array, and goes on after one that fails', async () => {
    const home = await temporaryFolder();
    const { status, stdout, stderr } = await runCli(['predict', BOAT, 'missing.srt', TRAIN, '--json'], { home });
    expect(status).toBe(4);
    expect(stderr).toContain('error[input_not_found]');
    const [boat, missing, train] = JSON.parse(stdout) as unknown[];
    expect(analysisSchema.parse(boat).segments).toHaveLength(39);
    expect(missing).toMatchObject({ source: { ref: 'missing.srt' }, error: { code: 'input_not_found' } });
    expect(analysisSchema.parse(train).source.ref).toBe(TRAIN);
  });

  it('keeps the data folder to what the contract names', async () => {
    const home = await temporaryFolder();
    await runCli(['predict', TRAIN, '--quiet'], { home });
    expect(await readdir(home)).toEqual(['weights']);
    const visible = (await readdir(join(home, 'weights'))).filter((name) => !name.startsWith('.'));
    expect(visible.toSorted()).toEqual(['baseline_weights.onnx', 'model_config.json', 'tokenizer.json']);
  });

  it('leaves nothing in the person’s own folders, as a library that sends statistics would', async () => {
    const [home, own, temporary] = [await temporaryFolder(), await temporaryFolder(), await temporaryFolder()];
    // The library sends none where a variable says that it is built or tested there.
    const none = Object.fromEntries(Object.keys(process.env).map((name) => [name, undefined]));
    const { PATH, SYSTEMROOT } = process.env;
    const env = { ...none, PATH, SYSTEMROOT, HOME: own, USERPROFILE: own, TMPDIR: temporary, TEMP: temporary, TMP: temporary };
    expect(await runCli(['predict', TRAIN], { home, env: { ...env, MOODLINE_HOME: home } })).toMatchObject({ status: 0 });
    expect(await readdir(own)).toEqual([]);
    expect((await readdir(temporary)).filter((name) => name !== 'node-compile-cache')).toEqual([]);
  });
});

describe('moodline predict with bad input', () => {
  const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0, 0, 0, 1);
  it.each<[string, string, string | Uint8Array | null]>([
    ['input_empty', 'empty.srt', ''],
    ['input_empty', 'blank.vtt', ' \n\n '],
    ['input_binary', 'picture.srt', png],
    ['input_no_speech', 'music.srt', '1\n00:00:01,000 --> 00:00:02,000\n[Music]\n'],
    ['input_malformed', 'broken.json3', '{"events": [{"tStartMs": 0, "segs": [{"utf8": "cut o'],
    ['input_too_large', 'large.txt', 'word '.repeat(4_200_000)],
    ['input_is_folder', 'folder.srt', null],
  ])('ends in %s for %s', async (code, name, content) => {
    const home = await temporaryFolder();
    const path = join(home, name);
    if (content === null) await mkdir(path);
    else await writeFile(path, content);
    const { status, stdout, stderr } = await runCli(['predict', path, '--json'], { home });
    expect(status).toBe(4);
    const { error } = JSON.parse(stdout) as { error: { code: string; message: string } };
    expect(error.code).toBe(code);
    expect(stderr).toBe(`error[${code}]: ${error.message}\n`);
    expect(error.message).toMatch(/[.]$/u);
    expect(stderr).not.toMatch(/\n\s+at /u);
  });

  it.each<[number, string, string[]]>([
    [4, 'input_not_found', ['predict', 'nowhere.srt']],
    [3, 'offline_chosen', ['predict', 'https://www.youtube.com/watch?v=abcdefghijk', '--offline']],
    [3, 'offline_chosen', ['predict', 'abcdefghijk', '--offline']],
    [4, 'link_is_channel', ['predict', 'https://www.youtube.com/@somebody']],
    [4, 'link_other_site', ['predict', 'https://vimeo.com/76979871']],
    [4, 'input_not_found', ['predict', '--from', 'nowhere.txt']],
    [1, 'channel_missing', ['predict', TRAIN, '--channel', 'dynamic']],
    [1, 'output_unwritable', ['predict', TRAIN, '--out', '/nowhere/at/all.csv']],
    [2, 'usage', ['predict']],
    [2, 'usage', ['predict', TRAIN, '--format', 'xml']],
    [2, 'usage', ['predict', TRAIN, '--lang', 'not a language']],
    [2, 'usage', ['predict', TRAIN, BOAT, '--format', 'csv']],
    [2, 'usage', ['predict', TRAIN, '--json', '--format', 'csv']],
    [2, 'usage', ['predict', TRAIN, '--out', 'a.json', '--out-dir', 'b']],
    [2, 'usage', ['foretell', TRAIN]],
    [2, 'usage', []],
  ])('exits with %i and %s for %j', async (status, code, args) => {
    const result = await runCli(args, { home: await temporaryFolder() });
    expect(result.status).toBe(status);
    // The bare command prints its help first; everything else is one line.
    expect(result.stderr).toMatch(new RegExp(`${args.length === 0 ? '\n' : '^'}error\\[${code}\\]: .*[.]\n$`, 'u'));
  });

  it('says so when the data folder can’t be made', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'file'), '');
    const { status, stderr } = await runCli(['predict', TRAIN], { home: join(folder, 'file', 'home') });
    expect(status).toBe(1);
    expect(stderr).toContain('error[home_unusable]');
  });

  it('refuses too much on standard input', async () => {
    const { status, stderr } = await runCli(['predict', '-'], { home: await temporaryFolder(), input: 'word '.repeat(4_200_000) });
    expect(status).toBe(4);
    expect(stderr).toContain('error[input_too_large]');
  });
});
