/** Bytes to text: by byte order mark, as UTF-8, then as windows-1252. */

import { AppError } from '../../../shared/app-error.ts';
import type { Transcript } from '../../../shared/transcript.ts';

export interface DecodedText {
  readonly text: string;
  readonly encoding: Transcript['encoding'];
}

/** Bytes looked at to tell text from other files and UTF-16 from UTF-8. */
const SAMPLE_BYTES = 64 * 1024;
/** UTF-16 of European text has a zero in nearly every second byte. */
const UTF16_ZERO_SHARE = 0.4;
/** Control characters other than tab, line ends and escape: text has hardly any. */
const MAX_CONTROL_SHARE = 0.02;

/**
 * Decodes a file's bytes. `name` is the file's name for the messages.
 * Throws `input_empty` for nothing or only white space, `input_binary` for what is no text.
 */
export function decodeText(bytes: Uint8Array, name: string): DecodedText {
  const decoded = decode(bytes, name);
  // A lone U+FEFF within the text is a zero-width space and goes as well.
  const text = decoded.text.replaceAll('\uFEFF', '');
  if (text.trim() === '') throw new AppError('input_empty', `${name} is empty. Choose a file with captions or text in it.`);
  return { text, encoding: decoded.encoding };
}

function decode(bytes: Uint8Array, name: string): DecodedText {
  const [a, b] = bytes;
  if (a === 0xff && b === 0xfe) return { text: new TextDecoder('utf-16le').decode(bytes), encoding: 'utf-16le' };
  if (a === 0xfe && b === 0xff) return { text: new TextDecoder('utf-16be').decode(bytes), encoding: 'utf-16be' };
  const guess = guessUtf16(bytes);
  if (guess) return { text: new TextDecoder(guess).decode(bytes), encoding: guess };
  if (isBinary(bytes)) {
    throw new AppError('input_binary', `${name} is not a text file. Choose a subtitle, caption or text file.`);
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'utf-8' };
  } catch {
    return { text: new TextDecoder('windows-1252').decode(bytes), encoding: 'windows-1252' };
  }
}

function guessUtf16(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const sample = bytes.subarray(0, SAMPLE_BYTES);
  if (sample.length < 4) return undefined;
  const zeros = [0, 0];
  sample.forEach((byte, index) => {
    if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  });
  const [even = 0, odd = 0] = zeros.map((count) => count / (sample.length / 2));
  if (odd > UTF16_ZERO_SHARE && even < 0.02) return 'utf-16le';
  if (even > UTF16_ZERO_SHARE && odd < 0.02) return 'utf-16be';
  return undefined;
}

function isBinary(bytes: Uint8Array): boolean {
  const sample = bytes.subarray(0, SAMPLE_BYTES);
  let controls = 0;
  for (const byte of sample) {
    if (byte === 0) return true;
    if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0c && byte !== 0x0d && byte !== 0x1b) controls += 1;
  }
  return controls > sample.length * MAX_CONTROL_SHARE;
}
