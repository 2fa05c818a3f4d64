import { EventEmitter, once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { App, Session } from 'electron';
import { describe, expect, it } from 'vitest';
import { createPlayerGate } from '../../../electron/main/player-gate.ts';
import { guardContents, guardSession, isAllowedLink, isOwnUrl } from '../../../electron/main/security.ts';

describe('an address of the app’s own', () => {
  it.each(['app://moodline/index.html', 'app://moodline/', 'app://moodline', 'app://moodline/a/b.js?x=1#y'])('is %s', (url) => {
    expect(isOwnUrl(url)).toBe(true);
  });

  it.each([
    '',
    'moodline',
    'about:blank',
    'app:moodline',
    'app:///moodline/index.html',
    'app://moodline.example.org/',
    'app://evil.moodline/',
    'app://moodline@example.org/',
    'app://moodline:pass@example.org/',
    'app://moodline:8080/',
    'app://moodline%2eexample.org/',
    'app://moodlıne/',
    'app://moodline-/',
    'apps://moodline/',
    'xapp://moodline/',
    'https://moodline/',
    'https://app/moodline',
    'file:///app://moodline/',
    'javascript:"app://moodline/"',
    'data:text/html,app://moodline/',
    'blob:app://moodline/x',
    'https://example.org/#app://moodline/',
    'view-source:app://moodline/',
  ])('is never %j', (url) => {
    expect(isOwnUrl(url)).toBe(false);
  });
});

describe('a link that opens in the system’s browser', () => {
  it('is one of the list, letter by letter', () => {
    expect(isAllowedLink('https://arxiv.org/abs/2005.00547')).toBe(true);
  });

  it('is a video’s page, at its start or at a second', () => {
    expect(isAllowedLink('https://www.youtube.com/watch?v=dQw4w9WgXcQ')).toBe(true);
    expect(isAllowedLink('https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=83s')).toBe(true);
  });

  it.each([
    '',
    'https://arxiv.org/',
    'https://arxiv.org/abs/2005.00547/../../evil',
    'https://arxiv.org/abs/2005.00547?x=1',
    'http://arxiv.org/abs/2005.00547',
    'https://arxiv.org.example.org/abs/2005.00547',
    'https://arxiv.org@example.org/abs/2005.00547',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'app://moodline/index.html',
    'ms-settings:privacy',
    'http://www.youtube.com/watch?v=dQw4w9WgXcQ',
    'https://www.youtube.com/watch?v=dQw4w9WgXcQ&list=PL1',
    'https://www.youtube.com/watch?v=dQw4w9WgXc',
    'https://www.youtube.com/redirect?q=https://example.org',
    'https://www.youtube.com.example.org/watch?v=dQw4w9WgXcQ',
    'https://www.youtube.com/watch?v=dQw4w9WgXcQ\n',
  ])('is never %j', (url) => {
    expect(isAllowedLink(url)).toBe(false);
  });
});

/** A page as far as the guards know it. */
function openGuarded(openExternal: (url: string) => Promise<void>): {
  readonly open: (url: string) => unknown;
  readonly prevents: (event: string, url?: string) => boolean;
  readonly refused: string[];
} {
  const app = new EventEmitter();
  const refused: string[] = [];
  guardContents(app as unknown as App, { openExternal }, (what) => refused.push(what));
  let open: (details: { url: string }) => unknown = () => undefined;
  const contents = Object.assign(new EventEmitter(), { setWindowOpenHandler: (handler: typeof open) => (open = handler) });
  app.emit('web-contents-created', {}, contents);
  return {
    refused,
    open: (url) => open({ url }),
    prevents(event, url) {
      let isPrevented = false;
      contents.emit(event, { url, preventDefault: () => (isPrevented = true) });
      return isPrevented;
    },
  };
}

describe('every page', () => {
  it('opens no window; an allowed link goes to the system’s browser, any other nowhere', async () => {
    const external = new EventEmitter();
    const opened: string[] = [];
    const { open, refused } = openGuarded(async (url) => {
      opened.push(url);
      external.emit('opened');
    });
    const isOpened = once(external, 'opened');
    for (const url of ['https://onnxruntime.ai/', 'https://example.org/', 'app://moodline/index.html', 'file:///etc/passwd']) {
      expect(open(url)).toEqual({ action: 'deny' });
    }
    await isOpened;
    expect(opened).toEqual(['https://onnxruntime.ai/']);
    expect(refused).toEqual(['window', 'window', 'window']);
  });

  it('without a browser on the system loses a link and nothing else', async () => {
    const { open, refused } = openGuarded(() => Promise.reject(new Error('no browser')));
    open('https://onnxruntime.ai/');
    await nextTurn();
    await nextTurn();
    expect(refused).toEqual(['link: no browser']);
  });

  it('goes nowhere but within the app, and embeds nothing', () => {
    const { prevents, refused } = openGuarded(() => Promise.resolve());
    expect(prevents('will-navigate', 'app://moodline/index.html')).toBe(false);
    expect(prevents('will-navigate', 'https://onnxruntime.ai/')).toBe(true);
    expect(prevents('will-navigate', 'app://moodline@example.org/')).toBe(true);
    expect(prevents('will-attach-webview')).toBe(true);
    expect(refused).toEqual(['navigation', 'navigation']);
  });
});

describe('the session', () => {
  type Check = (...given: unknown[]) => unknown;
  const PLAYER = 'https://player.example';
  function guard(gate = createPlayerGate(PLAYER)): { readonly handlers: Record<string, Check>; readonly refused: string[] } {
    const handlers: Record<string, Check> = {};
    const keep = (name: string) => (handler: Check) => void (handlers[name] = handler);
    const refused: string[] = [];
    const session = {
      setPermissionRequestHandler: keep('request'),
      setPermissionCheckHandler: keep('check'),
      setDevicePermissionHandler: keep('device'),
      webRequest: { onBeforeRequest: keep('before'), onBeforeSendHeaders: keep('headers') },
    };
    guardSession(session as unknown as Session, gate, (what) => refused.push(what));
    return { handlers, refused };
  }

  it('grants no permission, neither when asked for nor when looked up', () => {
    const { handlers } = guard();
    for (const permission of ['media', 'geolocation', 'notifications', 'clipboard-read', 'openExternal', 'hid', 'fileSystem']) {
      const answers: unknown[] = [];
      handlers['request']?.(null, permission, (isGranted: boolean) => answers.push(isGranted));
      expect(answers).toEqual([false]);
      expect(handlers['check']?.(null, permission)).toBe(false);
    }
    expect(handlers['device']?.({})).toBe(false);
  });

  it.each([
    ['app://moodline/index.html', false],
    ['data:image/png;base64,AA', false],
    ['blob:app://moodline/1', false],
    ['https://example.org/', true],
    ['http://127.0.0.1:9/', true],
    ['ws://127.0.0.1:9/', true],
    ['wss://example.org/', true],
    ['ftp://example.org/', true],
    ['file:///etc/passwd', true],
    ['https://example.org/app:', true],
    ['apple:x', true],
  ])('lets %s leave or not: cancelled is %s', (url, isCancelled) => {
    const { handlers, refused } = guard();
    const answers: unknown[] = [];
    handlers['before']?.({ url }, (answer: unknown) => answers.push(answer));
    expect(answers).toEqual([{ cancel: isCancelled }]);
    expect(refused).toEqual(isCancelled ? ['request'] : []);
  });

  describe('with the player’s gate', () => {
    const EMBED = `${PLAYER}/embed/dQw4w9WgXcQ?autoplay=1`;
    function ask(details: object, isOpen = true): unknown {
      const gate = createPlayerGate(PLAYER);
      if (isOpen) gate.open('dQw4w9WgXcQ');
      const answers: unknown[] = [];
      guard(gate).handlers['before']?.(details, (answer: unknown) => answers.push(answer));
      return answers[0];
    }

    it('closed lets nothing of the player’s through', () => {
      expect(ask({ url: EMBED, resourceType: 'subFrame' }, false)).toEqual({ cancel: true });
    });

    it('open lets one video’s page into a frame, and from there on what that page is made of', () => {
      expect(ask({ url: EMBED, resourceType: 'subFrame' })).toEqual({ cancel: false });
      for (const url of [`${PLAYER}/s/player.js`, 'https://i.ytimg.com/vi/x.jpg', 'https://r1---sn-x.googlevideo.com/videoplayback']) {
        expect(ask({ url, resourceType: 'xhr', frame: { url: EMBED } })).toEqual({ cancel: false });
      }
    });

    it.each([
      ['another video', { url: `${PLAYER}/embed/aaaaaaaaaaa`, resourceType: 'subFrame' }],
      ['the player in the place of the app', { url: EMBED, resourceType: 'mainFrame' }],
      [
        'the app’s own page asking the player’s host',
        { url: `${PLAYER}/x`, resourceType: 'xhr', frame: { url: 'app://moodline/index.html' } },
      ],
      ['a request of nobody', { url: `${PLAYER}/x`, resourceType: 'xhr', frame: null }],
      ['advertising', { url: 'https://static.doubleclick.net/x.js', resourceType: 'script', frame: { url: EMBED } }],
      ['a host that only looks like it', { url: 'https://evilgooglevideo.com/x', resourceType: 'media', frame: { url: EMBED } }],
      ['an unencrypted one', { url: 'http://i.ytimg.com/x', resourceType: 'image', frame: { url: EMBED } }],
      ['credentials in the address', { url: EMBED.replace('https://', 'https://a:b@'), resourceType: 'subFrame' }],
    ])('open refuses %s', (_what, details) => {
      expect(ask(details)).toEqual({ cancel: true });
    });

    it('says who asks for the player, and changes no other request', () => {
      const gate = createPlayerGate(PLAYER);
      gate.open('dQw4w9WgXcQ');
      const { handlers } = guard(gate);
      const answers: unknown[] = [];
      const requestHeaders = { Accept: '*/*' };
      const tell = (details: object): unknown =>
        handlers['headers']?.({ requestHeaders, ...details }, (answer: unknown) => answers.push(answer));
      tell({ url: EMBED, resourceType: 'subFrame' });
      tell({ url: `${PLAYER}/x`, resourceType: 'xhr', frame: { url: EMBED } });
      expect(answers).toEqual([{ requestHeaders: { Accept: '*/*', Referer: 'https://org.moodline.app/' } }, { requestHeaders }]);
    });
  });
});
