/** TTML (also DFXP and Apple's lyrics): paragraphs with begin, end or dur, in clock times, offsets, frames or ticks. */

import type { Cue } from '../../../shared/transcript.ts';
import { cleanText } from './clean-text.ts';
import { parseClock } from './parse-time.ts';
import type { ParsedCues } from './raw-cue.ts';
import { hasText } from './raw-cue.ts';
import type { XmlNode } from './xml-nodes.ts';
import { findAll, innerText, parseXml } from './xml-nodes.ts';

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

/** Parses TTML. Throws a plain error when it is not XML. */
export function parseTtml(text: string): ParsedCues {
  const document = findAll(parseXml(text), 'tt')[0];
  if (!document) return { cues: [], skipped: 0 };
  const rates = readRates(document.attributes);
  const cues = document.children.flatMap((child) => (child.name === 'body' ? readCues(child, { start: null, end: null }, rates) : []));
  return { cues: cues.filter(hasText), skipped: 0 };
}

function readRates(attributes: Readonly<Record<string, string>>): Rates {
  const [over = 1, under = 1] = (attributes['frameRateMultiplier'] ?? '').split(/[\s:]+/u).map(Number).filter((value) => value > 0);
  const frame = (Number(attributes['frameRate']) || DEFAULT_FRAME_RATE) * (over / under);
  return { frame, tick: Number(attributes['tickRate']) || frame };
}

/** Begin and end of a child count from its parent's begin, as the standard has it; most files put them on paragraphs only. */
function readCues(node: XmlNode, parent: Interval, rates: Rates): Cue[] {
  const own = readInterval(node, parent, rates);
  if (node.name !== 'p') return node.children.flatMap((child) => readCues(child, own, rates));
  const text = cleanText(innerText(node));
  if (own.start !== null) return [{ ...own, text }];
  // A paragraph without times of its own takes those of its spans.
  const spans = findAll(node.children, 'span').map((span) => readInterval(span, parent, rates));
  const starts = spans.flatMap((span) => (span.start === null ? [] : [span.start]));
  const ends = spans.flatMap((span) => (span.end === null ? [] : [span.end]));
  const [start, end] = [starts.length > 0 ? Math.min(...starts) : null, ends.length > 0 ? Math.max(...ends) : null];
  return [{ start, end, text }];
}

function readInterval(node: XmlNode, parent: Interval, rates: Rates): Interval {
  const [begin, end, duration] = ['begin', 'end', 'dur'].map((name) => parseTime(node.attributes[name], rates));
  // Files in the wild give a paragraph's times from the start of the media even inside a timed division, so a begin before
  // the parent's own is an offset and any other is taken as it stands.
  const base = begin !== null && begin !== undefined && parent.start !== null && begin < parent.start ? parent.start : 0;
  const start = begin === null || begin === undefined ? parent.start : base + begin;
  if (end !== null && end !== undefined) return { start, end: base + end };
  if (duration !== null && duration !== undefined && start !== null) return { start, end: start + duration };
  return { start, end: begin === null ? parent.end : null };
}

function parseTime(text: string | undefined, rates: Rates): number | null {
  if (text === undefined) return null;
  const frames = CLOCK_FRAMES.exec(text.trim());
  if (frames) {
    const [, hours, minutes, seconds, frame] = frames.map(Number);
    return (hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0) + (frame ?? 0) / rates.frame;
  }
  const offset = OFFSET.exec(text.trim());
  if (!offset) return parseClock(text);
  const unit = { h: 3600, m: 60, s: 1, ms: 0.001, f: 1 / rates.frame, t: 1 / rates.tick }[offset[2] as 'h' | 'm' | 's' | 'ms' | 'f' | 't'];
  return Number(offset[1]) * unit;
}
