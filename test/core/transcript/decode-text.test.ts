import { describe, expect, it } from 'vitest';
import { decodeText } from '../../../electron/core/transcript/decode-text.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

function utf16(text: string, order: 'le' | 'be', hasMark: boolean): Uint8Array {
  const little = Buffer.from((hasMark ? '\uFEFF' : '') + text, 'utf16le');
  return new Uint8Array(order === 'le' ? little : Buffer.from(little).swap16());
}

describe('decoding bytes', () => {
  it('reads UTF-8 with and without a byte order mark', () => {
    expect(decodeText(utf8('Grüße, naïve 世界'), 'a.txt')).toEqual({ text: 'Grüße, naïve 世界', encoding: 'utf-8' });
    expect(decodeText(utf8('\uFEFFHello'), 'a.txt')).toEqual({ text: 'Hello', encoding: 'utf-8' });
  });

  it.each(['le', 'be'] as const)('reads UTF-16 %s by its mark and by its zero bytes', (order) => {
    const text = 'One line of plain words.\nAnd one more, déjà vu.';
    expect(decodeText(utf16(text, order, true), 'a.srt')).toEqual({ text, encoding: `utf-16${order}` });
    expect(decodeText(utf16(text, order, false), 'a.srt')).toEqual({ text, encoding: `utf-16${order}` });
  });

  it('reads what is no UTF-8 as windows-1252', () => {
    const bytes = new Uint8Array([0x93, 0x43, 0x61, 0x66, 0xe9, 0x94, 0x20, 0x80, 0x35]);
    expect(decodeText(bytes, 'a.srt')).toEqual({ text: '“Café” €5', encoding: 'windows-1252' });
  });

  it('takes a UTF-8 file that is cut in the middle of a character for UTF-8', () => {
    const bytes = utf8('Grüße aus Köln, bis später 😀');
    expect(decodeText(bytes.subarray(0, bytes.length - 2), 'a.txt')).toEqual({ text: 'Grüße aus Köln, bis später ', encoding: 'utf-8' });
  });

  it('takes a UTF-16 file that is cut in the middle of a character for UTF-16', () => {
    const bytes = utf16('Hello there', 'le', true);
    expect(decodeText(bytes.subarray(0, bytes.length - 1), 'a.txt').text).toBe('Hello ther');
  });

  it.each([
    ['PNG', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]],
    ['ZIP', [0x50, 0x4b, 3, 4, 20, 0, 8, 0]],
    ['ELF', [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0]],
    ['gzip', [0x1f, 0x8b, 8, 8, 1, 2, 3, 4, 5]],
    ['PDF', [...utf8('%PDF-1.7\n%abc\n1 0 obj')]],
    ['UTF-32', [0xff, 0xfe, 0, 0, 0x41, 0, 0, 0, 0x42, 0, 0, 0]],
    ['control characters', [1, 2, 3, 4, 5, 6, 7, 8]],
  ])('refuses %s as binary', (_, bytes) => {
    expect(() => decodeText(new Uint8Array(bytes), 'clip.srt')).toThrow(
      expect.objectContaining({ code: 'input_binary', message: 'clip.srt is not a text file. Choose a subtitle, caption or text file.' }),
    );
  });

  it('finds a zero byte wherever it stands', () => {
    const bytes = utf8(`${'words '.repeat(50_000)}!`);
    bytes[bytes.length - 1] = 0;
    expect(() => decodeText(bytes, 'a.txt')).toThrow(expect.objectContaining({ code: 'input_binary' }));
  });

  it.each(['', ' \r\n\t\n ', '\uFEFF', '\uFEFF \n'])('refuses %j as empty', (text) => {
    expect(() => decodeText(utf8(text), 'a.txt')).toThrow(expect.objectContaining({ code: 'input_empty' }));
  });
});
