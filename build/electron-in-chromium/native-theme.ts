/** Electron's `nativeTheme`: the theme the app asks for; pages follow it. */

import { EventEmitter } from 'node:events';
import type { CdpSession } from './cdp.ts';

class NativeTheme extends EventEmitter {
  shouldUseHighContrastColors = false;
  #source: 'system' | 'light' | 'dark' = 'system';

  get themeSource(): 'system' | 'light' | 'dark' {
    return this.#source;
  }
  set themeSource(source: 'system' | 'light' | 'dark') {
    this.#source = source;
    this.emit('updated');
  }
  get shouldUseDarkColors(): boolean {
    return this.#source === 'dark';
  }
}

export const nativeTheme = new NativeTheme();

/** Shows a page in the theme that the app asks for. */
export async function applyTheme(page: CdpSession): Promise<void> {
  const { themeSource } = nativeTheme;
  const features = themeSource === 'system' ? [] : [{ name: 'prefers-color-scheme', value: themeSource }];
  await page.send('Emulation.setEmulatedMedia', { features });
}
