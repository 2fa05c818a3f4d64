/** Electron's `nativeTheme`: the theme the app asks for; pages follow it. */

import { EventEmitter } from 'node:events';

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
