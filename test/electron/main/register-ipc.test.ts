import { describe, expect, it } from 'vitest';
import type { RequestHandlers } from '../../../electron/main/register-ipc.ts';
import { registerIpc } from '../../../electron/main/register-ipc.ts';
import { AppError, ERROR_CODES } from '../../../shared/app-error.ts';
import type { Failure } from '../../../shared/failure.ts';
import type { RequestName } from '../../../shared/ipc-names.ts';
import { REQUESTS } from '../../../shared/ipc-names.ts';
import type { Reply } from '../../../shared/ipc.ts';

type Listener = (event: unknown, ...given: unknown[]) => Promise<Reply<unknown>>;
interface Frame {
  readonly url: string;
  readonly parent: Frame | null;
}

const PAGE: Frame = { url: 'app://moodline/index.html', parent: null };

interface Registered {
  readonly ask: (name: RequestName, given: readonly unknown[], frame?: Frame | null) => Promise<Reply<unknown>>;
  readonly called: [RequestName, unknown][];
  readonly failures: [RequestName, Failure][];
}

/** Every handler answers with its input, or throws what `thrown` says. */
function register(thrown?: () => unknown): Registered {
  const listeners = new Map<string, Listener>();
  const called: [RequestName, unknown][] = [];
  const failures: [RequestName, Failure][] = [];
  const answer = (name: RequestName) => async (input: unknown) => {
    called.push([name, input]);
    if (thrown) throw thrown();
    return input;
  };
  registerIpc({
    ipcMain: { handle: (name, listener) => void listeners.set(name, listener as Listener) },
    handlers: Object.fromEntries(REQUESTS.map((name) => [name, answer(name)])) as unknown as RequestHandlers,
    onFailure: (name, failure) => failures.push([name, failure]),
  });
  return {
    called,
    failures,
    ask: (name, given, frame = PAGE) => (listeners.get(name) as Listener)({ senderFrame: frame }, ...given),
  };
}

