/** What the page may not do, tried from the page itself. */

import { expect, test } from './fixture.ts';

test('the page has no Node and nothing of Electron', async ({ page }) => {
  const found = await page.evaluate(() =>
    ['require', 'process', 'module', 'Buffer', 'global', 'electron', 'ipcRenderer'].filter((name) => name in globalThis),
  );
  expect(found).toEqual([]);
  expect(await page.evaluate(() => Object.keys(window.moodline))).toEqual(['request', 'subscribe']);
  expect(await page.evaluate(() => location.href)).toMatch(/moodline/u);
});

test('the policy forbids inline scripts, eval and everything from elsewhere', async ({ page }) => {
  const violations = await page.evaluate(async () => {
    const seen: string[] = [];
    document.addEventListener('securitypolicyviolation', (event) => seen.push(event.effectiveDirective));
    const script = document.createElement('script');
    script.textContent = 'window.wasRun = true';
    document.head.append(script);
    const image = new Image();
    image.src = 'https://example.com/x.png';
    document.body.setAttribute('style', 'color: red');
    await fetch('https://example.com/').catch(() => undefined);
    // They are told of one after the other, and late on a busy machine.
    const giveUpAt = performance.now() + 20_000;
    while (new Set(seen).size < 4 && performance.now() < giveUpAt) await new Promise((resolve) => setTimeout(resolve, 20));
    return { seen: [...new Set(seen)].toSorted(), wasRun: 'wasRun' in window };
  });
  expect(violations.wasRun).toBe(false);
  expect(violations.seen).toEqual(['connect-src', 'img-src', 'script-src-elem', 'style-src-attr']);
});

test('it can’t be navigated away, and opens no window', async ({ app, page }) => {
  await app.evaluate(({ shell }) => {
    const opened: string[] = [];
    shell.openExternal = (url: string) => Promise.resolve(void opened.push(url));
    (globalThis as unknown as { opened: string[] }).opened = opened;
  });
  await page.evaluate(() => {
    location.href = 'https://example.com/';
  });
  await page.evaluate(() => void window.open('https://example.com/'));
  await page.waitForTimeout(500);
  await expect(page.getByRole('heading', { level: 1, name: 'Analyze' })).toBeVisible();
  await expect.poll(() => app.windows().length).toBe(1);
  expect(await app.evaluate(() => (globalThis as unknown as { opened: string[] }).opened)).toEqual([]);
});

test('a link of the allow-list opens in the system’s browser', async ({ app, page }) => {
  await app.evaluate(({ shell }) => {
    const opened: string[] = [];
    shell.openExternal = (url: string) => Promise.resolve(void opened.push(url));
    (globalThis as unknown as { opened: string[] }).opened = opened;
  });
  await app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('about')?.click());
  await page.getByRole('link', { name: 'Read the paper' }).click();
  await expect
    .poll(() => app.evaluate(() => (globalThis as unknown as { opened: string[] }).opened))
    .toEqual(['https://arxiv.org/abs/2005.00547']);
});

test('permissions are denied', async ({ page }) => {
  const states = await page.evaluate(async () => {
    const query = async (name: string): Promise<string> => (await navigator.permissions.query({ name: name as PermissionName })).state;
    return [await query('geolocation'), await query('notifications'), await query('camera')];
  });
  expect(states).toEqual(['denied', 'denied', 'denied']);
});

test('a request that does not fit the contract is refused with its code', async ({ page }) => {
  const replies = await page.evaluate(async () => {
    const ask = window.moodline.request as (name: string, input?: unknown) => Promise<unknown>;
    return [
      await ask('library:get', { id: 'one' }),
      await ask('library:delete', { ids: [] }),
      await ask('settings:set', { patch: { theme: 'neon' } }),
      await ask('settings:set', { patch: { unknown: 1 } }),
      await ask('library:list'),
      await ask('no:such').catch((error: Error) => error.message),
    ];
  });
  for (const reply of replies.slice(0, 5)) expect(reply).toMatchObject({ ok: false, failure: { code: 'request_invalid' } });
  expect(replies[5]).toContain('No such request');
});
