/**
 * Values between the main process and the page, as JSON with tags: what structured clone carries and JSON does not.
 * Plain JavaScript without imports, since the same text also runs in the page.
 */

const toBase64 = (bytes) => {
  let text = '';
  for (let start = 0; start < bytes.length; start += 32768) text += String.fromCharCode(...bytes.subarray(start, start + 32768));
  return btoa(text);
};

const fromBase64 = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));

/** A value as JSON can carry it. Throws for functions and symbols, as structured clone does. */
export function pack(value) {
  if (value === undefined) return { $: 'undefined' };
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number')
    return Number.isFinite(value) && !Object.is(value, -0) ? value : { $: 'number', value: Object.is(value, -0) ? '-0' : String(value) };
  if (typeof value === 'bigint') return { $: 'bigint', value: String(value) };
  if (typeof value !== 'object') throw new Error('An object could not be cloned.');
  if (value instanceof Date) return { $: 'date', value: value.getTime() };
  if (value instanceof ArrayBuffer) return { $: 'buffer', value: toBase64(new Uint8Array(value)) };
  if (ArrayBuffer.isView(value)) {
    // Node's Buffer arrives as the Uint8Array that it is.
    const name = value.constructor.name === 'Buffer' ? 'Uint8Array' : value.constructor.name;
    return { $: 'array', name, value: toBase64(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)) };
  }
  if (value instanceof Map) return { $: 'map', value: [...value].map(pack) };
  if (value instanceof Set) return { $: 'set', value: [...value].map(pack) };
  if (value instanceof Error) return { $: 'error', name: value.name, message: value.message };
  if (Array.isArray(value)) return value.map(pack);
  if (value instanceof RegExp) return { $: 'pattern', value: value.source, flags: value.flags };
  const packed = Object.fromEntries(Object.keys(value).map((key) => [key, pack(value[key])]));
  // An object of the app's own that looks like one of the tags.
  return Object.hasOwn(packed, '$') ? { $: 'object', value: packed } : packed;
}

/** The value again. */
export function unpack(packed) {
  if (packed === null || typeof packed !== 'object') return packed;
  if (Array.isArray(packed)) return packed.map(unpack);
  switch (packed.$) {
    case 'undefined':
      return undefined;
    case 'number':
      return Number(packed.value);
    case 'bigint':
      return BigInt(packed.value);
    case 'date':
      return new Date(packed.value);
    case 'buffer':
      return fromBase64(packed.value).buffer;
    case 'array': {
      const bytes = fromBase64(packed.value);
      const view = globalThis[packed.name];
      return typeof view === 'function' ? new view(bytes.buffer) : bytes;
    }
    case 'map':
      return new Map(packed.value.map(unpack));
    case 'set':
      return new Set(packed.value.map(unpack));
    case 'error':
      return Object.assign(new Error(packed.message), { name: packed.name });
    case 'pattern':
      return new RegExp(packed.value, packed.flags);
    case 'object':
      return unpackObject(packed.value);
    default:
      return unpackObject(packed);
  }
}

const unpackObject = (packed) => Object.fromEntries(Object.keys(packed).map((key) => [key, unpack(packed[key])]));
