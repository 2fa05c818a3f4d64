// One side of the context bridge; the page's world and the preload's world each get one (page-main.js, page-preload.js).
// What structured clone carries goes along as it is; functions and promises stay where they are, and the other side gets one that asks for them.
// `mine` and `theirs` name the events of the two sides; `onExpose` puts what the other side exposes into this world.
const createBridge = (mine, theirs, onExpose) => {
  // Taken now: the page may replace its own later.
  const [listen, dispatch, Message] = [window.addEventListener.bind(window), window.dispatchEvent.bind(window), CustomEvent];
  const functions = new Map();
  const idsOfFunctions = new Map();
  const promises = new Map();
  let lastId = 0;
  let returned;
  const tell = (detail) => dispatch(new Message(theirs, { detail }));

  const encodeFunction = (value) => {
    if (!idsOfFunctions.has(value)) {
      lastId += 1;
      idsOfFunctions.set(value, lastId);
      functions.set(lastId, value);
    }
    return { function: idsOfFunctions.get(value) };
  };
  const encodePromise = (value) => {
    const promise = (lastId += 1);
    value.then(
      (result) => tell({ kind: 'settle', promise, item: encodeResult(() => result) }),
      (error) => tell({ kind: 'settle', promise, item: { thrown: encode(error) } }),
    );
    return { promise };
  };
  const encodeObject = (value) => {
    const kept = Object.entries(value).filter(([, inner]) => typeof inner !== 'symbol');
    return { object: kept.map(([key, inner]) => [key, encode(inner)]) };
  };
  // What holds nothing of this world alone crosses whole: taken apart, thousands of rows would hold the page up.
  const isData = (value) => {
    if (['function', 'symbol'].includes(typeof value) || value instanceof Promise || value instanceof Error) return false;
    if (Array.isArray(value)) return value.every(isData);
    return Object.prototype.toString.call(value) !== '[object Object]' || Object.values(value).every(isData);
  };
  const encode = (value) => {
    if (isData(value)) return { value };
    if (typeof value === 'function') return encodeFunction(value);
    if (value instanceof Promise) return encodePromise(value);
    if (value instanceof Error) return { error: value.message };
    if (Array.isArray(value)) return { list: value.map(encode) };
    // Instances of an app's own classes arrive as plain objects.
    if (Object.prototype.toString.call(value) === '[object Object]') return encodeObject(value);
    return { value };
  };
  const encodeResult = (compute) => {
    try {
      return encode(compute());
    } catch (error) {
      return { thrown: encode(error) };
    }
  };

  const decode = (item) => {
    if ('thrown' in item) throw decode(item.thrown);
    if ('function' in item) return (...given) => ask({ kind: 'call', function: item.function, given: given.map(encode) });
    if ('promise' in item) return new Promise((resolve, reject) => promises.set(item.promise, { resolve, reject }));
    if ('error' in item) return new Error(item.error);
    if ('list' in item) return item.list.map(decode);
    if ('object' in item) return Object.fromEntries(item.object.map(([key, inner]) => [key, decode(inner)]));
    return item.value;
  };
  /** Events are delivered before `dispatch` returns, so the answer is there by then. */
  const ask = (message) => {
    returned = undefined;
    tell(message);
    if (!returned) throw new Error('An object could not be cloned.');
    return decode(returned);
  };

  const receive = (message) => {
    switch (message.kind) {
      case 'call':
        tell({ kind: 'return', item: encodeResult(() => functions.get(message.function)(...message.given.map(decode))) });
        break;
      case 'expose':
        tell({ kind: 'return', item: encodeResult(() => onExpose(message.name, decode(message.item))) });
        break;
      case 'return':
        returned = message.item;
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
  };
  listen(
    mine,
    (event) => {
      event.stopImmediatePropagation();
      // Without detail it held something that can't be cloned.
      if (event.detail) receive(event.detail);
    },
    true,
  );

  return { expose: (name, api) => ask({ kind: 'expose', name, item: encode(api) }) };
};
