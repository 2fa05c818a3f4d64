import { EventEmitter } from 'node:events';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { PowerMonitor, SafeStorage, Shell } from 'electron';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { openAppVault } from '../../../electron/main/app-vault.ts';
import { createNetworkFetch } from '../../../electron/main/network-fetch.ts';
import { createBaselineNotifier } from '../../../electron/main/notify-baseline.ts';
import { openSignInPage } from '../../../electron/main/security.ts';
import { watchNetwork } from '../../../electron/main/watch-network.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

describe('the network of the main process', () => {
  it('is a session of its own without a cache, and waits for the app to be ready', async () => {
    const events: string[] = [];
    const fetch = createNetworkFetch({
      whenReady: async () => events.push('ready'),
      fromPartition: (name, options) => ({
        fetch: (input) => {
          events.push(`${name} ${JSON.stringify(options)} ${typeof input === 'string' ? input : input.url}`);
          return Promise.resolve(new Response('answer'));
        },
      }),
    });
    const answers = [await fetch('https://example.org/a'), await fetch(new URL('https://example.org/b'))];
    expect(await answers[0]?.text()).toBe('answer');
    const session = 'moodline-network {"cache":false}';
    expect(events).toEqual(['ready', `${session} https://example.org/a`, 'ready', `${session} https://example.org/b`]);
  });
});

describe('watching the network', () => {
  function watch(isOnline: () => boolean): { readonly power: EventEmitter; readonly back: () => number } {
    const power = new EventEmitter();
    let back = 0;
    onTestFinished(
      watchNetwork({
        isOnline,
        powerMonitor: power as unknown as PowerMonitor,
        onBack: () => (back += 1),
        lookEveryMs: 5,
        afterResumeMs: 5,
      }),
    );
    return { power, back: () => back };
  }

  it('tells once when it is back, not while it is there and not while it is gone', async () => {
    const answers = [false, false, true, true, true, false, true];
    let looks = 0;
    const { back } = watch(() => answers[Math.min(looks++, answers.length - 1)] ?? true);
    await vi.waitFor(() => expect(looks).toBeGreaterThan(answers.length + 3), 20_000);
    expect(back()).toBe(2);
  });

  it('tells after the machine has slept, if there is a network then', async () => {
    let isOnline = true;
    const { power, back } = watch(() => isOnline);
    power.emit('resume');
    await vi.waitFor(() => expect(back()).toBe(1), 20_000);
    isOnline = false;
    let looked = 0;
    const { power: other, back: otherBack } = watch(() => (looked++, false));
    other.emit('resume');
    await vi.waitFor(() => expect(looked).toBeGreaterThan(4), 20_000);
    expect(otherBack()).toBe(0);
  });

  it('ends when it is told to', () => {
    const power = new EventEmitter();
    watchNetwork({ isOnline: () => true, powerMonitor: power as unknown as PowerMonitor, onBack: () => undefined })();
    expect(power.listenerCount('resume')).toBe(0);
  });
});

