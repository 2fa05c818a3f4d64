/** What the app asks of the network, seen from a server: nothing offline, one thing at its start; and how the system tells of a new baseline. */

import { once } from 'node:events';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, openWindow, test } from './fixture.ts';
import { publish } from './registries.ts';
import { analyzeSample, openQuietly, standing } from './steps.ts';

interface Counted {
  readonly server: Server;
  readonly asked: string[];
  /** As the address of a container. */
  readonly registry: string;
}

/** A server that has no version of anything, and writes down what it is asked. */
async function startEmptyRegistry(): Promise<Counted> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${new URL(request.url ?? '/', 'http://x').pathname}`);
    response.writeHead(404, { 'x-ms-error-code': 'BlobNotFound' }).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, asked, registry: `http://127.0.0.1:${(server.address() as AddressInfo).port}/devstoreaccount1/models` };
}

async function stop({ server }: Counted): Promise<void> {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
}

test('a start asks the registry one thing, from the main process alone; with --offline not even that', async ({ launch }) => {
  const counted = await startEmptyRegistry();
  try {
    const env = { MOODLINE_REGISTRY: counted.registry };
    const app = await launch({ env });
    await analyzeSample(await openWindow(app));
    await expect.poll(() => counted.asked).toEqual(['GET /devstoreaccount1/models/emotion-clf-baseline/latest.json']);
    const page = await openWindow(app);
    expect(
      await page.evaluate(
        (url) =>
          fetch(url).then(
            () => 'answered',
            () => 'refused',
          ),
        counted.registry,
      ),
    ).toBe('refused');
    await app.close();
    expect(counted.asked).toHaveLength(1);

    counted.asked.length = 0;
    const offline = await launch({ env, args: ['--offline'] });
    const offlinePage = await openWindow(offline);
    await expect(standing(offlinePage, /^Offline/u)).toBeVisible();
    await analyzeSample(offlinePage);
    expect(counted.asked).toEqual([]);
  } finally {
    await stop(counted);
  }
});

test('the system tells of a new baseline, and a click on that brings the sync forward', async ({ launch, home }) => {
  const registry = join(home, 'registry');
  await publish(registry, '2');
  let app: Awaited<ReturnType<typeof launch>> | undefined;
  const page = await openQuietly(async () => {
    app = await launch({ env: { MOODLINE_REGISTRY: pathToFileURL(registry).href } });
    return app;
  }, home);
  await app?.evaluate(({ Notification }) => {
    const shown: Electron.Notification[] = [];
    Notification.isSupported = () => true;
    Notification.prototype.show = function show(this: Electron.Notification) {
      shown.push(this);
    };
    (globalThis as unknown as { shown: Electron.Notification[] }).shown = shown;
  });
  await standing(page, 'Using v1').click();
  await page.getByRole('button', { name: 'Check for updates' }).click();
  await page.getByRole('button', { name: 'Install v2' }).click();
  await expect(standing(page, 'Up to date')).toBeVisible({ timeout: 60_000 });
  const titles = (): Promise<string[] | undefined> =>
    Promise.resolve(app?.evaluate(() => (globalThis as unknown as { shown: Electron.Notification[] }).shown.map(({ title }) => title)));
  await expect.poll(titles).toEqual(['Moodline uses baseline v2 now']);
  await page.getByRole('navigation').getByRole('button', { name: 'Library' }).click();
  await app?.evaluate(() => (globalThis as unknown as { shown: Electron.Notification[] }).shown[0]?.emit('click'));
  await expect(page.getByRole('heading', { level: 1, name: 'Sync' })).toBeVisible();
});
