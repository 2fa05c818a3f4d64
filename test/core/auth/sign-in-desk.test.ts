import { describe, expect, it, onTestFinished } from 'vitest';
import type { SignInDesk } from '../../../electron/core/auth/sign-in-desk.ts';
import { createSignInDesk } from '../../../electron/core/auth/sign-in-desk.ts';
import type { AccountState } from '../../../shared/ipc-sync.ts';
import { signInAsBrowser } from '../../helpers/authority.ts';
import type { AccountSetup } from './set-up-account.ts';
import { setUpAccount } from './set-up-account.ts';

interface Made extends AccountSetup {
  readonly desk: SignInDesk;
  readonly states: AccountState[];
  /** Pages that the browser was asked to open. */
  readonly pages: string[];
}

interface Change {
  readonly openPage?: (url: string) => Promise<void>;
  readonly environment?: NodeJS.ProcessEnv;
  readonly isOffline?: boolean;
}

async function make(change: Change = {}): Promise<Made> {
  const setup = await setUpAccount();
  const states: AccountState[] = [];
  const pages: string[] = [];
  const desk = createSignInDesk({
    account: setup.open(),
    environment: change.environment ?? setup.environment,
    isKept: true,
    isOffline: () => change.isOffline ?? false,
    onChange: (state) => states.push(state),
    async openPage(url) {
      pages.push(url);
      await (change.openPage ?? setup.openBrowser)(url);
    },
  });
  onTestFinished(() => desk.cancel());
  return { ...setup, desk, states, pages };
}

describe('the sign-in of a window', () => {
  it('by browser shows that it waits, then who is signed in', async () => {
    const { desk, states, pages, authority } = await make();
    expect(await desk.state()).toEqual({
      name: null,
      isKept: true,
      signingIn: null,
      obstacle: null,
      overruled: { client_id: true, tenant_id: false },
      failure: null,
    });
    expect(await desk.signIn('browser')).toMatchObject({ name: 'ada@example.org', signingIn: null, failure: null });
    expect(states.map(({ signingIn }) => signingIn?.method ?? null)).toEqual(['browser', null]);
    expect(pages.map((url) => new URL(url).origin)).toEqual([authority.origin]);
    expect(await desk.signOut()).toMatchObject({ name: null });
    expect(states.at(-1)?.name).toBeNull();
  });

  it('by a code shows what to type where and until when, and is over when it was typed', async () => {
    const { desk, states, pages, fetch } = await make({ openPage: () => Promise.resolve() });
    const signIn = desk.signIn('device');
    await expect.poll(() => states.at(-1)?.signingIn).toMatchObject({ method: 'device', code: { userCode: expect.any(String) as string } });
    const { signingIn } = await desk.state();
    if (signingIn?.method !== 'device' || !signingIn.code) throw new Error('There is no code.');
    expect(Date.parse(signingIn.code.expiresAt)).toBeGreaterThan(Date.now());
    await desk.openCodePage();
    expect(pages).toEqual([signingIn.code.verificationUri]);
    await fetch(signingIn.code.verificationUri);
    desk.cancel();
    expect(await signIn).toMatchObject({ signingIn: null, failure: null });
    await desk.openCodePage();
    expect(pages).toHaveLength(1);
  });

  it('that is called off leaves nobody signed in and no failure', async () => {
    const { desk } = await make({ openPage: () => Promise.resolve() });
    const signIn = desk.signIn('browser');
    desk.cancel();
    expect(await signIn).toMatchObject({ name: null, signingIn: null, failure: null });
  });

  it('gives way to a second one', async () => {
    let isFirst = true;
    const made = await make({
      openPage: async (url) => {
        if (isFirst) {
          isFirst = false;
          return;
        }
        await signInAsBrowser(url, made.fetch);
      },
    });
    const first = made.desk.signIn('browser');
    await expect.poll(() => made.pages.length).toBe(1);
    expect(await made.desk.signIn('browser')).toMatchObject({ name: 'ada@example.org', failure: null });
    await first;
    expect(await made.desk.state()).toMatchObject({ name: 'ada@example.org', signingIn: null, failure: null });
  });

  it('says so when no browser can be opened, and when it can’t be tried at all', async () => {
    const { desk } = await make({ openPage: () => Promise.reject(new Error('no desktop')) });
    expect(await desk.signIn('browser')).toMatchObject({
      name: null,
      failure: { code: 'sign_in_failed', message: expect.stringContaining('browser') as string },
    });
    const without = await make({ environment: {} });
    expect(await without.desk.state()).toMatchObject({ obstacle: { message: expect.stringContaining('AZURE_CLIENT_ID') as string } });
    expect(await without.desk.signIn('browser')).toMatchObject({ failure: { code: 'sign_in_failed' } });
    expect(without.pages).toEqual([]);
    const offline = await make({ isOffline: true });
    expect(await offline.desk.signIn('device')).toMatchObject({
      obstacle: { code: 'offline_chosen' },
      failure: { code: 'offline_chosen' },
    });
    expect(offline.calls).toEqual([]);
  });

  it('opens no page but those of the sign-in server', async () => {
    const setup = await make();
    // The account would open what it is given; the desk knows another server.
    const other = createSignInDesk({
      account: setup.open(),
      environment: { ...setup.environment, MOODLINE_AUTHORITY: 'https://login.example.org' },
      isKept: false,
      isOffline: () => false,
      onChange: () => undefined,
      openPage: async (url) => void setup.pages.push(url),
    });
    expect(await other.signIn('browser')).toMatchObject({ name: null, failure: { code: 'sign_in_failed' } });
    expect(setup.pages).toEqual([]);
  });
});
