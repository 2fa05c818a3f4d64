/** Finds out a transcript's format from its content; the file's name only decides between what is left. */

import type { TranscriptFormat } from '../../../shared/transcript.ts';
import { findDelimiter } from './parse-csv.ts';
import { SBV_TIMES } from './parse-sbv.ts';

/** Characters looked at. A header or the first cue stands well within it. */
const SAMPLE = 20_000;

/** The format of a text. `name` is the file's name, if it has one. */
export function sniffFormat(text: string, name: string | undefined): TranscriptFormat {
  const sample = text.slice(0, SAMPLE).trimStart();
  const extension = /\.([a-z0-9]+)$/iu.exec(name ?? '')?.[1]?.toLowerCase();
  if (/^WEBVTT(?:\s|$)/u.test(sample)) return 'vtt';
  if (sample.startsWith('{') && (extension === 'json3' || extension === 'json' || /"(?:events|wireMagic)"\s*:/u.test(sample))) return 'json3';
  if (sample.startsWith('<')) {
    if (/<timedtext\b/iu.test(sample)) return 'srv3';
    if (/<transcript\b/iu.test(sample) || /<text\s+start=/iu.test(sample)) return 'timedtext';
    if (/<(?:\w+:)?tt\b/iu.test(sample)) return 'ttml';
  }
  if (sample.split(/\r\n?|\n/u, 20).some((line) => SBV_TIMES.test(line))) return 'sbv';
  if (/^[^\S\n]*(?:\d+:)?\d{1,3}:\d{1,2}(?:[.,]\d{1,3})?[^\S\n]*-->/mu.test(sample)) return extension === 'vtt' ? 'vtt' : 'srt';
  if (extension === 'csv' || extension === 'tsv' || findDelimiter(sample) !== null) return 'csv';
  return extensionFormat(extension) ?? 'text';
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
