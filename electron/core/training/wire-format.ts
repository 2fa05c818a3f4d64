/** Reads and writes the little of Protocol Buffers' wire format that ONNX files need (https://protobuf.dev/programming-guides/encoding/). */

interface Field {
  readonly number: number;
  /** Of a number; 0 otherwise. */
  readonly value: number;
  /** Where the content of a message, a text or raw bytes lies; null for a number. */
  readonly range: { readonly start: number; readonly end: number } | null;
}

/** The fields of the message that lies in `range`, in the order of the file; nothing is copied. Throws on bytes that are no such message. */
export function* readFields(bytes: Uint8Array, range: { readonly start: number; readonly end: number }): Generator<Field> {
  let at = range.start;
  const varint = (): number => {
    let value = 0;
    let factor = 1;
    for (;;) {
      const byte = bytes[at];
      if (byte === undefined || at >= range.end) throw new Error(`The message ends in the middle of a number at byte ${at}.`);
      at += 1;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
      factor *= 128;
    }
  };
  while (at < range.end) {
    const key = varint();
    const number = Math.floor(key / 8);
    switch (key % 8) {
      case 0:
        yield { number, value: varint(), range: null };
        break;
      case 1:
        at += 8;
        yield { number, value: 0, range: null };
        break;
      case 2: {
        const length = varint();
        const start = at;
        at += length;
        if (at > range.end) throw new Error(`Field ${number} at byte ${start} is longer than its message.`);
        yield { number, value: 0, range: { start, end: at } };
        break;
      }
      case 5:
        at += 4;
        yield { number, value: 0, range: null };
        break;
      default:
        throw new Error(`Unknown wire type at byte ${at}.`);
    }
  }
}

/** A field that holds a whole number, not negative. */
export function integerField(field: number, value: number): number[] {
  return [...toVarint(field * 8), ...toVarint(value)];
}

/** A field that holds a message or bytes. */
export function messageField(field: number, content: readonly number[]): number[] {
  return [...toVarint(field * 8 + 2), ...toVarint(content.length), ...content];
}

export function textField(field: number, text: string): number[] {
  return messageField(field, [...new TextEncoder().encode(text)]);
}

function toVarint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 0x7f) {
    bytes.push((rest % 128) | 0x80);
    rest = Math.floor(rest / 128);
  }
  return [...bytes, rest];
}
