import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createMediaFiles, readRange } from '../../../electron/main/media-files.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const BYTES = Uint8Array.from({ length: 100 }, (_, index) => index);

async function make(): Promise<(path: string, range?: string) => Promise<Response | undefined>> {
  const file = join(await temporaryFolder(), 'talk.mp3');
  await writeFile(file, BYTES);
  const media = createMediaFiles();
  const address = media.addressOf(file);
  expect(media.addressOf(file)).toBe(address);
  return (path, range) =>
    media.serve(new Request(`app://moodline${path === '' ? address : path}`, range === undefined ? {} : { headers: { range } }));
}

describe('a media file', () => {
  it('is served whole, with its kind and size', async () => {
    const answer = await (await make())('');
    expect([answer?.status, answer?.headers.get('content-type'), answer?.headers.get('content-length')]).toEqual([
      200,
      'audio/mpeg',
      '100',
    ]);
    expect(new Uint8Array((await answer?.arrayBuffer()) ?? new ArrayBuffer(0))).toEqual(BYTES);
  });

  it.each([
    ['bytes=10-19', 'bytes 10-19/100', BYTES.slice(10, 20)],
    ['bytes=90-', 'bytes 90-99/100', BYTES.slice(90)],
    ['bytes=-5', 'bytes 95-99/100', BYTES.slice(95)],
    ['bytes=50-1000', 'bytes 50-99/100', BYTES.slice(50)],
  ])('is served in part for %s', async (range, contentRange, part) => {
    const answer = await (await make())('', range);
    expect([answer?.status, answer?.headers.get('content-range')]).toEqual([206, contentRange]);
    expect(new Uint8Array((await answer?.arrayBuffer()) ?? new ArrayBuffer(0))).toEqual(part);
  });

  it('has nothing beyond its end', async () => {
    const answer = await (await make())('', 'bytes=100-');
    expect([answer?.status, answer?.headers.get('content-range')]).toEqual([416, 'bytes */100']);
  });

  it('is served under its own address alone', async () => {
    const ask = await make();
    expect((await ask('/media/talk.mp3'))?.status).toBe(404);
    expect((await ask('/media/../../etc/passwd'))?.status ?? 'not served').toBe('not served');
    expect(await ask('/index.html')).toBeUndefined();
  });

  it.each(['bytes=-', 'bytes=5-2', 'lines=1-2', 'bytes=1-2,4-5', 'bytes=x-'])('has no range %j', (range) => {
    expect(readRange(range, 100)).toBeNull();
  });
});
