// The page's half of the context bridge: runs in the page's own world before its scripts. PLACEHOLDERS are filled in by page-scripts.ts.
(() => {
  if (window.top !== window) return;
  __BRIDGE__;
  const freeze = (value) => {
    if (!['object', 'function'].includes(typeof value) || value === null || ArrayBuffer.isView(value)) return value;
    for (const inner of Object.values(value)) freeze(inner);
    return Object.freeze(value);
  };
  createBridge('__SECRET__p', '__SECRET__i', (name, api) => {
    if (Object.hasOwn(window, name)) throw new Error('Cannot bind an API on top of an existing property on the window object');
    Object.defineProperty(window, name, { value: freeze(api), enumerable: true });
  });
})();