describe('the app’s sign-in', () => {
  /** A secret store that turns each byte round. */
  const turn = (bytes: Uint8Array): Buffer => Buffer.from(bytes.map((byte) => byte ^ 0xff));
  const store = (
    backend: ReturnType<SafeStorage['getSelectedStorageBackend']> | undefined,
    isAvailable = true,
  ): Parameters<typeof openAppVault>[1] => ({
    isAsyncEncryptionAvailable: () => Promise.resolve(isAvailable),
    encryptStringAsync: (text) => Promise.resolve(turn(Buffer.from(text))),
    decryptStringAsync: (bytes) => Promise.resolve({ result: turn(bytes).toString('utf8'), shouldReEncrypt: false }),
    ...(backend ? { getSelectedStorageBackend: () => backend } : {}),
  });

  it.each(['gnome_libsecret', undefined] as const)('is kept encrypted where the system keeps secrets (%s)', async (backend) => {
    const home = await temporaryFolder();
    const vault = await openAppVault(home, store(backend));
    expect(vault.isPersistent).toBe(true);
    await vault.write('{"secret":"t0ken"}');
    expect(await (await openAppVault(home, store(backend))).read()).toBe('{"secret":"t0ken"}');
    const [name = ''] = await readdir(join(home, '.auth'));
    expect(await readFile(join(home, '.auth', name), 'utf8')).not.toContain('t0ken');
    if (process.platform !== 'win32') expect((await stat(join(home, '.auth', name))).mode & 0o077).toBe(0);
  });

  it.each([
    ['basic_text', true],
    ['unknown', true],
    ['gnome_libsecret', false],
    [undefined, false],
  ] as const)('lasts only as long as the app where nothing protects it (%s, %s)', async (backend, isAvailable) => {
    const home = await temporaryFolder();
    const vault = await openAppVault(home, store(backend, isAvailable));
    expect(vault.isPersistent).toBe(false);
    await vault.write('{"secret":"t0ken"}');
    expect(await vault.read()).toBe('{"secret":"t0ken"}');
    expect(await readdir(home)).toEqual([]);
  });
});

describe('a page to sign in on', () => {
  function open(url: string): Promise<string[]> {
    const opened: string[] = [];
    const shell: Pick<Shell, 'openExternal'> = { openExternal: async (page) => void opened.push(page) };
    return openSignInPage(shell, url).then(() => opened);
  }

  it.each(['https://login.microsoftonline.com/x', 'http://127.0.0.1:8080/', 'http://[::1]/', 'http://localhost:1/'])(
    'may be %s',
    async (url) => {
      expect(await open(url)).toEqual([url]);
    },
  );

  it.each([
    'http://example.org/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'ms-settings:',
    'http://127.0.0.1.example.org/',
    'no address',
  ])('is never %s', async (url) => {
    await expect(open(url)).rejects.toThrow();
  });
});

describe('the notification of a new baseline', () => {
  function make(
    isSupported = true,
    isWanted = true,
  ): { readonly tell: ReturnType<typeof createBaselineNotifier>['tell']; readonly seen: string[] } {
    const seen: string[] = [];
    class Shown extends EventEmitter {
      readonly title: string;
      static isSupported = (): boolean => isSupported;
      constructor({ title }: { readonly title: string; readonly body: string }) {
        super();
        this.title = title;
      }
      show(): void {
        seen.push(this.title);
        this.emit('click');
      }
      close(): void {
        seen.push('closed');
      }
    }
    const { tell } = createBaselineNotifier({
      Notification: Shown as never,
      isWanted: () => isWanted,
      onClick: () => void seen.push('clicked'),
    });
    return { tell, seen };
  }

  it('names the version, leads to the sync, and gives way to the next one', () => {
    const { tell, seen } = make();
    tell({ channel: 'baseline', version: '21', from: '20' });
    expect(seen).toEqual([expect.stringContaining('v21'), 'clicked']);
    tell({ channel: 'baseline', version: '22', from: '21' });
    expect(seen.slice(2)).toEqual(['closed', expect.stringContaining('v22'), 'clicked']);
  });

  it('comes for nothing but a newer baseline, and not where nobody wants or can show it', () => {
    const { tell, seen } = make();
    tell({ channel: 'dynamic', version: '21', from: '20' });
    tell({ channel: 'baseline', version: '20', from: '20' });
    tell({ channel: 'baseline', version: '19', from: '20' });
    tell({ channel: 'baseline', version: '20', from: null });
    for (const [isSupported, isWanted] of [
      [false, true],
      [true, false],
    ]) {
      const other = make(isSupported, isWanted);
      other.tell({ channel: 'baseline', version: '21', from: '20' });
      expect(other.seen).toEqual([]);
    }
    expect(seen).toEqual([]);
  });
});
