/** Where the player of videos comes from. */

import { PLAYER_ORIGIN } from '../../shared/player.ts';

/** YouTube's, or that of MOODLINE_YOUTUBE, which stands for all of YouTube's hosts; what is no web address there is told when a video is opened. */
export function findPlayerOrigin(variables: NodeJS.ProcessEnv): string {
  const given = variables['MOODLINE_YOUTUBE'];
  if (!given || !URL.canParse(given)) return PLAYER_ORIGIN;
  const { protocol, origin } = new URL(given);
  return protocol === 'http:' || protocol === 'https:' ? origin : PLAYER_ORIGIN;
}