const PNG = new Uint8Array([0x89, 0x50, 0x4e, 0x47]);
const VALID: Readonly<Record<RequestName, readonly unknown[]>> = {
  'app:info': [undefined],
  'app:ready': [undefined],
  'clipboard:write': [{ text: 'error[disk_full]: …' }],
  'notices:dismiss': [{ id: 1 }],
  'samples:list': [undefined],
  'jobs:start': [
    { source: { kind: 'text', text: '' } },
    { source: { kind: 'sample', sample: 'boat-launch' } },
    { source: { kind: 'drop', name: 'a.srt', sizeBytes: 4, bytes: PNG } },
    { source: { kind: 'drop', name: 'a.srt', sizeBytes: 4e9, bytes: null } },
  ],
  'jobs:pick': [undefined],
  'jobs:rerun': [{ id: 1 }],
  'jobs:cancel': [{ id: 1 }],
  'jobs:dismiss': [{ id: 1 }],
  'jobs:partial': [{ id: 1 }],
  'jobs:retry': [{ id: 1 }],
  'jobs:pause': [{ id: 1, isPaused: true }],
  'jobs:move': [{ id: 1, places: -1 }],
  'video:thumbnail': [{ id: 'dQw4w9WgXcQ' }],
  'player:open': [{ id: 'dQw4w9WgXcQ' }],
  'player:close': [undefined],
  'media:find': [{ id: 1 }],
  'media:choose': [{ id: 1 }],
  'library:list': [{ query: '', sort: 'created', isDescending: true, offset: 0, limit: 500 }],
  'library:get': [{ id: 1 }],
  'library:rename': [{ id: 1, title: 'A talk' }],
  'library:delete': [{ ids: [1, 2] }],
  'library:restore': [{ ids: [1] }],
  'library:correct': [
    { id: 1, index: 0, correction: null },
    { id: 1, index: 0, correction: { emotion: 'fear', sub_emotion: 'nervousness', intensity: null } },
  ],
  'library:export': [{ id: 1, format: 'xlsx' }],
  'library:export-all': [{ format: 'training' }],
  'library:import': [undefined],
  'chart:save': [{ name: 'Emotions', png: PNG }],
  'model:info': [undefined],
  'model:verify': [undefined],
  'model:repair': [undefined],
  'models:use': [
    { channel: 'baseline', version: '19' },
    { channel: 'dynamic', version: 'local-0123abcd' },
  ],
  'comparison:get': [undefined],
  'comparison:start': [
    { first: { channel: 'baseline', version: '19' }, second: { channel: 'dynamic', version: 'local-0123abcd' }, on: 'library' },
    { first: { channel: 'baseline', version: '19' }, second: { channel: 'baseline', version: '20' }, on: 'file' },
  ],
  'comparison:cancel': [undefined],
  'settings:get': [undefined],
  'settings:set': [{ patch: {} }, { patch: { theme: 'dark', offline: true, transcript_language: 'pt-BR', log_level: 'debug' } }],
  'data:info': [undefined],
  'data:show': [undefined],
  'data:backup': [undefined],
  'data:move': [undefined],
  'data:erase': [{ confirm: 'erase' }],
  'doctor:run': [undefined],
  'sync:get': [undefined],
  'sync:check': [{ channels: ['baseline', 'dynamic'] }, { channels: ['dynamic'] }],
  'sync:download': [
    { channels: ['baseline'], force: false },
    { channels: ['dynamic'], force: true },
  ],
  'sync:cancel': [undefined],
  'sync:pause': [undefined],
  'sync:resume': [undefined],
  'sync:rollback': [{ channel: 'baseline' }],
  'sync:release': [{ channel: 'dynamic' }],
  'sync:upload': [undefined],
  'sync:promote': [{ version: '3', reason: '' }],
  'sync:versions': [{ channel: 'baseline' }],
  'sync:shown': [{ channel: 'dynamic' }],
  'history:list': [
    { outcomes: [], triggers: [], operations: [], channels: [], query: '', offset: 0, limit: 500 },
    { outcomes: ['failed'], triggers: ['manual'], operations: ['check'], channels: ['baseline'], query: 'v2', offset: 20, limit: 20 },
  ],
  'history:export': [{ outcomes: [], triggers: ['startup'], operations: [], channels: [], query: '', format: 'csv' }],
  'account:get': [undefined],
  'account:sign-in': [
    { method: 'browser', isForWorkspace: false },
    { method: 'device', isForWorkspace: true },
  ],
  'account:cancel': [undefined],
  'account:open-page': [undefined],
  'account:sign-out': [undefined],
  'registry:test': [{ registry: null }, { registry: 'https://example.org/container?sig=x' }],
  'workspaces:list': [
    { subscription: null, group: null },
    { subscription: 's', group: null },
    { subscription: 's', group: 'g' },
  ],
  'training:get': [undefined],
  'training:add': [undefined],
  'training:drop': [
    { name: 'rows.csv', sizeBytes: 4, bytes: PNG },
    { name: 'rows.csv', sizeBytes: 4e9, bytes: null },
  ],
  'training:remove': [{ id: 1 }],
  'training:measure-with': [undefined],
  'training:measure-by-split': [undefined],
  'training:set': [{ options: { hasCorrections: false, mayUpload: false, seed: 0, epochs: 1 } }],
  'training:start': [undefined],
  'training:cancel': [undefined],
  'training:dismiss': [undefined],
  'news:seen': [{ upTo: 7 }],
  'news:clear': [{ upTo: 1 }],
  'news:restore': [{ ids: [3, 1] }],
};

const GARBAGE: readonly unknown[] = [
  null,
  0,
  'text',
  true,
  [],
  {},
  () => undefined,
  Symbol('x'),
  new Date(0),
  new Map([['id', 1]]),
  { id: '1' },
  { id: -1 },
  { id: 1.5 },
  { id: Number.NaN },
  { ids: [] },
  { ids: 'all' },
  { ids: [1, null] },
  { confirm: 'yes' },
  { source: { kind: 'path', path: '/etc/passwd' } },
  { patch: { home: '/elsewhere' } },
];

