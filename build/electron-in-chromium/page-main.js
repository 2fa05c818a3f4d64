// The page's half of the context bridge: runs in the page's own world before its scripts. PLACEHOLDERS are filled in by page-scripts.ts.
(() => {
  const [toPage, toPreload] = ['__SECRET__p', '__SECRET__i'];
  const [listen, dispatch] = [window.addEventListener.bind(window), window.dispatchEvent.bind(window)];
  const callbacks = new Map();
  const promises = new Map();
  let lastId = 0;
  let returned;

  const encode = (value) => {
    if (typeof value !== 'function') return { value };
    for (const [id, known] of callbacks) if (known === value) return { callback: id };
    callbacks.set((lastId += 1), value);
    return { callback: lastId };
  };

  const decode = (item) => {
    if ('function' in item) {
      return (...given) => {
        dispatch(new CustomEvent(toPreload, { detail: { function: item.function, given: given.map(encode) } }));
        return decode(returned);
      };
    }
    if ('promise' in item) return new Promise((resolve, reject) => promises.set(item.promise, { resolve, reject }));
    if ('thrown' in item) throw new Error(item.thrown);
    if ('list' in item) return Object.freeze(item.list.map(decode));
    if ('object' in item) return Object.freeze(Object.fromEntries(Object.entries(item.object).map(([key, inner]) => [key, decode(inner)])));
    return item.value;
  };

  listen(
    toPage,
    (event) => {
      event.stopImmediatePropagation();
      const message = event.detail;
      switch (message.kind) {
        case 'expose':
          Object.defineProperty(window, message.name, { value: decode(message.item), enumerable: true });
          break;
        case 'return':
          returned = message.item;
          break;
        case 'call':
          callbacks.get(message.callback)?.(...message.given.map(decode));
          break;
        case 'settle': {
          const promise = promises.get(message.promise);
          promises.delete(message.promise);
          try {
            promise.resolve(decode(message.item));
          } catch (error) {
            promise.reject(error);
          }
          break;
        }
      }
    },
    true,
  );
})();
