/** The error of a load that failed, as Electron's `loadURL` rejects with it. */

/** The frequent ones of Chromium's net/base/net_error_list.h; DevTools tells only their names. */
const ERR_FAILED = -2;
const NUMBERS: Readonly<Record<string, number>> = {
  ERR_ABORTED: -3,
  ERR_FILE_NOT_FOUND: -6,
  ERR_TIMED_OUT: -7,
  ERR_BLOCKED_BY_CLIENT: -20,
  ERR_CONNECTION_RESET: -101,
  ERR_CONNECTION_REFUSED: -102,
  ERR_NAME_NOT_RESOLVED: -105,
  ERR_INTERNET_DISCONNECTED: -106,
};

export interface LoadError extends Error {
  readonly code: string;
  readonly errno: number;
  readonly url: string;
}

/** `text` as DevTools gives it: `net::ERR_CONNECTION_REFUSED`. */
export function createLoadError(text: string, url: string): LoadError {
  const code = text.replace(/^net::/u, '');
  const errno = NUMBERS[code] ?? ERR_FAILED;
  return Object.assign(new Error(`${code} (${errno}) loading '${url}'`), { code, errno, url });
}