/** What is wrong with one field while the others are right. */
const NEARLY: Readonly<Partial<Record<RequestName, readonly unknown[]>>> = {
  'clipboard:write': [{ text: 'x'.repeat(1_000_001) }, { text: 7 }],
  'jobs:start': [
    { source: { kind: 'text' } },
    { source: { kind: 'sample', sample: '' } },
    { source: { kind: 'drop', name: '', sizeBytes: 4, bytes: null } },
    { source: { kind: 'drop', name: 'a.srt', sizeBytes: -1, bytes: null } },
    { source: { kind: 'drop', name: 'a.srt', sizeBytes: 4, bytes: [1, 2, 3, 4] } },
    { source: { kind: 'drop', name: 'a.srt', sizeBytes: 4, bytes: '/etc/passwd' } },
  ],
  'library:list': [
    { query: '', sort: 'id; DROP TABLE analyses', isDescending: true, offset: 0, limit: 5 },
    { query: 'x'.repeat(501), sort: 'created', isDescending: true, offset: 0, limit: 5 },
    { query: '', sort: 'created', isDescending: 'yes', offset: 0, limit: 5 },
    { query: '', sort: 'created', isDescending: true, offset: -1, limit: 5 },
    { query: '', sort: 'created', isDescending: true, offset: 0, limit: 501 },
    { query: '', sort: 'created', isDescending: true, offset: 0, limit: 0 },
  ],
  'library:rename': [
    { id: 1, title: '   ' },
    { id: 1, title: 'x'.repeat(501) },
  ],
  'library:delete': [{ ids: Array.from({ length: 10_001 }, (_, index) => index + 1) }],
  'library:correct': [
    { id: 1, index: -1, correction: null },
    { id: 1, index: 0 },
    { id: 1, index: 0, correction: { emotion: 'joy', sub_emotion: null, intensity: null } },
    { id: 1, index: 0, correction: { emotion: null, sub_emotion: 'happiness', intensity: null } },
    { id: 1, index: 0, correction: { emotion: null, sub_emotion: null, intensity: 'extreme' } },
    { id: 1, index: 0, correction: { emotion: 'fear' } },
  ],
  'library:export': [{ id: 1, format: 'exe' }],
  'library:export-all': [{ format: 'xlsx' }],
  'chart:save': [
    { name: 'x', png: 'text' },
    { name: '', png: PNG },
    { name: 'x', png: new Uint8Array(50_000_001) },
  ],
  'models:use': [
    { channel: 'latest', version: '1' },
    { channel: 'baseline', version: '../19' },
    { channel: 'baseline', version: '0' },
    { channel: 'dynamic', version: 'local-0123ABCD' },
    { channel: 'dynamic' },
  ],
  'comparison:start': [
    { first: { channel: 'baseline', version: '19' }, second: { channel: 'baseline', version: '20' } },
    { first: { channel: 'baseline', version: '19' }, second: { channel: 'baseline', version: '20' }, on: '/etc/passwd' },
    { first: { channel: 'baseline', version: 'local-..' }, second: { channel: 'baseline', version: '20' }, on: 'file' },
    { first: { channel: 'baseline', version: '19' }, on: 'library' },
  ],
  'sync:check': [{ channels: [] }, { channels: ['latest'] }, { channels: 'baseline' }, { channels: ['baseline', 'dynamic', 'baseline'] }],
  'sync:download': [{ channels: ['baseline'] }, { channels: ['baseline'], force: 'yes' }],
  'sync:rollback': [{ channel: 'latest' }],
  'sync:upload': [{ folder: '/etc' }],
  'sync:promote': [{ version: '../3', reason: '' }],
  'sync:versions': [{ channel: '../baseline' }],
  'history:list': [
    { outcomes: ['gone'], triggers: [], operations: [], channels: [], query: '', offset: 0, limit: 5 },
    { outcomes: [], triggers: [], operations: [], channels: [], query: 'x'.repeat(501), offset: 0, limit: 5 },
    { outcomes: [], triggers: [], operations: [], channels: [], query: '', offset: 0, limit: 501 },
    { outcomes: [], triggers: [], operations: [], channels: [], query: '', offset: -1, limit: 5 },
  ],
  'history:export': [{ outcomes: [], triggers: [], operations: [], channels: [], query: '', format: 'exe' }],
  'account:sign-in': [{ method: 'password', isForWorkspace: false }, { method: 'browser' }],
  'workspaces:list': [
    { subscription: null, group: 'g' },
    { subscription: '', group: null },
    { subscription: 's', group: 'x'.repeat(201) },
    { subscription: 's', group: null, path: '/' },
  ],
  'news:seen': [{ upTo: 0 }, { upTo: 'all' }],
  'news:clear': [{}, { upTo: 1.5 }],
  'news:restore': [{ ids: [] }, { ids: Array.from({ length: 1001 }, (_, index) => index + 1) }],
  'registry:test': [{ registry: '' }, { registry: 'x'.repeat(4001) }, { registry: 7 }],
  'training:add': [{ files: ['/etc/passwd'] }],
  'training:drop': [
    { name: '', sizeBytes: 4, bytes: null },
    { name: 'a.csv', sizeBytes: -1, bytes: null },
    { name: 'a.csv', sizeBytes: 4, bytes: '/etc/passwd' },
    { name: 'a.csv', sizeBytes: 4, bytes: [1, 2, 3, 4] },
  ],
  'training:set': [
    { options: { hasCorrections: true, mayUpload: true, seed: 1 } },
    { options: { hasCorrections: 'yes', mayUpload: true, seed: 1, epochs: 60 } },
    { options: { hasCorrections: true, mayUpload: true, seed: -1, epochs: 60 } },
    { options: { hasCorrections: true, mayUpload: true, seed: 2 ** 31, epochs: 60 } },
    { options: { hasCorrections: true, mayUpload: true, seed: 1, epochs: 0 } },
    { options: { hasCorrections: true, mayUpload: true, seed: 1, epochs: 2.5 } },
    { options: { hasCorrections: true, mayUpload: true, seed: 1, epochs: 60, files: ['/etc/passwd'] } },
  ],
  'training:start': [{ files: ['/etc/passwd'] }],
  'settings:set': [
    { patch: { theme: 'neon' } },
    { patch: { registry: 'x'.repeat(4001) } },
    { patch: { auto_sync: { auto_promote_threshold: 2 } } },
    { patch: { auto_sync: { unknown: true } } },
    { patch: { notifications: { newer_baseline: 'no' } } },
    { patch: { notifications: { everything: false } } },
    { patch: { sign_in: { client_id: 'my app' } } },
    { patch: { sign_in: { secret: 'x' } } },
    { patch: { transcript_language: 'not a language' } },
    { patch: { offline: 'yes' } },
    { patch: { theme: 'dark', unknown: 1 } },
  ],
};

