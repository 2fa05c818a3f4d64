/** YouTube's json3 captions: events with segments, in milliseconds. */

import { z } from 'zod';
import { AppError } from '../../../shared/app-error.ts';
import type { Cue } from '../../../shared/transcript.ts';
import { cleanPlainText } from './clean-text.ts';
import type { ParsedCues } from './raw-cue.ts';
import { hasText } from './raw-cue.ts';

const eventSchema = z.object({
  tStartMs: z.number().optional(),
  dDurationMs: z.number().optional(),
  /** Set on events that only end a line of a rolling window. */
  aAppend: z.number().optional(),
  segs: z.array(z.object({ utf8: z.string().optional(), tOffsetMs: z.number().optional() })).optional(),
});
const json3Schema = z.object({ events: z.array(z.unknown()) });

/** Parses json3. Throws `input_malformed` when it is not JSON with events; an event of another shape is skipped and counted. */
export function parseJson3(text: string, name: string): ParsedCues {
  const { events } = readDocument(text, name);
  let skipped = 0;
  const cues: Cue[] = [];
  for (const event of events) {
    const parsed = eventSchema.safeParse(event);
    if (!parsed.success) {
      skipped += 1;
      continue;
    }
    const { tStartMs, dDurationMs, segs } = parsed.data;
    // Window events have no segments; events that append a newline have no words.
    const start = tStartMs === undefined ? null : tStartMs / 1000;
    const words = (segs ?? []).flatMap((seg) => {
      const at = ((tStartMs ?? 0) + (seg.tOffsetMs ?? 0)) / 1000;
      return cleanPlainText(seg.utf8 ?? '').split(/\s+/u).filter(Boolean).map((word) => ({ start: at, text: word }));
    });
    const plain = cleanPlainText((segs ?? []).map((seg) => seg.utf8 ?? '').join(''));
    const end = start === null || dDurationMs === undefined ? null : start + dDurationMs / 1000;
    const hasOffsets = segs?.some((seg) => seg.tOffsetMs !== undefined) === true && words.length === plain.split(/\s+/u).length;
    cues.push(hasOffsets ? { start, end, text: plain, words } : { start, end, text: plain });
  }
  return { cues: cues.filter(hasText), skipped };
}

function readDocument(text: string, name: string): z.infer<typeof json3Schema> {
  try {
    return json3Schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new AppError('input_malformed', `${name} is not whole json3: it is cut off or has no list of events. Download the captions again.`, { cause });
  }
}
