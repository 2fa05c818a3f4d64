/** The sign-in as a window shows it: who is signed in, what is to be typed where, and how the last try ended. */

import { AppError } from '../../../shared/app-error.ts';
import { toFailure } from '../../../shared/failure.ts';
import type { AccountState, SigningIn, SignInMethod } from '../../../shared/ipc-sync.ts';
import type { Account } from './account.ts';
import { findSignInObstacle } from './account.ts';
import { findAuthority } from './authority.ts';
import { findOverruled } from './with-sign-in.ts';

export interface SignInDeskDeps {
  readonly account: Account;
  /** As the account's. */
  readonly environment: NodeJS.ProcessEnv;
  /** The environment without the settings, which says what of them counts. */
  readonly variables?: NodeJS.ProcessEnv;
  /** What consent is asked for: also for choosing a workspace, when one is to be chosen. */
  readonly scopes?: (isForWorkspace: boolean) => readonly string[];
  /** True: the sign-in outlives the program. */
  readonly isKept: boolean;
  /** Opens a page in the system's browser; rejects when there is none. */
  readonly openPage: (url: string) => Promise<void>;
  /** True when a person chose never to use the network. */
  readonly isOffline: () => boolean;
  /** Gets the whole state after each change. */
  readonly onChange: (state: AccountState) => void;
}

export interface SignInDesk {
  readonly state: () => Promise<AccountState>;
  /** Resolves when the sign-in is over, however it ended; a second one takes the place of the first. */
  readonly signIn: (method: SignInMethod, isForWorkspace?: boolean) => Promise<AccountState>;
  readonly cancel: () => void;
  /** Opens the page where the device code is typed; nothing where there is no code. */
  readonly openCodePage: () => Promise<void>;
  readonly signOut: () => Promise<AccountState>;
}

export function createSignInDesk(deps: SignInDeskDeps): SignInDesk {
  const { account } = deps;
  let signingIn: SigningIn | null = null;
  let failure: AccountState['failure'] = null;
  let current: AbortController | undefined;

  async function state(): Promise<AccountState> {
    const obstacle = findObstacle(deps);
    // A cache that can't be read stands for nobody; the sign-in itself says what is wrong.
    const person = await account.current().catch(() => null);
    return {
      name: person?.name ?? null,
      isKept: deps.isKept,
      signingIn,
      obstacle: obstacle && toFailure(obstacle),
      overruled: findOverruled(deps.variables ?? deps.environment),
      failure,
    };
  }

  async function tell(): Promise<AccountState> {
    const now = await state();
    deps.onChange(now);
    return now;
  }

  async function openOnlyAuthority(url: string): Promise<void> {
    if (!isOfAuthority(url, deps.environment)) {
      throw new AppError(
        'sign_in_failed',
        'The page to sign in on is not one of the sign-in server, so it was not opened. Check MOODLINE_AUTHORITY.',
      );
    }
    await openPage(url);
  }

  async function openPage(url: string): Promise<void> {
    try {
      await deps.openPage(url);
    } catch (error) {
      throw new AppError(
        'sign_in_failed',
        'No browser could be opened here. Sign in with a code instead: it works with a browser on any device.',
        {
          cause: error,
        },
      );
    }
  }

  async function acquire(method: SignInMethod, isForWorkspace: boolean, signal: AbortSignal): Promise<void> {
    const obstacle = findObstacle(deps);
    if (obstacle) throw obstacle;
    const scopes = deps.scopes ? { scopes: deps.scopes(isForWorkspace) } : {};
    if (method === 'browser') {
      await account.signInByBrowser({ ...scopes, openBrowser: openOnlyAuthority, signal });
      return;
    }
    await account.signInByDevice({
      ...scopes,
      signal,
      onCode: ({ userCode, verificationUri, expiresInSeconds }) => {
        if (signal.aborted) return;
        const expiresAt = new Date(Date.now() + expiresInSeconds * 1000).toISOString();
        signingIn = { method, code: { userCode, verificationUri, expiresAt } };
        void tell();
      },
    });
  }

  return {
    state,

    async signIn(method, isForWorkspace = false) {
      current?.abort();
      const abort = new AbortController();
      current = abort;
      signingIn = method === 'browser' ? { method } : { method, code: null };
      failure = null;
      await tell();
      let problem: AccountState['failure'] = null;
      try {
        await acquire(method, isForWorkspace, abort.signal);
      } catch (error) {
        const told = toFailure(error);
        problem = told.code === 'sign_in_cancelled' ? null : told;
      }
      // Another one has begun meanwhile: the state is that one's.
      if (current !== abort) return state();
      current = undefined;
      signingIn = null;
      failure = problem;
      return tell();
    },

    cancel: () => current?.abort(),

    async openCodePage() {
      if (signingIn?.method !== 'device' || !signingIn.code) return;
      const { verificationUri } = signingIn.code;
      // The sign-in server names a page of another host (microsoft.com), so only its protocol is certain.
      const isSafe = URL.canParse(verificationUri) && new URL(verificationUri).protocol === 'https:';
      if (isSafe || isOfAuthority(verificationUri, deps.environment)) await openPage(verificationUri);
    },

    async signOut() {
      current?.abort();
      failure = null;
      await account.signOut();
      return tell();
    },
  };
}

function findObstacle({ environment, isOffline }: SignInDeskDeps): AppError | null {
  if (isOffline()) {
    return new AppError('offline_chosen', 'Moodline is offline by choice, and a sign-in needs the network. Let it use the network first.');
  }
  try {
    findAuthority(environment);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  return findSignInObstacle(environment);
}

/** True for a page of the sign-in server itself. */
function isOfAuthority(url: string, environment: NodeJS.ProcessEnv): boolean {
  return URL.canParse(url) && new URL(url).origin === new URL(findAuthority(environment).authority).origin;
}