describe('a request of the app’s own page', () => {
  it('reaches its handler with its input, for each request of the contract', async () => {
    const { ask, called, failures } = register();
    for (const name of REQUESTS) {
      for (const input of VALID[name]) {
        expect(await ask(name, input === undefined ? [] : [input])).toEqual({ ok: true, value: input });
        expect(called.at(-1)).toEqual([name, input]);
      }
    }
    expect(failures).toEqual([]);
  });

  it.each(REQUESTS)('%s never reaches its handler with garbage', async (name) => {
    const { ask, called, failures } = register();
    const garbage = [...GARBAGE, ...(NEARLY[name] ?? [])];
    for (const input of garbage) {
      expect(await ask(name, [input])).toMatchObject({ ok: false, failure: { code: 'request_invalid' } });
    }
    expect(called).toEqual([]);
    expect(failures.map(([failed]) => failed)).toEqual(garbage.map(() => name));
  });

  it('with a second argument is refused, whatever the first', async () => {
    const { ask, called } = register();
    for (const name of REQUESTS) {
      expect(await ask(name, [VALID[name][0], 'more'])).toMatchObject({ ok: false, failure: { code: 'request_invalid' } });
    }
    expect(called).toEqual([]);
  });

  it('says which field was wrong, without the value', async () => {
    const { ask } = register();
    const reply = await ask('settings:set', [{ patch: { transcript_language: 'my secret' } }]);
    expect(reply).toMatchObject({ ok: false, failure: { message: expect.stringContaining('patch.transcript_language') as string } });
    expect(JSON.stringify(reply)).not.toContain('my secret');
  });

  it('gets every error with its code, its sentence and its cause', async () => {
    for (const code of ERROR_CODES) {
      const { ask, failures } = register(() => new AppError(code, `What to do about ${code}.`, { cause: new Error('the reason') }));
      const failure: Failure = { code, message: `What to do about ${code}.`, details: 'Error: the reason' };
      const reply = await ask('doctor:run', []);
      expect(reply).toEqual({ ok: false, failure });
      expect(structuredClone(reply)).toEqual(reply);
      expect(failures).toEqual([['doctor:run', failure]]);
    }
  });

  it('gets a bug as one, with its details for a report', async () => {
    const { ask } = register(() => new TypeError('x is not a function'));
    expect(await ask('app:info', [])).toMatchObject({
      ok: false,
      failure: { code: 'internal', details: 'TypeError: x is not a function' },
    });
    const odd = register(() => ({ anything: Symbol('x') }));
    expect(await odd.ask('app:info', [])).toMatchObject({ ok: false, failure: { code: 'internal', details: '' } });
  });
});

describe('a request of anybody else', () => {
  it.each<[string, Frame | null]>([
    ['a frame that is gone', null],
    ['another site', { url: 'https://example.org/', parent: null }],
    ['a look-alike', { url: 'app://moodline.example.org/index.html', parent: null }],
    ['a file', { url: 'file:///index.html', parent: null }],
    ['an empty page', { url: 'about:blank', parent: null }],
    ['no address', { url: '', parent: null }],
    ['a frame within the app’s page', { url: PAGE.url, parent: PAGE }],
    ['the app’s page within another one', { url: PAGE.url, parent: { url: 'https://example.org/', parent: null } }],
  ])('is refused before its input is looked at: %s', async (_name, frame) => {
    const { ask, called, failures } = register();
    for (const name of REQUESTS) {
      for (const input of [VALID[name][0], 'garbage']) {
        expect(await ask(name, [input], frame)).toMatchObject({ ok: false, failure: { code: 'request_refused' } });
      }
    }
    expect(called).toEqual([]);
    expect(failures).toHaveLength(REQUESTS.length * 2);
  });
});
