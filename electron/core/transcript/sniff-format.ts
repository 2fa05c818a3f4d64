/** Finds out a transcript's format from its content; the file's name only decides between what is left. */

import { AppError } from '../../../shared/app-error.ts';
import type { TranscriptFormat } from '../../../shared/transcript.ts';
import { findDelimiter } from './parse-csv.ts';
import { SBV_TIMES } from './parse-sbv.ts';

/** Characters looked at. A header or the first cue stands well within it. */
const SAMPLE = 20_000;
const CUE_TIMES = /^[^\S\n]*(?:\d+:)?\d{1,3}:\d{1,2}(?:[.,]\d{1,3})?[^\S\n]*-->/mu;
/** Text that is none to read aloud, and what it is called. */
const FOREIGN: readonly (readonly [RegExp, string])[] = [
  [/^<(?:!doctype\s+html|html|head|body)\b/iu, 'a web page'],
  [/^<(?:\?xml|!doctype|[a-z][\w:.-]*\s+[\w:.-]+=)/iu, 'XML, but no captions Moodline knows'],
  [/^\{\\rtf/u, 'a document in rich text'],
  [/^\[script info\]/iu, 'SubStation captions'],
  [/^\{\d+\}\{\d+\}/u, 'MicroDVD captions'],
  [/^(?:\{\s*["}]|\[\s*[{"\]])/u, 'JSON, but no captions Moodline knows'],
];

/** The format of a text; `name` is the file's name. Throws `input_unknown_format` for web pages, other JSON and the like. */
export function sniffFormat(text: string, name: string): TranscriptFormat {
  const sample = text.slice(0, SAMPLE).trimStart();
  const extension = /\.([a-z0-9]+)$/iu.exec(name)?.[1]?.toLowerCase();
  const format = sniffContent(sample, extension);
  if (format) return format;
  const foreign = FOREIGN.find(([start]) => start.test(sample))?.[1];
  if (foreign) {
    throw new AppError('input_unknown_format', `${name} is ${foreign}. Export it as SRT, WebVTT or plain text and choose that file.`);
  }
  return extension === 'csv' || extension === 'tsv' ? 'csv' : (extensionFormat(extension) ?? 'text');
}

function sniffContent(sample: string, extension: string | undefined): TranscriptFormat | undefined {
  if (/^WEBVTT(?:\s|$)/u.test(sample)) return 'vtt';
  if (sample.startsWith('{') && /"wireMagic"\s*:|"events"\s*:\s*\[/u.test(sample)) return 'json3';
  if (sample.startsWith('<')) {
    if (/<timedtext\b/iu.test(sample)) return 'srv3';
    if (/<transcript\b/iu.test(sample) || /<text\s+start=/iu.test(sample)) return 'timedtext';
    if (/<(?:\w+:)?tt[\s>]/iu.test(sample)) return 'ttml';
  }
  if (sample.split(/\r\n?|\n/u, 20).some((line) => SBV_TIMES.test(line))) return 'sbv';
  if (CUE_TIMES.test(sample)) return extension === 'vtt' ? 'vtt' : 'srt';
  return findDelimiter(sample) === null ? undefined : 'csv';
}

/** A file that names a caption format but shows nothing of it is read as that format, so that it fails as such. */
function extensionFormat(extension: string | undefined): TranscriptFormat | undefined {
  switch (extension) {
    case 'srt':
    case 'vtt':
    case 'sbv':
    case 'ttml':
    case 'json3':
    case 'srv3':
      return extension;
    case 'dfxp':
      return 'ttml';
    default:
      return undefined;
  }
}
