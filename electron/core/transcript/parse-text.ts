/** Plain text: paragraphs, or lines where there are no empty lines between them. */

import { cleanPlainText } from './clean-text.ts';
import type { ParsedCues } from './raw-cue.ts';
import { hasText } from './raw-cue.ts';

/** Each paragraph is a cue without times; a text without empty lines has a cue a line. */
export function parsePlainText(text: string): ParsedCues {
  const lines = text.replace(/\r\n?/gu, '\n').trim();
  const parts = /\n[^\S\n]*\n/u.test(lines) ? lines.split(/\n[^\S\n]*\n/u) : lines.split('\n');
  const cues = parts.map((part) => ({ start: null, end: null, text: cleanPlainText(part).replaceAll('\n', ' ') }));
  return { cues: cues.filter(hasText), skipped: 0 };
}
