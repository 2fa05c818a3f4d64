/** YouTube's XML formats: srv3 (and srv2) in milliseconds, and the classic one in seconds. */

import type { Cue } from '../../../shared/transcript.ts';
import { cleanText } from './clean-text.ts';
import { checkCueCount } from './limits.ts';
import type { ParsedCues } from './raw-cue.ts';
import { hasText } from './raw-cue.ts';
import type { XmlNode } from './xml-nodes.ts';
import { findAll, innerText, parseXml } from './xml-nodes.ts';

const CUE_TAG = /<(?:p|text)\b/gu;

/**
 * srv3: `<p t="ms" d="ms">`, with `<s t="ms">` for words; its forerunner srv2 has `<text>` for `<p>`.
 * Throws `input_too_large`, or a plain error when it is not XML.
 */
export function parseSrv3(text: string, name: string): ParsedCues {
  checkCueCount(text, CUE_TAG, name);
  const { nodes, isCut } = parseXml(text);
  const paragraphs = findAll(nodes, 'p');
  const cues = (paragraphs.length > 0 ? paragraphs : findAll(nodes, 'text')).map((node): Cue => {
    const start = readNumber(node, 't', 1000);
    const duration = readNumber(node, 'd', 1000);
    const plain = cleanText(innerText(node));
    const end = start === null || duration === null ? null : start + duration;
    const words = start === null ? [] : readWords(node, start);
    const isTimed = words.length > 1 && words.length === plain.split(/\s+/u).length;
    return isTimed ? { start, end, text: plain, words } : { start, end, text: plain };
  });
  return { cues: cues.filter(hasText), skipped: 0, isCut };
}

/** Classic: `<text start="s" dur="s">`, escaped twice. Throws `input_too_large`, or a plain error when it is not XML. */
export function parseTimedtext(text: string, name: string): ParsedCues {
  checkCueCount(text, CUE_TAG, name);
  const { nodes, isCut } = parseXml(text);
  const cues = findAll(nodes, 'text').map((node): Cue => {
    const start = readNumber(node, 'start', 1);
    const duration = readNumber(node, 'dur', 1);
    return { start, end: start === null || duration === null ? null : start + duration, text: cleanText(innerText(node)) };
  });
  return { cues: cues.filter(hasText), skipped: 0, isCut };
}

function readWords(node: XmlNode, start: number): NonNullable<Cue['words']> {
  const spans = node.children.filter((child) => child.name === 's');
  if (!spans.some((span) => span.attributes['t'] !== undefined)) return [];
  return spans.flatMap((span) => {
    const at = start + (readNumber(span, 't', 1000) ?? 0);
    return cleanText(innerText(span))
      .split(/\s+/u)
      .filter(Boolean)
      .map((text) => ({ start: at, text }));
  });
}

function readNumber(node: XmlNode, name: string, divisor: number): number | null {
  const value = node.attributes[name];
  return value === undefined || value.trim() === '' || !Number.isFinite(Number(value)) ? null : Number(value) / divisor;
}
