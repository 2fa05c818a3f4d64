/** Plain text: paragraphs, or lines where there are no empty lines between them. */

import { cleanPlainText } from './clean-text.ts';
import { MAX_CUES, tooLarge } from './limits.ts';
import type { ParsedCues } from './raw-cue.ts';
import { hasText } from './raw-cue.ts';

/** Each paragraph is a cue without times; a text without empty lines has a cue a line. Throws `input_too_large` over the limit of cues. */
export function parsePlainText(text: string, name: string): ParsedCues {
  const lines = text.replace(/\r\n?/gu, '\n').trim();
  const parts = /\n[^\S\n]*\n/u.test(lines) ? lines.split(/\n[^\S\n]*\n/u) : lines.split('\n');
  const filled = parts.filter((part) => part.trim() !== '');
  // Before they are cleaned, which would last.
  if (filled.length > MAX_CUES) throw tooLarge(name);
  const cues = filled.map((part) => ({ start: null, end: null, text: cleanPlainText(part).replaceAll('\n', ' ') }));
  return { cues: cues.filter(hasText), skipped: 0 };
}
