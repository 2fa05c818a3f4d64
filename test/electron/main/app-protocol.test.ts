import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createAppHandler } from '../../../electron/main/app-protocol.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

async function makePages(): Promise<(url: string, init?: RequestInit) => Promise<Response>> {
  const root = await temporaryFolder();
  const folder = join(root, 'renderer');
  await mkdir(join(folder, 'assets'), { recursive: true });
  await writeFile(join(folder, 'index.html'), '<!doctype html>');
  await writeFile(join(folder, 'assets', 'app.js'), 'void 0');
  await writeFile(join(folder, 'notes.txt'), 'secret');
  await writeFile(join(root, 'secret.html'), 'secret');
  await mkdir(join(root, 'renderer-old'));
  await writeFile(join(root, 'renderer-old', 'index.html'), 'secret');
  const handle = createAppHandler({ folder, playerOrigin: 'https://player.example', serveMedia: () => Promise.resolve(undefined) });
  return (url, init) => handle(new Request(url, init));
}

describe('the app’s own scheme', () => {
  it('serves the page and what belongs to it, with a policy that allows nothing from elsewhere', async () => {
    const ask = await makePages();
    for (const url of ['app://moodline/', 'app://moodline/index.html', 'app://moodline/index.html?x=1#y']) {
      const page = await ask(url);
      expect([page.status, await page.text()]).toEqual([200, '<!doctype html>']);
      expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
      const policy = page.headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy.replace('frame-src https://player.example', '')).not.toMatch(/unsafe|https?:|\*/u);
      expect(page.headers.get('x-content-type-options')).toBe('nosniff');
    }
    expect((await ask('app://moodline/assets/app.js')).headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  });

  it.each([
    'app://moodline/nowhere.html',
    'app://moodline/notes.txt',
    'app://moodline/assets',
    'app://moodline/../secret.html',
    'app://moodline/%2e%2e/secret.html',
    'app://moodline/..%2fsecret.html',
    'app://moodline/assets/..%2f..%2fsecret.html',
    'app://moodline/..%2frenderer-old%2findex.html',
    'app://moodline/..%5csecret.html',
    'app://moodline/%00.html',
    'app://moodline/%zz.html',
    'app://elsewhere/index.html',
    'app://moodline.example.org/index.html',
    'https://moodline/index.html',
  ])('has nothing at %s', async (url) => {
    const ask = await makePages();
    const answer = await ask(url);
    expect([answer.status, await answer.text()]).toEqual([404, '']);
  });

  it('only gives: whatever is sent to it is refused', async () => {
    const ask = await makePages();
    for (const method of ['POST', 'PUT', 'DELETE', 'HEAD']) expect((await ask('app://moodline/index.html', { method })).status).toBe(404);
  });
});
