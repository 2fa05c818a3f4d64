/** The smaller parts of Electron's API as the stand-in has them: menu, dialogs, secrets, notifications, clipboard, shell, screen. */

import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { ELECTRON_VERSION } from '../../../build/electron-in-chromium/version.ts';
import type { Launched } from './fixture-app.ts';
import { host, isHostMissing, launchApp, PATIENCE } from './fixture-app.ts';

const FILES = {
  'main.mjs': `
    import { app, BrowserWindow } from 'electron';
    import { createRequire } from 'node:module';
    globalThis.sameByRequire = createRequire(import.meta.url)('electron').app === app;
    app.whenReady().then(() => new BrowserWindow({ show: false, title: 'First', x: 10, y: 20, width: 640, height: 480 }).loadFile('index.html'));
  `,
  'index.html': '<!doctype html><title>x</title><h1>x</h1><textarea></textarea>',
};

describe.skipIf(isHostMissing)('the smaller parts', () => {
  let launched: Launched;
  beforeAll(async () => {
    launched = await launchApp(FILES);
  });

  it('are the same by import and by require', async () => {
    expect(await launched.app.evaluate(() => (globalThis as unknown as { sameByRequire: boolean }).sameByRequire)).toBe(true);
  });

  it('belong to the Electron that package.json names', async () => {
    const manifest = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
      readonly devDependencies: { readonly electron: string };
    };
    expect(manifest.devDependencies.electron).toBe(ELECTRON_VERSION);
    expect(await launched.app.evaluate(() => process.versions['electron'])).toBe(ELECTRON_VERSION);
    expect(await launched.app.evaluate(() => process.versions['chrome'])).toMatch(/^\d+\.\d+\.\d+\.\d+$/u);
  });

  it('windows: bounds, title and state are kept, and each is found by its id', async () => {
    const seen = await launched.app.evaluate(({ BrowserWindow }) => {
      const window = BrowserWindow.getAllWindows()[0];
      if (!window) return [];
      window.setBounds({ width: 700 });
      window.setTitle('Second');
      const events: string[] = [];
      window.once('show', () => events.push('show'));
      window.once('hide', () => events.push('hide'));
      const wasVisible = window.isVisible();
      window.show();
      const isVisible = window.isVisible();
      window.hide();
      return [
        window.getBounds().width,
        window.getTitle(),
        wasVisible,
        isVisible,
        window.isVisible(),
        BrowserWindow.fromId(window.id) === window,
      ];
    });
    expect(seen).toEqual([700, 'Second', false, true, false, true]);
  });

  it('menus: items are found at any depth, clicked, checked, and not clicked while disabled', async () => {
    const seen = await launched.app.evaluate(({ Menu, MenuItem }) => {
      const clicked: string[] = [];
      const menu = Menu.buildFromTemplate([
        {
          label: 'File',
          submenu: [
            { id: 'open', label: 'Open', accelerator: 'CmdOrCtrl+O', click: (item) => clicked.push(item.id) },
            { type: 'separator' },
            { id: 'dark', label: 'Dark', type: 'checkbox', checked: true, click: (item) => clicked.push(`${item.id} ${item.checked}`) },
            { id: 'off', label: 'Off', enabled: false, click: (item) => clicked.push(item.id) },
          ],
        },
      ]);
      menu.append(new MenuItem({ label: 'Help', role: 'help', submenu: [] }));
      Menu.setApplicationMenu(menu);
      for (const id of ['open', 'dark', 'off']) menu.getMenuItemById(id)?.click();
      return {
        clicked,
        labels: Menu.getApplicationMenu()?.items.map(({ label }) => label),
        types: menu.items[0]?.submenu?.items.map(({ type }) => type),
        unknown: menu.getMenuItemById('nothing'),
      };
    });
    expect(seen).toEqual({
      clicked: ['open', 'dark false'],
      labels: ['File', 'Help'],
      types: ['normal', 'separator', 'checkbox', 'normal'],
      unknown: null,
    });
  });

  // Playwright's keys reach the page and not the native menu, so this is the stand-in's own way.
  it.skipIf(host.kind === 'electron')('menus: shortcuts work while the window has the focus', async () => {
    await launched.app.evaluate(({ Menu }) => {
      const pressed = ((globalThis as unknown as { pressed: string[] }).pressed = []);
      const item = (accelerator: string): object => ({
        label: accelerator,
        accelerator,
        click: () => (pressed as string[]).push(accelerator),
      });
      Menu.setApplicationMenu(
        Menu.buildFromTemplate([{ label: 'Go', submenu: ['CmdOrCtrl+O', 'CmdOrCtrl+Shift+O', 'F5', 'Ctrl+,'].map(item) }]),
      );
    });
    for (const key of ['Control+o', 'Control+Shift+o', 'F5', 'Control+,', 'o']) await launched.page.keyboard.press(key);
    const pressed = (): Promise<string[]> => launched.app.evaluate(() => (globalThis as unknown as { pressed: string[] }).pressed);
    await expect.poll(pressed, PATIENCE).toEqual(['CmdOrCtrl+O', 'CmdOrCtrl+Shift+O', 'F5', 'Ctrl+,']);
  });

  it('dialogs: what a test puts in their place is what the app gets', async () => {
    const answer = await launched.app.evaluate(async ({ dialog, BrowserWindow }) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: ['/a.srt'] });
      const window = BrowserWindow.getAllWindows()[0];
      return window && dialog.showOpenDialog(window, { properties: ['openFile'] });
    });
    expect(answer).toEqual({ canceled: false, filePaths: ['/a.srt'] });
  });

  it.skipIf(host.kind === 'electron' || Boolean(process.env['DISPLAY']))('dialogs: without a desktop nothing is chosen', async () => {
    expect(
      await launched.app.evaluate(async ({ dialog }) => {
        const { canceled, filePath } = await dialog.showSaveDialog({ title: 'Save', defaultPath: 'x.csv' });
        return [canceled, filePath, (await dialog.showMessageBox({ message: 'Hello' })).response];
      }),
    ).toEqual([true, '', 0]);
  });

  it('safeStorage: gives back what it hid, by the asynchronous calls', async () => {
    const seen = await launched.app.evaluate(async ({ safeStorage }) => {
      const hidden = await safeStorage.encryptStringAsync('gläd 🙂');
      const { result, shouldReEncrypt } = await safeStorage.decryptStringAsync(hidden);
      const garbage = await safeStorage.decryptStringAsync(Buffer.from('no ciphertext')).catch(() => 'refused');
      return [await safeStorage.isAsyncEncryptionAvailable(), hidden.includes('gl'), result, shouldReEncrypt, garbage];
    });
    expect(seen).toEqual([true, false, 'gläd 🙂', false, 'refused']);
  });

  it.skipIf(host.kind === 'electron')('safeStorage: owns up that it protects from nobody', async () => {
    const seen = await launched.app.evaluate(({ safeStorage }) => {
      const refused = (call: () => unknown): boolean => {
        try {
          call();
          return false;
        } catch {
          return true;
        }
      };
      const before = [
        safeStorage.getSelectedStorageBackend(),
        safeStorage.isEncryptionAvailable(),
        refused(() => safeStorage.encryptString('x')),
      ];
      safeStorage.setUsePlainTextEncryption(true);
      return [...before, safeStorage.isEncryptionAvailable(), safeStorage.decryptString(safeStorage.encryptString('x'))];
    });
    expect(seen).toEqual(['basic_text', false, true, true, 'x']);
  });

  it('notifications: can be made and shown without harm, and a test can watch them', async () => {
    const seen = await launched.app.evaluate(({ Notification }) => {
      const shown: string[] = [];
      Notification.prototype.show = function show(this: { title: string; body: string }) {
        shown.push(`${this.title}: ${this.body}`);
      };
      new Notification({ title: 'Done', body: 'One analysis' }).show();
      return [typeof Notification.isSupported(), ...shown];
    });
    expect(seen).toEqual(['boolean', 'Done: One analysis']);
  });

  it('powerMonitor: a listener hears of a resume', async () => {
    expect(
      await launched.app.evaluate(
        ({ powerMonitor }) =>
          new Promise((resolve) => {
            powerMonitor.once('resume', () => resolve('resumed'));
            powerMonitor.emit('resume');
          }),
      ),
    ).toBe('resumed');
  });

  it('clipboard: text that is written can be read, and pasted into the page', async () => {
    const text = await launched.app.evaluate(async ({ clipboard }) => {
      await clipboard.writeText('glad\n"words"');
      return clipboard.readText();
    });
    expect(text).toBe('glad\n"words"');
    await launched.page.locator('textarea').press('Control+v');
    expect(await launched.page.locator('textarea').inputValue()).toBe(text);
  });

  it('shell: says when a path can’t be opened', async () => {
    expect(await launched.app.evaluate(({ shell }) => shell.openPath('/no/such/file'))).not.toBe('');
  });

  it('screen: knows a primary display', async () => {
    expect(
      await launched.app.evaluate(({ screen }) => [
        screen.getAllDisplays().length > 0,
        screen.getPrimaryDisplay().workArea.width > 0,
        screen.getDisplayMatching({ x: 0, y: 0, width: 10, height: 10 }).scaleFactor > 0,
      ]),
    ).toEqual([true, true, true]);
  });
});
