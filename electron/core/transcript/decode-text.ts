/** Bytes to text: by byte order mark, as UTF-8, then as windows-1252. */

import { AppError } from '../../../shared/app-error.ts';
import type { Transcript } from '../../../shared/transcript.ts';

export interface DecodedText {
  readonly text: string;
  readonly encoding: Transcript['encoding'];
}

/** Bytes looked at to tell UTF-16 from UTF-8, and characters looked at to tell text from other files. */
const SAMPLE_BYTES = 64 * 1024;
/** UTF-16 of European text has a zero in nearly every second byte, and none in the others. */
const UTF16_ZERO_SHARE = 0.4;
const UTF16_STRAY_SHARE = 0.02;
/** Control characters other than tab, line ends and escape: text has hardly any. */
const MAX_CONTROL_SHARE = 0.02;
/** Files that may look like text at their start: PDF, and gzip without a zero in its header. */
const BINARY_STARTS: readonly (readonly number[])[] = [
  [0x25, 0x50, 0x44, 0x46, 0x2d],
  [0x1f, 0x8b, 0x08],
];

/**
 * Decodes a file's bytes. `name` is the file's name for the messages.
 * Throws `input_empty` for nothing or only white space, `input_binary` for what is no text.
 */
export function decodeText(bytes: Uint8Array, name: string): DecodedText {
  const decoded = decode(bytes, name);
  if (hasControls(decoded.text)) throw binary(name);
  // A lone U+FEFF within the text is a zero-width space and goes as well.
  const text = decoded.text.replaceAll('\uFEFF', '');
  if (text.trim() === '') throw new AppError('input_empty', `${name} is empty. Choose a file with captions or text in it.`);
  return { text, encoding: decoded.encoding };
}

function decode(bytes: Uint8Array, name: string): DecodedText {
  const utf16 = markedUtf16(bytes) ?? guessUtf16(bytes);
  // An odd byte at the end is half a character of a file that was cut off.
  if (utf16) return { text: new TextDecoder(utf16).decode(bytes.subarray(0, bytes.length - (bytes.length % 2))), encoding: utf16 };
  if (bytes.includes(0) || BINARY_STARTS.some((start) => start.every((byte, index) => bytes[index] === byte))) throw binary(name);
  try {
    // Streaming leaves out a character that is cut off at the end, instead of calling the whole file no UTF-8.
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true }), encoding: 'utf-8' };
  } catch {
    return { text: new TextDecoder('windows-1252').decode(bytes), encoding: 'windows-1252' };
  }
}

function markedUtf16([a, b]: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  return a === 0xfe && b === 0xff ? 'utf-16be' : undefined;
}

function guessUtf16(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const sample = bytes.subarray(0, SAMPLE_BYTES);
  if (sample.length < 4) return undefined;
  const zeros = [0, 0];
  sample.forEach((byte, index) => {
    if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  });
  const [even = 0, odd = 0] = zeros.map((count) => count / (sample.length / 2));
  if (odd > UTF16_ZERO_SHARE && even < UTF16_STRAY_SHARE) return 'utf-16le';
  if (even > UTF16_ZERO_SHARE && odd < UTF16_STRAY_SHARE) return 'utf-16be';
  return undefined;
}

function hasControls(text: string): boolean {
  const sample = text.slice(0, SAMPLE_BYTES);
  return (sample.match(/[\u0000-\u0008\u000B\u000E-\u001A\u001C-\u001F]/gu)?.length ?? 0) > sample.length * MAX_CONTROL_SHARE;
}

function binary(name: string): AppError {
  return new AppError('input_binary', `${name} is not a text file. Choose a subtitle, caption or text file.`);
}
