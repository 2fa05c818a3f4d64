/** Electron's `app`: how an app starts and ends, its paths, and the lock of a single instance (https://www.electronjs.org/docs/latest/api/app). */

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import type { Running } from './fixture-app.ts';
import { executable, host, isHostMissing, runApp, startApp, writeApp } from './fixture-app.ts';

/** Prints the events of the way out; the window is an empty page. */
const PRINT_EVENTS = `
  import { app, BrowserWindow } from 'electron';
  const say = (text) => process.stdout.write(text + '\\n');
  for (const name of ['before-quit', 'will-quit', 'quit']) app.on(name, (event, code) => say(name + (code === undefined ? '' : ' ' + code)));
`;

describe.skipIf(isHostMissing)('the life cycle of an app', () => {
  it('gets ready after the main module has run, and quits in the documented order', async () => {
    const { status, lines } = await runApp({
      'main.mjs': `${PRINT_EVENTS}
        app.on('window-all-closed', () => { say('window-all-closed'); app.quit(); });
        say('module ' + app.isReady());
        app.once('ready', () => say('ready'));
        app.whenReady().then(async () => {
          say('whenReady ' + app.isReady());
          const window = new BrowserWindow({ show: false });
          window.on('close', () => say('close'));
          window.on('closed', () => say('closed ' + window.isDestroyed()));
          await window.loadURL('data:text/html,<h1>x</h1>');
          window.close();
        });`,
    });
    expect(lines).toEqual([
      'module false',
      'ready',
      'whenReady true',
      'close',
      'closed true',
      'window-all-closed',
      'before-quit',
      'will-quit',
      'quit 0',
    ]);
    expect(status).toBe(0);
  });

  it('quits after its last window when nobody listens to window-all-closed', async () => {
    const { status, lines } = await runApp({
      'main.mjs': `${PRINT_EVENTS}
        app.whenReady().then(() => new BrowserWindow({ show: false }).loadURL('data:text/html,x')).then(() => BrowserWindow.getAllWindows()[0].close());`,
    });
    expect(lines).toEqual(['before-quit', 'will-quit', 'quit 0']);
    expect(status).toBe(0);
  });

  it('lets before-quit, a window’s close and will-quit stop it', async () => {
    const { lines } = await runApp({
      'main.mjs': `${PRINT_EVENTS}
        const prevented = new Set();
        const preventOnce = (name) => (event) => { if (!prevented.has(name)) { prevented.add(name); event.preventDefault(); say('stopped by ' + name); setTimeout(() => app.quit(), 20); } };
        app.prependListener('before-quit', preventOnce('before-quit'));
        app.prependListener('will-quit', preventOnce('will-quit'));
        app.on('window-all-closed', () => say('window-all-closed'));
        app.whenReady().then(async () => {
          const window = new BrowserWindow({ show: false });
          window.on('close', preventOnce('close'));
          await window.loadURL('data:text/html,x');
          app.quit();
        });`,
    });
    expect(lines).toEqual([
      'stopped by before-quit',
      'before-quit',
      'before-quit',
      'stopped by close',
      'before-quit',
      'stopped by will-quit',
      'will-quit',
      'before-quit',
      'will-quit',
      'quit 0',
    ]);
  });

  it('exits at once with the given status, asking nobody', async () => {
    const { status, lines } = await runApp({
      'main.mjs': `${PRINT_EVENTS}
        app.whenReady().then(async () => {
          const window = new BrowserWindow({ show: false });
          window.on('close', (event) => event.preventDefault());
          window.on('closed', () => say('closed'));
          await window.loadURL('data:text/html,x');
          app.exit(7);
        });`,
    });
    expect(lines).toEqual(['closed', 'quit 7']);
    expect(status).toBe(7);
  });

  it('quits in the same way when it is told to by a signal', async () => {
    const running = startApp(
      writeApp({
        'main.mjs': `${PRINT_EVENTS} app.whenReady().then(() => new BrowserWindow({ show: false }).loadURL('data:text/html,x')).then(() => say('open'));`,
      }),
    );
    await running.printed('open');
    running.kill();
    expect(await running.done).toMatchObject({ status: 0, lines: ['open', 'before-quit', 'will-quit', 'quit 0'] });
  });

  // Electron's own leftovers are its own matter.
  it.skipIf(host.kind === 'electron')('leaves nothing in the temporary folder, however it ends', async () => {
    const temporary = await temporaryFolder();
    const app = (end: string): string =>
      writeApp({
        'main.mjs': `import { app, BrowserWindow } from 'electron';
          app.whenReady().then(() => new BrowserWindow({ show: false }).loadURL('data:text/html,x')).then(() => { console.log('open'); ${end} });`,
      });
    const start = (end: string): Running => startApp(app(end), [], executable(), { TMPDIR: temporary });
    expect(await start('app.quit();').done).toMatchObject({ status: 0 });
    expect(await start('app.exit(7);').done).toMatchObject({ status: 7 });
    const signalled = start('');
    await signalled.printed('open');
    signalled.kill();
    await signalled.done;
    expect((await readdir(temporary)).filter((name) => name !== 'node-compile-cache')).toEqual([]);
  });

  it('knows its name, version and folders, and takes its data folder from the command line', async () => {
    const folder = writeApp({
      'main.mjs': `
        import { app } from 'electron';
        const refused = (call) => { try { call(); return ''; } catch (error) { return error.message; } };
        const first = { name: app.getName(), version: app.getVersion(), appPath: app.getAppPath(), isPackaged: app.isPackaged,
          userData: app.getPath('userData'), logs: app.getPath('logs'), given: app.commandLine.getSwitchValue('mood'),
          unknown: refused(() => app.getPath('nowhere')), relative: refused(() => app.setPath('temp', 'a/b')),
          versions: [typeof process.versions.electron, process.type], resources: typeof process.resourcesPath };
        app.setPath('userData', app.getPath('temp'));
        process.stdout.write(JSON.stringify({ ...first, moved: app.getPath('userData') === app.getPath('temp') }) + '\\n');
        app.exit(0);`,
    });
    const { lines } = await startApp(folder, ['--mood=glad']).done;
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      name: 'Fixture',
      version: '1.2.3',
      appPath: folder,
      isPackaged: false,
      userData: join(folder, 'data'),
      logs: expect.stringContaining('logs') as string,
      given: 'glad',
      unknown: "Failed to get 'nowhere' path",
      relative: expect.stringContaining('absolute') as string,
      versions: ['string', 'browser'],
      resources: 'string',
      moved: true,
    });
  });

  // Electron shows a dialog at this point and waits; the stand-in has nobody to show it to.
  it.skipIf(host.kind === 'electron')('says what the main module threw, and fails', async () => {
    const { status, stderr } = await runApp({ 'main.mjs': `throw new Error('the fixture is broken');` });
    expect(stderr).toContain('the fixture is broken');
    expect(status).toBe(1);
  });
});

