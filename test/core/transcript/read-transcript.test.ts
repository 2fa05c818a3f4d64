import { chmod, mkdir, open, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseTranscript, readTranscriptFile } from '../../../electron/core/transcript/read-transcript.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { parseFile, srtOf } from './build.ts';

/** Permissions stop everybody but root, and tests in containers run as root. */
async function asPlainUser(act: () => Promise<void>): Promise<void> {
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(65_534);
  try {
    await act();
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}

describe('reading a file', () => {
  it('gives its cues, format and encoding', async () => {
    const path = join(await temporaryFolder(), 'talk.srt');
    await writeFile(path, srtOf(['Good evening.', 'Nice to see you.']));
    expect(await readTranscriptFile(path)).toEqual({
      format: 'srt',
      encoding: 'utf-8',
      cues: [
        { start: 0, end: 3, text: 'Good evening.' },
        { start: 3, end: 6, text: 'Nice to see you.' },
      ],
      warnings: [],
    });
  });

  it('says that a missing file is missing, by its name', async () => {
    const path = join(await temporaryFolder(), 'gone.srt');
    await expect(readTranscriptFile(path)).rejects.toMatchObject({
      code: 'input_not_found',
      message: 'There is no file gone.srt. Check the path.',
    });
  });

  it('says that a file under a file is missing', async () => {
    const path = join(await temporaryFolder(), 'talk.srt');
    await writeFile(path, 'x');
    await expect(readTranscriptFile(join(path, 'below.srt'))).rejects.toMatchObject({ code: 'input_not_found' });
  });

  it('refuses a folder', async () => {
    const path = join(await temporaryFolder(), 'season 1.srt');
    await mkdir(path);
    await expect(readTranscriptFile(path)).rejects.toMatchObject({
      code: 'input_is_folder',
      message: expect.stringContaining('season 1.srt'),
    });
  });

  it.skipIf(process.platform === 'win32')('says when it may not read the file', async () => {
    const path = join(await temporaryFolder(), 'secret.srt');
    await writeFile(path, srtOf(['Hush.']));
    await chmod(path, 0);
    await asPlainUser(() =>
      expect(readTranscriptFile(path)).rejects.toMatchObject({
        code: 'input_no_permission',
        message: expect.stringContaining('secret.srt'),
      }),
    );
  });

  it.skipIf(process.platform === 'win32')('ends with its own error on links that lead in a circle', async () => {
    const path = join(await temporaryFolder(), 'loop.srt');
    await symlink(path, path);
    await expect(readTranscriptFile(path)).rejects.toMatchObject({ code: 'input_unreadable', message: expect.stringContaining('ELOOP') });
  });

  it('refuses a file over 20 MB without reading it', async () => {
    const path = join(await temporaryFolder(), 'disk.txt');
    const file = await open(path, 'w');
    await file.truncate(50_000_000_000);
    await file.close();
    await expect(readTranscriptFile(path)).rejects.toMatchObject({
      code: 'input_too_large',
      message: expect.stringMatching(/^disk\.txt is too large: .* 20 MB/u),
    });
  });

  it.skipIf(process.platform !== 'linux')('stops at 20 MB of a device that never ends', async () => {
    await expect(readTranscriptFile('/dev/zero')).rejects.toMatchObject({ code: 'input_too_large' });
  });

  it('stops when it is cancelled', async () => {
    const path = join(await temporaryFolder(), 'talk.srt');
    await writeFile(path, srtOf(['Good evening.']));
    await expect(readTranscriptFile(path, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('finding the format', () => {
  const srt = srtOf(['Hello.']);
  it.each([
    ['srt', 'a.txt', srt],
    ['srt', 'noname', `\n\n${srt}`],
    ['vtt', 'a.srt', 'WEBVTT\n\n00:01.000 --> 00:02.000\nHello.'],
    ['sbv', 'a.txt', '0:00:01.000,0:00:02.000\nHello.'],
    [
      'ttml',
      'a.xml',
      '<?xml version="1.0"?>\n<tt:tt xmlns:tt="http://www.w3.org/ns/ttml"><tt:body><tt:p begin="1s">Hello.</tt:p></tt:body></tt:tt>',
    ],
    ['json3', 'a.txt', '{"wireMagic":"pb3","events":[{"tStartMs":0,"segs":[{"utf8":"Hello."}]}]}'],
    ['srv3', 'a.xml', '<timedtext format="3"><body><p t="0">Hello.</p></body></timedtext>'],
    ['timedtext', 'a.xml', '<?xml version="1.0"?><transcript><text start="0">Hello.</text></transcript>'],
    ['csv', 'a.txt', 'start,text\n0,Hello.'],
    ['text', 'a.md', 'Hello.'],
    ['text', 'a.txt', 'My words, and the text of others\nmore words'],
  ])('knows %s by its content when the file is called %s', async (format, name, text) => {
    const transcript = await parseFile(name, text);
    expect(transcript.format).toBe(format);
    expect(transcript.cues[0]?.text).toMatch(/Hello\.|My words/u);
  });

  it('works without a name, as for standard input', async () => {
    expect((await parseTranscript(new TextEncoder().encode(srt), {})).format).toBe('srt');
    await expect(parseTranscript(new Uint8Array(), {})).rejects.toMatchObject({
      code: 'input_empty',
      message: expect.stringMatching(/^The input is empty\./u),
    });
  });

  it.each([
    ['a web page', '<!DOCTYPE html><html><body>Before you continue</body></html>'],
    ['a web page', '<html lang="en"><p>Hi</p></html>'],
    ['XML', '<?xml version="1.0"?><rss><title>News</title></rss>'],
    ['JSON', '{"playabilityStatus":{"status":"OK"}}'],
    ['JSON', '[{"id":1}]'],
    ['JSON', '{}'],
    ['rich text', '{\\rtf1\\ansi Hello}'],
    ['SubStation', '[Script Info]\nTitle: x'],
    ['MicroDVD', '{1}{25}Hello'],
  ])('refuses %s: %s', async (kind, text) => {
    await expect(parseFile('page.txt', text)).rejects.toMatchObject({
      code: 'input_unknown_format',
      message: expect.stringMatching(new RegExp(`^page\\.txt is .*${kind}.* Export it as SRT`, 'u')),
    });
  });

  it.each([
    ['a.srt', 'nothing of the kind'],
    ['a.vtt', 'WEBVTT'],
    ['a.vtt', 'WEBVTT\n\n00:01.000 --> 00:02.000\n\n'],
    ['a.sbv', 'no times here'],
    ['a.ttml', '<tt><body></body></tt>'],
    ['a.json3', '{"events":[]}'],
    ['a.json3', '{"events":[{"tStartMs":0,"segs":[{"utf8":"\\n"}]}]}'],
    ['a.json3', '{"wireMagic":"pb3","events":'],
    ['a.xml', '<timedtext format="3"><body></body></timedtext>'],
    ['a.csv', 'start,text\n'],
  ])('%s with %j has no captions to read', async (name, text) => {
    await expect(parseFile(name, text)).rejects.toMatchObject({
      code: 'input_malformed',
      message: expect.stringMatching(new RegExp(`^${name} .*\\.$`, 'u')),
    });
  });
});
