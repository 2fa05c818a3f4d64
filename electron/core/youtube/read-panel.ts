/** Reads the transcript panel: lines with a start in whole seconds and no end. */

import type { Cue } from '../../../shared/transcript.ts';

/** A line of the panel; its start in seconds. */
export interface PanelLine {
  readonly start: number;
  readonly text: string;
}

/** A last line has no next one to end it. */
const LAST_LINE_SECONDS = 5;
/** Answers are nested about 15 deep. */
const MAX_DEPTH = 40;

/** The cues in the order of time; empty when the answer holds no transcript. Knows the panel's present lines and those before them. */
export function readPanel(answer: unknown): readonly Cue[] {
  const lines: PanelLine[] = [];
  collect(answer, lines, 0);
  return toCues(lines);
}

/** Each line lasts until the next one that starts later. In the order of time. */
export function toCues(lines: readonly PanelLine[]): readonly Cue[] {
  const sorted = lines.toSorted((a, b) => a.start - b.start);
  let end = (sorted.at(-1)?.start ?? 0) + LAST_LINE_SECONDS;
  return sorted
    .toReversed()
    .map(({ start, text }, index, all) => {
      const later = all[index - 1];
      if (later && later.start > start) end = later.start;
      return { start, end, text };
    })
    .toReversed();
}

function collect(node: unknown, lines: PanelLine[], depth: number): void {
  if (depth > MAX_DEPTH || typeof node !== 'object' || node === null) return;
  for (const [key, value] of Object.entries(node) as [string, unknown][]) {
    const line =
      key === 'transcriptSegmentViewModel' ? toModelLine(value) : key === 'transcriptSegmentRenderer' ? toRendererLine(value) : null;
    if (line) lines.push(line);
    else collect(value, lines, depth + 1);
  }
}

/** `{timestamp: "12:34", simpleText: "…"}`. */
function toModelLine(value: unknown): PanelLine | null {
  const { timestamp, simpleText } = (value ?? {}) as { timestamp?: unknown; simpleText?: unknown };
  if (typeof timestamp !== 'string' || typeof simpleText !== 'string' || !/^\d+(?::\d{1,2}){1,2}$/u.test(timestamp)) return null;
  return toLine(
    timestamp.split(':').reduce((sum, part) => sum * 60 + Number(part), 0),
    simpleText,
  );
}

/** `{startMs: "1234", snippet: {runs: [{text}]}}`. */
function toRendererLine(value: unknown): PanelLine | null {
  const { startMs, snippet } = (value ?? {}) as { startMs?: unknown; snippet?: { runs?: unknown; simpleText?: unknown } };
  const seconds = Number(startMs) / 1000;
  const runs = Array.isArray(snippet?.runs) ? (snippet.runs as { text?: unknown }[]) : [{ text: snippet?.simpleText }];
  const text = runs.map((run) => (typeof run?.text === 'string' ? run.text : '')).join('');
  return Number.isFinite(seconds) ? toLine(seconds, text) : null;
}

function toLine(start: number, text: string): PanelLine | null {
  const clean = text.replaceAll(/\s+/gu, ' ').trim();
  return clean === '' ? null : { start, text: clean };
}
