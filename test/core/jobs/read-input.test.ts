import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readChosenFile, toFileInput } from '../../../electron/core/jobs/read-input.ts';
import { toOneInput } from '../../helpers/one-input.ts';
import { createSamples } from '../../../electron/core/samples.ts';
import type { JobSource } from '../../../shared/ipc.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const SAMPLES = createSamples('/nowhere');
const SIGNAL = new AbortController().signal;
const SRT = new TextEncoder().encode('1\n00:00:01,000 --> 00:00:02,000\nHello there.\n');

const read = async (source: JobSource): Promise<unknown> => (await toOneInput(source, SAMPLES, 'pt-BR')).read(SIGNAL);

describe('a dropped file', () => {
  it('is read from its bytes, named without its ending, in the language of the settings', async () => {
    const input = await toOneInput({ kind: 'drop', name: 'A talk.v2.srt', sizeBytes: SRT.byteLength, bytes: SRT }, SAMPLES, 'pt-BR');
    expect(input.source).toEqual({ kind: 'file', ref: 'A talk.v2.srt', title: 'A talk.v2', language: 'pt-BR' });
    expect(await input.read(SIGNAL)).toMatchObject({ format: 'srt', cues: [{ text: 'Hello there.' }] });
  });

  it.each<[string, string, number, Uint8Array | null]>([
    ['is too large to be sent', 'input_too_large', 20_000_001, null],
    ['is a folder or may not be read', 'input_unreadable', 0, null],
    ['is empty', 'input_empty', 0, new Uint8Array()],
    ['is no text', 'input_binary', 8, new Uint8Array([0, 1, 2, 255, 0, 0, 7, 0])],
  ])('that %s is refused with %s', async (_what, code, sizeBytes, bytes) => {
    await expect(read({ kind: 'drop', name: 'a.srt', sizeBytes, bytes })).rejects.toMatchObject({ code });
  });

  it('that is larger than it says is refused all the same', async () => {
    const source = { kind: 'drop', name: 'a.srt', sizeBytes: 1, bytes: new Uint8Array(20_000_001).fill(97) } as const;
    await expect(read(source)).rejects.toMatchObject({ code: 'input_too_large' });
  });

  it.each([
    ['.srt', '.srt'],
    ['talk', 'talk'],
    ['Vol. 2', 'Vol. 2'],
    ['talk.en.vtt', 'talk.en'],
  ])('called %s is titled %s', async (name, title) => {
    const input = await toOneInput({ kind: 'drop', name, sizeBytes: SRT.byteLength, bytes: SRT }, SAMPLES, 'en');
    expect(input.source.title).toBe(title);
  });
});

describe('pasted text', () => {
  it.each([
    ['https://example.org/a', 'link_other_site'],
    [' http://example.org ', 'link_other_site'],
    ['file:///etc/passwd', 'link_bad_scheme'],
    ['ftp://x/y', 'link_bad_scheme'],
  ])('that is an address alone is refused: %j', async (text, code) => {
    await expect(toOneInput({ kind: 'text', text }, SAMPLES, 'en')).rejects.toMatchObject({ code });
  });

  it('may have addresses in it', async () => {
    expect(await read({ kind: 'text', text: 'See https://example.org, it is great!' })).toMatchObject({ cues: [{}] });
  });

  it('is titled by its first line, whatever is in it', async () => {
    const titleOf = async (text: string): Promise<string> => (await toOneInput({ kind: 'text', text }, SAMPLES, 'en')).source.title;
    expect(await titleOf('\n\n  First line \r\nsecond')).toBe('First line');
    expect(await titleOf(' \n ')).toBe('Pasted text');
    expect((await titleOf('😀'.repeat(100))).isWellFormed()).toBe(true);
  });
});

describe('a file on this machine', () => {
  it('keeps its path, and is only read when its turn has come', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'talk.srt');
    const input = toFileInput(path, 'en');
    expect(input.source).toEqual({ kind: 'file', ref: path, title: 'talk', language: 'en' });
    await expect(input.read(SIGNAL)).rejects.toMatchObject({ code: 'input_not_found' });
    await writeFile(path, SRT);
    expect(await input.read(SIGNAL)).toMatchObject({ format: 'srt' });
  });

  it('that was chosen is given whole, or refused with its name', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'a.xlsx'), 'bytes');
    expect(Buffer.from(await readChosenFile(join(folder, 'a.xlsx'))).toString()).toBe('bytes');
    await mkdir(join(folder, 'folder.xlsx'));
    await writeFile(join(folder, 'large.xlsx'), Buffer.alloc(20_000_001));
    for (const [name, code] of [
      ['gone.xlsx', 'input_unreadable'],
      ['folder.xlsx', 'input_unreadable'],
      ['large.xlsx', 'input_too_large'],
    ] as const) {
      await expect(readChosenFile(join(folder, name))).rejects.toMatchObject({ code, message: expect.stringContaining(name) as string });
    }
  });
});
