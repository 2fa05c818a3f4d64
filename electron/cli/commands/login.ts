/** `moodline login`: signs a person in, by the browser or by a code for any device. */

import { AppError } from '../../../shared/app-error.ts';
import type { SignedIn } from '../../core/auth/account.ts';
import type { CommonOptions } from '../common-options.ts';
import type { CommandContext } from '../run-command.ts';

export interface LoginOptions extends CommonOptions {
  readonly device?: boolean;
}

/** Prints who is signed in; the sign-in is kept, encrypted, for the commands that follow. */
export async function login(options: LoginOptions, { services, terminal, signal }: CommandContext): Promise<void> {
  const { account, isOffline, signInScopes } = await services.sync();
  if (isOffline()) {
    throw new AppError(
      'offline_chosen',
      'Signing in needs the network, and offline is chosen. Leave out --offline, or turn it off in the settings.',
    );
  }
  const scopes = signInScopes();
  const who: SignedIn = options.device
    ? await account.signInByDevice({
        signal,
        scopes,
        onCode: ({ userCode, verificationUri, expiresInSeconds }) =>
          tell(
            `Open ${verificationUri} on any device and enter the code ${userCode} (good for ${Math.round(expiresInSeconds / 60)} minutes).`,
          ),
      })
    : await account.signInByBrowser({ signal, scopes, openBrowser });
  terminal.print(options.json ? JSON.stringify({ account: who.name }) : `Signed in as ${who.name}.`);
}

async function openBrowser(url: string): Promise<void> {
  tell(
    `Sign in in the browser that opens. If none does, open this address on this machine:\n${url}\nWithout a browser here: moodline login --device`,
  );
  try {
    // Loaded late: only a sign-in needs it.
    const { default: open } = await import('open');
    const browser = await open(url);
    browser.on('error', () => {});
  } catch {
    // Where there is no browser, the person has the address.
  }
}

/** Also with --quiet and --json: without these words nobody can sign in. */
function tell(text: string): void {
  process.stderr.write(`${text}\n`);
}
