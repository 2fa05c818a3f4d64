/** `moodline logout`: forgets the signed-in person and every token. */

import type { CommonOptions } from '../common-options.ts';
import type { CommandContext } from '../run-command.ts';

/** Needs no network. */
export async function logout(options: CommonOptions, { services, terminal }: CommandContext): Promise<void> {
  const { account } = await services.sync();
  const who = await account.signOut();
  if (options.json) terminal.print(JSON.stringify({ account: null, signed_out: who?.name ?? null }));
  else
    terminal.print(
      who ? `Signed out ${who.name}; nothing of the sign-in is kept here.` : 'Nobody is signed in; nothing of a sign-in is kept here.',
    );
}
