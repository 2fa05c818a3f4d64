/** Electron's `utilityProcess` (https://www.electronjs.org/docs/latest/api/utility-process). */

import { beforeAll, describe, expect, it } from 'vitest';
import type { Launched } from './fixture-app.ts';
import { isHostMissing, launchApp, runApp } from './fixture-app.ts';

const CHILDREN = {
  'echo.mjs': `
    process.parentPort.on('message', ({ data, ports }) => process.parentPort.postMessage({ data, ports: ports.length, argv: process.argv.slice(2), env: process.env.MOOD, cwd: process.cwd(), type: process.type }));
  `,
  'speak.mjs': `process.stdout.write('to stdout'); process.stderr.write('to stderr'); process.once('exit', () => undefined); setTimeout(() => process.exit(5), 20);`,
  'wait.mjs': `process.parentPort.postMessage('here'); setInterval(() => undefined, 1000);`,
  'throws.mjs': `throw new Error('broken child');`,
  'late.mjs': `setTimeout(() => process.parentPort.on('message', ({ data }) => { process.parentPort.postMessage('late ' + data); }), 50);`,
};

const MAIN = `
  import { app, BrowserWindow, utilityProcess } from 'electron';
  import { once } from 'node:events';
  import { join } from 'node:path';
  const file = (name) => join(app.getAppPath(), name);
  const read = async (stream) => { let text = ''; for await (const part of stream) text += part; return text; };
  let early = '';
  try { utilityProcess.fork(file('echo.mjs')); } catch (error) { early = error.message; }
  const AsyncFunction = (async () => undefined).constructor;
  globalThis.run = (body) => new AsyncFunction('app', 'utilityProcess', 'once', 'file', 'read', 'early', body)(app, utilityProcess, once, file, read, early);
  app.whenReady().then(() => new BrowserWindow({ show: false }).loadURL('data:text/html,<h1>x</h1>'));
`;

describe.skipIf(isHostMissing)('a utility process', () => {
  let launched: Launched;
  beforeAll(async () => {
    launched = await launchApp({ ...CHILDREN, 'main.mjs': MAIN });
  });

  /** Runs `body` in the main process and gives what it returns. */
  const inMain = (body: string): Promise<unknown> =>
    launched.app.evaluate((_electron, text) => (globalThis as unknown as { run(body: string): Promise<unknown> }).run(text), body);

  it('is forked only after ready, and gets arguments, environment, folder and messages', async () => {
    const result = await inMain(`
      const child = utilityProcess.fork(file('echo.mjs'), ['a', 'b'], { env: { ...process.env, MOOD: 'glad' }, cwd: app.getAppPath(), serviceName: 'echo' });
      const before = child.pid;
      await once(child, 'spawn');
      child.postMessage({ map: new Map([['k', new Uint8Array([3])]]), date: new Date(4) });
      const [{ data, ...rest }] = await once(child, 'message');
      const hadPid = typeof child.pid;
      const ended = once(child, 'exit');
      const killed = child.kill();
      const [code] = await ended;
      return { early, before: String(before), hadPid, rest: { ...rest, cwd: rest.cwd === app.getAppPath() }, map: data.map.get('k')[0], date: data.date.getTime(), killed, code, after: String(child.pid) };`);
    expect(result).toEqual({
      early: expect.stringMatching(/ready/u) as string,
      before: 'undefined',
      hadPid: 'number',
      rest: { ports: 0, argv: ['a', 'b'], env: 'glad', cwd: true, type: 'utility' },
      map: 3,
      date: 4,
      killed: true,
      // SIGTERM, as waitpid tells it; a child that ends in good order first would tell 0.
      code: expect.toBeOneOf([0, 15]) as number,
      after: 'undefined',
    });
  });

  it('pipes its output, and tells its exit status', async () => {
    const result = await inMain(`
      const child = utilityProcess.fork(file('speak.mjs'), [], { stdio: 'pipe' });
      const ended = once(child, 'exit');
      const [out, err] = await Promise.all([read(child.stdout), read(child.stderr)]);
      const [code] = await ended;
      const quiet = utilityProcess.fork(file('speak.mjs'), [], { stdio: 'ignore' });
      await once(quiet, 'exit');
      return [out, err, code, quiet.stdout, quiet.stderr];`);
    expect(result).toEqual(['to stdout', 'to stderr', 5, null, null]);
  });

  it('that throws ends with a status other than 0, and says why', async () => {
    const result = await inMain(`
      const child = utilityProcess.fork(file('throws.mjs'), [], { stdio: 'pipe' });
      const ended = once(child, 'exit');
      const said = await read(child.stderr);
      const [code] = await ended;
      return [code, said.includes('broken child')];`);
    expect(result).toEqual([1, true]);
  });

  it('gets the messages that came before it listened', async () => {
    expect(
      await inMain(`
        const child = utilityProcess.fork(file('late.mjs'));
        child.postMessage('word');
        const [said] = await once(child, 'message');
        return said;`),
    ).toBe('late word');
  });

  it('does not outlive the app', async () => {
    const { status, lines } = await runApp({
      ...CHILDREN,
      'main.mjs': `
        import { app, utilityProcess } from 'electron';
        import { join } from 'node:path';
        app.whenReady().then(() => utilityProcess.fork(join(app.getAppPath(), 'wait.mjs')).once('message', (said) => { console.log(said); app.exit(0); }));`,
    });
    // The child holds the app's standard output and would never end by itself: were it still alive, the run would not have ended.
    expect({ status, lines }).toEqual({ status: 0, lines: ['here'] });
  });
});
