/** The renderer's only way out: requests and events of the contract, by name. Nothing of Electron itself is exposed. */

import { contextBridge, ipcRenderer } from 'electron';
import type { EventName, RequestName } from '../../shared/ipc-names.ts';
import { EVENTS, REQUESTS } from '../../shared/ipc-names.ts';
import type { Bridge } from '../../shared/ipc.ts';

const bridge: Bridge = {
  request(name, input) {
    if (!(REQUESTS as readonly string[]).includes(name)) return Promise.reject(new Error(`No such request: ${String(name)}`));
    return ipcRenderer.invoke(name satisfies RequestName, input);
  },
  subscribe(name, listener) {
    if (!(EVENTS as readonly string[]).includes(name)) throw new Error(`No such event: ${String(name)}`);
    const receive = (_event: unknown, payload: Parameters<typeof listener>[0]): void => listener(payload);
    ipcRenderer.on(name satisfies EventName, receive);
    return () => void ipcRenderer.removeListener(name, receive);
  },
};

contextBridge.exposeInMainWorld('moodline', bridge);
