/** The exit status of each error code, as the command line promises. */

import type { ErrorCode } from '../../shared/app-error.ts';

const NETWORK_CODES: ReadonlySet<ErrorCode> = new Set([
  'registry_unreachable',
  'registry_not_configured',
  'registry_missing',
  'offline_chosen',
]);
/** What was given can't be used, and asking again does not change that. */
const BAD_INPUT = /^(?:(?:input|data|link|video|playlist)_|library_not_found$|version_unknown$)/u;

/** 1 failed · 2 wrong usage · 3 the registry or YouTube was needed and can't be had · 4 bad input. */
export function exitStatus(code: ErrorCode): 1 | 2 | 3 | 4 {
  if (code === 'usage' || code === 'comparison_same') return 2;
  if (NETWORK_CODES.has(code) || code.startsWith('youtube_')) return 3;
  return BAD_INPUT.test(code) ? 4 : 1;
}
