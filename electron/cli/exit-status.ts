/** The exit status of each error code, as the command line promises. */

import type { ErrorCode } from '../../shared/app-error.ts';

const NETWORK_CODES: ReadonlySet<ErrorCode> = new Set([
  'youtube_unavailable',
  'registry_unreachable',
  'registry_not_configured',
  'registry_missing',
  'offline_chosen',
]);

/** 1 failed · 2 wrong usage · 3 the registry or YouTube was needed and can't be had · 4 bad input. */
export function exitStatus(code: ErrorCode): 1 | 2 | 3 | 4 {
  if (code === 'usage') return 2;
  if (NETWORK_CODES.has(code)) return 3;
  return code.startsWith('input_') || code.startsWith('data_') ? 4 : 1;
}
