// The preload's world: a sandboxed preload's `require('electron')`, `process`, and its half of the context bridge.
(() => {
  if (window.top !== window) return;
  __BRIDGE__;
  const bridge = createBridge('__SECRET__i', '__SECRET__p', () => undefined);

  __WIRE__;
  const post = globalThis['__SECRET__b'];
  const waiting = new Map();
  const listeners = new Map();
  let lastCall = 0;
  const send = (message) => post(JSON.stringify(message));

  const ipcRenderer = {
    invoke: (channel, ...given) =>
      new Promise((resolve, reject) => {
        const call = (lastCall += 1);
        const packed = given.map(pack);
        waiting.set(call, { resolve, reject });
        send({ kind: 'invoke', channel, given: packed, call });
      }),
    send: (channel, ...given) => send({ kind: 'send', channel, given: given.map(pack) }),
    on(channel, listener) {
      listeners.set(channel, [...(listeners.get(channel) ?? []), { listener, call: listener }]);
      return ipcRenderer;
    },
    once(channel, listener) {
      const call = (...given) => {
        ipcRenderer.removeListener(channel, listener);
        listener(...given);
      };
      listeners.set(channel, [...(listeners.get(channel) ?? []), { listener, call }]);
      return ipcRenderer;
    },
    removeListener(channel, listener) {
      const list = listeners.get(channel) ?? [];
      const index = list.findIndex((entry) => entry.listener === listener);
      if (index >= 0) listeners.set(channel, list.toSpliced(index, 1));
      return ipcRenderer;
    },
    removeAllListeners(channel) {
      if (channel === undefined) listeners.clear();
      else listeners.delete(channel);
      return ipcRenderer;
    },
  };
  ipcRenderer.addListener = ipcRenderer.on;
  ipcRenderer.off = ipcRenderer.removeListener;

  // Called by the main process with all messages since the last time.
  globalThis['__SECRET__r'] = (text) => {
    for (const message of JSON.parse(text)) {
      if (message.kind === 'event') {
        const given = message.given.map(unpack);
        for (const { call } of listeners.get(message.channel) ?? []) call({ sender: ipcRenderer, ports: [] }, ...given);
        continue;
      }
      const call = waiting.get(message.call);
      waiting.delete(message.call);
      if (message.error !== undefined) call?.reject(new Error(message.error));
      else call?.resolve(unpack(message.value));
    }
  };

  // The native menu's shortcuts: there is no native menu here, so the main process is told of the keys.
  window.addEventListener('keydown', (event) => {
    const isShortcut = (event.ctrlKey || event.metaKey || /^F\d+$/.test(event.key)) && !['Control', 'Meta'].includes(event.key);
    if (!isShortcut || event.repeat) return;
    const { key, ctrlKey: ctrl, metaKey: meta, shiftKey: shift, altKey: alt } = event;
    send({ kind: 'key', key, ctrl, meta, shift, alt });
  });

  const contextBridge = { exposeInMainWorld: bridge.expose };
  // A dropped file's path is known to no page here; Electron's own answer for a file without one is an empty string as well.
  const electron = { contextBridge, ipcRenderer, webFrame: {}, webUtils: { getPathForFile: () => '' } };
  const modules = {
    electron,
    'electron/renderer': electron,
    timers: { setTimeout, setInterval, clearTimeout, clearInterval },
    url: { URL, URLSearchParams },
  };
  const require = (name) => {
    if (Object.hasOwn(modules, name)) return modules[name];
    throw new Error(`module not found: ${name}`);
  };
  const process = {
    platform: '__PLATFORM__',
    arch: '__ARCH__',
    type: 'renderer',
    sandboxed: true,
    contextIsolated: true,
    env: {},
    argv: __ARGUMENTS__,
    versions: __VERSIONS__,
  };
  const module = { exports: {} };
  (function (require, module, exports, process) {
    __PRELOAD__;
  })(require, module, module.exports, process);
})();