const SINGLE = `
  import { app } from 'electron';
  const say = (text) => process.stdout.write(text + '\\n');
  if (!app.requestSingleInstanceLock({ files: ['a.srt'], at: process.pid > 0 })) { say('second'); app.quit(); }
  else {
    say('first ' + app.hasSingleInstanceLock() + app.requestSingleInstanceLock());
    app.on('second-instance', (event, argv, cwd, data) => {
      say(JSON.stringify({ hasArgument: argv.includes('--open=b.srt'), cwd, data }));
      app.quit();
    });
    app.whenReady().then(() => say('waiting'));
  }
`;

describe.skipIf(isHostMissing)('the lock of a single instance', () => {
  it('is refused to a second process, whose arguments, folder and data reach the first', async () => {
    const folder = writeApp({ 'main.mjs': SINGLE });
    const first = startApp(folder);
    await first.printed('waiting');
    const second = await startApp(folder, ['--open=b.srt']).done;
    expect(second).toMatchObject({ status: 0, lines: ['second'] });
    const { lines } = await first.done;
    expect(lines.slice(0, 2)).toEqual(['first truetrue', 'waiting']);
    expect(JSON.parse(lines[2] ?? '')).toEqual({ hasArgument: true, cwd: process.cwd(), data: { files: ['a.srt'], at: true } });
  });

  it('is free again after a process that was killed, and binds only its own data folder', async () => {
    const [folder, other] = [writeApp({ 'main.mjs': SINGLE }), writeApp({ 'main.mjs': SINGLE })];
    const killed = writeApp({
      'main.mjs': `import { app } from 'electron'; console.log(app.requestSingleInstanceLock()); process.kill(process.pid, 'SIGKILL');`,
    });
    const data = `--user-data-dir=${join(folder, 'data')}`;
    const dead = await startApp(killed, [data]).done;
    expect(dead).toMatchObject({ status: null, lines: ['true'] });

    const running = startApp(folder);
    await running.printed('waiting');
    const elsewhere = startApp(other);
    await elsewhere.printed('first truetrue');
  });
});
