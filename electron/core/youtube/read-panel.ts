/** Reads the transcript panel: lines with a start in whole seconds and no end. */

import type { Cue } from '../../../shared/transcript.ts';

interface Line {
  readonly start: number;
  readonly text: string;
}

/** A last line has no next one to end it. */
const LAST_LINE_SECONDS = 5;
/** Answers are nested about 15 deep. */
const MAX_DEPTH = 40;

/** The cues in the order of time; empty when the answer holds no transcript. Knows the panel's present lines and those before them. */
export function readPanel(answer: unknown): readonly Cue[] {
  const lines: Line[] = [];
  collect(answer, lines, 0);
  const sorted = lines.toSorted((a, b) => a.start - b.start);
  return sorted.map(({ start, text }, index) => {
    const next = sorted.slice(index + 1).find((line) => line.start > start);
    return { start, end: next?.start ?? start + LAST_LINE_SECONDS, text };
  });
}

function collect(node: unknown, lines: Line[], depth: number): void {
  if (depth > MAX_DEPTH || typeof node !== 'object' || node === null) return;
  for (const [key, value] of Object.entries(node) as [string, unknown][]) {
    const line =
      key === 'transcriptSegmentViewModel' ? toModelLine(value) : key === 'transcriptSegmentRenderer' ? toRendererLine(value) : null;
    if (line) lines.push(line);
    else collect(value, lines, depth + 1);
  }
}

/** `{timestamp: "12:34", simpleText: "…"}`. */
function toModelLine(value: unknown): Line | null {
  const { timestamp, simpleText } = (value ?? {}) as { timestamp?: unknown; simpleText?: unknown };
  if (typeof timestamp !== 'string' || typeof simpleText !== 'string' || !/^\d+(?::\d{1,2}){1,2}$/u.test(timestamp)) return null;
  return toLine(
    timestamp.split(':').reduce((sum, part) => sum * 60 + Number(part), 0),
    simpleText,
  );
}

/** `{startMs: "1234", snippet: {runs: [{text}]}}`. */
function toRendererLine(value: unknown): Line | null {
  const { startMs, snippet } = (value ?? {}) as { startMs?: unknown; snippet?: { runs?: unknown; simpleText?: unknown } };
  const seconds = Number(startMs) / 1000;
  const runs = Array.isArray(snippet?.runs) ? (snippet.runs as { text?: unknown }[]) : [{ text: snippet?.simpleText }];
  const text = runs.map((run) => (typeof run?.text === 'string' ? run.text : '')).join('');
  return Number.isFinite(seconds) ? toLine(seconds, text) : null;
}

function toLine(start: number, text: string): Line | null {
  const clean = text.replaceAll(/\s+/gu, ' ').trim();
  return clean === '' ? null : { start, text: clean };
}
