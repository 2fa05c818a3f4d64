/** Files and bytes to a transcript: decode, find the format, parse, repair. */

import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { AppError, assertNever } from '../../../shared/app-error.ts';
import type { Transcript, TranscriptFormat } from '../../../shared/transcript.ts';
import { fileErrorCode } from '../file-errors.ts';
import { decodeText } from './decode-text.ts';
import { MAX_CUES, MAX_INPUT_BYTES, tooLarge } from './limits.ts';
import type { ParsedCues } from './raw-cue.ts';
import { repairTimes } from './repair-times.ts';
import { sniffFormat } from './sniff-format.ts';

/** For people: what each format is called. */
const FORMAT_NAMES: Readonly<Record<TranscriptFormat, string>> = {
  srt: 'SubRip captions',
  vtt: 'WebVTT captions',
  sbv: 'SBV captions',
  ttml: 'TTML captions',
  json3: 'json3 captions',
  srv3: 'srv3 captions',
  timedtext: 'YouTube captions in XML',
  csv: 'rows',
  text: 'text',
};

/**
 * Reads a transcript from a file. Throws `input_not_found`, `input_is_folder`, `input_no_permission`, `input_unreadable`,
 * and what `parseTranscript` throws.
 */
export async function readTranscriptFile(path: string, options: { readonly signal?: AbortSignal } = {}): Promise<Transcript> {
  const name = basename(path);
  let bytes: Uint8Array;
  try {
    const found = await stat(path);
    if (found.isDirectory()) throw new AppError('input_is_folder', `${name} is a folder. Give a file in it.`);
    // Before it is read: a disk image must not fill the memory.
    if (found.size > MAX_INPUT_BYTES) throw tooLarge(name);
    bytes = await readBytes(path, name, options.signal);
  } catch (error) {
    throw toReadError(error, name);
  }
  return parseTranscript(bytes, { name });
}

/** Stops at the limit: a pipe or a device has no size beforehand, and may never end. */
async function readBytes(path: string, name: string, signal: AbortSignal | undefined): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of createReadStream(path, signal ? { signal } : {}) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_INPUT_BYTES) throw tooLarge(name);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/**
 * Parses a transcript's bytes; the content decides the format, `name`'s ending helps. Throws `input_empty`, `input_binary`,
 * `input_too_large` (over 20 MB or 200,000 cues), `input_unknown_format` and `input_malformed`.
 */
export async function parseTranscript(bytes: Uint8Array, options: { readonly name?: string }): Promise<Transcript> {
  const name = options.name ?? 'The input';
  if (bytes.byteLength > MAX_INPUT_BYTES) throw tooLarge(name);
  const { text, encoding } = decodeText(bytes, name);
  const format = sniffFormat(text, name);
  const { cues, skipped, isCut = false } = await parseAs(format, text, name);
  if (cues.length > MAX_CUES) throw tooLarge(name);
  if (cues.length === 0) {
    throw new AppError(
      'input_malformed',
      `${name} looks like ${FORMAT_NAMES[format]}, but not one with words in it could be read. Check the file, or export it again.`,
    );
  }
  const repaired = repairTimes(cues);
  const cut = `${name} ends in the middle; what is whole was read.`;
  const lost = `${skipped.toLocaleString('en')} ${skipped === 1 ? 'caption' : 'captions'} could not be read and ${skipped === 1 ? 'was' : 'were'} left out.`;
  return {
    format,
    encoding,
    cues: repaired.cues,
    warnings: [...(isCut ? [cut] : []), ...(skipped > 0 ? [lost] : []), ...repaired.warnings],
  };
}

async function parseAs(format: TranscriptFormat, text: string, name: string): Promise<ParsedCues> {
  try {
    // Parsers are loaded when they are needed: each brings a library.
    switch (format) {
      case 'srt':
      case 'vtt':
        return await (await import('./parse-captions.ts')).parseCaptions(text, format, name);
      case 'sbv':
        return (await import('./parse-sbv.ts')).parseSbv(text, name);
      case 'ttml':
        return (await import('./parse-ttml.ts')).parseTtml(text, name);
      case 'json3':
        return (await import('./parse-json3.ts')).parseJson3(text, name);
      case 'srv3':
        return (await import('./parse-timedtext.ts')).parseSrv3(text, name);
      case 'timedtext':
        return (await import('./parse-timedtext.ts')).parseTimedtext(text, name);
      case 'csv':
        return (await import('./parse-csv.ts')).parseCsv(text, name);
      case 'text':
        return (await import('./parse-text.ts')).parsePlainText(text, name);
      default:
        return assertNever(format);
    }
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError(
      'input_malformed',
      `${name} looks like ${FORMAT_NAMES[format]}, but is damaged and can’t be read. Download or export it again.`,
      {
        cause: error,
      },
    );
  }
}

function toReadError(error: unknown, name: string): unknown {
  if (error instanceof AppError) return error;
  if (error instanceof Error && error.name === 'AbortError') return new AppError('cancelled', 'Cancelled.', { cause: error });
  const code = fileErrorCode(error);
  switch (code) {
    case undefined:
      return error;
    case 'ENOENT':
    case 'ENOTDIR':
      return new AppError('input_not_found', `There is no file ${name}. Check the path.`, { cause: error });
    case 'EACCES':
    case 'EPERM':
      return new AppError('input_no_permission', `You may not read ${name}. Change its permissions, or copy it to a folder of yours.`, {
        cause: error,
      });
    default:
      return new AppError('input_unreadable', `${name} could not be read (${code}). Check the disk and try again.`, { cause: error });
  }
}
