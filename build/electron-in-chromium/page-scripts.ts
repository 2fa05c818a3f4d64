/** The two scripts of the context bridge for one window, with the names and the preload of that window filled in. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface PageScripts {
  /** For the page's own world. */
  readonly main: string;
  /** For the preload's world. */
  readonly preload: string;
}

/**
 * `secret` starts the names of the bridge's events and functions, so that no page can guess them.
 * A window without a preload needs the scripts as well: they bring the menu's shortcuts.
 */
export function createPageScripts(secret: string, preloadFile: string | undefined, additionalArguments: readonly string[]): PageScripts {
  const read = (name: string): string => readFileSync(join(import.meta.dirname, name), 'utf8');
  const { electron, chrome, node } = process.versions as Record<string, string>;
  const values: Readonly<Record<string, string>> = {
    __SECRET__: secret,
    __PLATFORM__: process.platform,
    __ARCH__: process.arch,
    __ARGUMENTS__: JSON.stringify(additionalArguments),
    __VERSIONS__: JSON.stringify({ electron, chrome, node }),
    __WIRE__: read('wire.js').replaceAll(/^export /gmu, ''),
    __BRIDGE__: read('page-bridge.js'),
    __PRELOAD__: preloadFile === undefined ? '' : readFileSync(preloadFile, 'utf8'),
  };
  const fill = (text: string): string => text.replaceAll(/__[A-Z]+__/gu, (name) => values[name] ?? name);
  return { main: fill(read('page-main.js')), preload: fill(read('page-preload.js')) };
}
