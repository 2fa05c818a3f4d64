/** TTML (also DFXP and Apple's lyrics): paragraphs with begin, end or dur, in clock times, offsets, frames or ticks. */

import type { Cue } from '../../../shared/transcript.ts';
import { cleanText } from './clean-text.ts';
import { checkCueCount } from './limits.ts';
import { parseClock } from './parse-time.ts';
import type { ParsedCues } from './raw-cue.ts';
import { hasText } from './raw-cue.ts';
import type { XmlNode } from './xml-nodes.ts';
import { findAll, parseXml } from './xml-nodes.ts';

/** Frames and ticks a second, from the document's parameters (https://www.w3.org/TR/ttml2/#timing-value-timeExpression). */
interface Rates {
  readonly frame: number;
  readonly tick: number;
}

interface Interval {
  readonly start: number | null;
  readonly end: number | null;
}

const DEFAULT_FRAME_RATE = 30;
const CLOCK_FRAMES = /^(\d+):(\d{2}):(\d{2}):(\d{1,3})(?:\.\d+)?$/u;
const OFFSET = /^(\d+(?:\.\d+)?)(h|ms|m|s|f|t)$/u;
/** Notes about a paragraph, not its words. */
const METADATA = new Set(['metadata', 'title', 'desc', 'agent']);

/** Parses TTML. Throws `input_too_large`, or a plain error when it is not XML. */
export function parseTtml(text: string, name: string): ParsedCues {
  checkCueCount(text, /<(?:\w+:)?p[\s>]/gu, name);
  const { nodes, isCut } = parseXml(text);
  const document = findAll(nodes, 'tt')[0];
  if (!document) return { cues: [], skipped: 0 };
  const rates = readRates(document.attributes);
  const cues = document.children.flatMap((child) => (child.name === 'body' ? readCues(child, { start: null, end: null }, 0, rates) : []));
  return { cues: cues.filter(hasText), skipped: 0, isCut };
}

function readRates(attributes: Readonly<Record<string, string>>): Rates {
  const [over = 1, under = 1] = (attributes['frameRateMultiplier'] ?? '')
    .split(/[\s:]+/u)
    .map(Number)
    .filter((value) => value > 0);
  const frame = (Number(attributes['frameRate']) || DEFAULT_FRAME_RATE) * (over / under);
  return { frame, tick: Number(attributes['tickRate']) || frame };
}

/** The cues in a node. `base`: the second from which the node's own times count. */
function readCues(node: XmlNode, parent: Interval, base: number, rates: Rates): Cue[] {
  const own = readInterval(node, parent, base, rates);
  if (node.name !== 'p') {
    const childBase = own.start !== null && hasEarlierChild(node, own.start, rates) ? own.start : base;
    return node.children.flatMap((child) => readCues(child, own, childBase, rates));
  }
  const text = cleanText(readText(node));
  if (own.start !== null) return [{ ...own, text }];
  // A paragraph without times of its own takes those of its spans.
  const spans = findAll(node.children, 'span').map((span) => readInterval(span, parent, base, rates));
  const starts = spans.flatMap((span) => (span.start === null ? [] : [span.start]));
  const ends = spans.flatMap((span) => (span.end === null ? [] : [span.end]));
  const start = starts.reduce<number | null>((least, value) => Math.min(least ?? value, value), null);
  const end = ends.reduce<number | null>((most, value) => Math.max(most ?? value, value), null);
  return [{ start, end, text }];
}

/**
 * By the standard a child's times count from its parent's begin, but files in the wild (Apple's) count them from the start of the
 * media even inside a timed division. A child that would begin before its parent tells that the file keeps to the standard.
 */
function hasEarlierChild(node: XmlNode, startSeconds: number, rates: Rates): boolean {
  return node.children.some((child) => {
    const begin = parseTime(child.attributes['begin'], rates);
    return begin === null ? hasEarlierChild(child, startSeconds, rates) : begin < startSeconds;
  });
}

function readInterval(node: XmlNode, parent: Interval, base: number, rates: Rates): Interval {
  const [begin = null, end = null, duration = null] = ['begin', 'end', 'dur'].map((name) => parseTime(node.attributes[name], rates));
  const start = begin === null ? parent.start : base + begin;
  if (end !== null) return { start, end: base + end };
  if (duration !== null && start !== null) return { start, end: start + duration };
  return { start, end: begin === null ? parent.end : null };
}

/** Line ends and indentation are white space in TTML; only `<br/>` breaks a line. */
function readText(node: XmlNode): string {
  if (node.name === '#text') return node.text.replace(/\s+/gu, ' ');
  if (METADATA.has(node.name)) return '';
  return node.name === 'br' ? '\n' : node.children.map(readText).join('');
}

function parseTime(text: string | undefined, rates: Rates): number | null {
  if (text === undefined) return null;
  const frames = CLOCK_FRAMES.exec(text.trim());
  if (frames) {
    const [hours = 0, minutes = 0, seconds = 0, frame = 0] = frames.slice(1).map(Number);
    return hours * 3600 + minutes * 60 + seconds + frame / rates.frame;
  }
  const offset = OFFSET.exec(text.trim());
  if (!offset) return parseClock(text);
  const unit = { h: 3600, m: 60, s: 1, ms: 0.001, f: 1 / rates.frame, t: 1 / rates.tick }[offset[2] as 'h' | 'm' | 's' | 'ms' | 'f' | 't'];
  return Number(offset[1]) * unit;
}
