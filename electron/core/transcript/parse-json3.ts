/** YouTube's json3 captions: events with segments, in milliseconds. */

import { z } from 'zod';
import { AppError } from '../../../shared/app-error.ts';
import type { Cue } from '../../../shared/transcript.ts';
import { cleanPlainText } from './clean-text.ts';
import type { ParsedCues } from './raw-cue.ts';
import { hasText } from './raw-cue.ts';
import { readWholeItems } from './read-whole-items.ts';

const eventSchema = z.object({
  tStartMs: z.number().optional(),
  dDurationMs: z.number().optional(),
  /** Set on events that only end a line of a rolling window. */
  aAppend: z.number().optional(),
  segs: z.array(z.object({ utf8: z.string().optional(), tOffsetMs: z.number().optional() })).optional(),
});
const json3Schema = z.object({ events: z.array(z.unknown()) });

/** Parses json3. Throws `input_malformed` when it has no list of events; an event of another shape is skipped and counted. */
export function parseJson3(text: string, name: string): ParsedCues {
  const { events, isCut } = readDocument(text, name);
  let skipped = 0;
  const cues: Cue[] = [];
  for (const event of events) {
    const parsed = eventSchema.safeParse(event);
    if (parsed.success) cues.push(toCue(parsed.data));
    else skipped += 1;
  }
  return { cues: cues.filter(hasText), skipped, isCut };
}

/** Window events have no segments, and events that append a line end have no words: their text is empty. */
function toCue({ tStartMs, dDurationMs, segs = [] }: z.infer<typeof eventSchema>): Cue {
  const start = tStartMs === undefined ? null : tStartMs / 1000;
  const end = start === null || dDurationMs === undefined ? null : start + dDurationMs / 1000;
  const text = cleanPlainText(segs.map((seg) => seg.utf8 ?? '').join(''));
  if (start === null || !segs.some((seg) => seg.tOffsetMs !== undefined)) return { start, end, text };
  const words = segs.flatMap((seg) => {
    const at = start + (seg.tOffsetMs ?? 0) / 1000;
    return cleanPlainText(seg.utf8 ?? '')
      .split(/\s+/u)
      .filter(Boolean)
      .map((word) => ({ start: at, text: word }));
  });
  return words.length === text.split(/\s+/u).length ? { start, end, text, words } : { start, end, text };
}

function readDocument(text: string, name: string): { readonly events: readonly unknown[]; readonly isCut: boolean } {
  let cause: unknown;
  try {
    const found = json3Schema.safeParse(JSON.parse(text));
    if (found.success) return { events: found.data.events, isCut: false };
    cause = found.error;
  } catch (error) {
    const events = readWholeItems(text, 'events');
    if (events.length > 0) return { events, isCut: true };
    cause = error;
  }
  throw new AppError(
    'input_malformed',
    `${name} is not whole json3: it is cut off or has no list of events. Download the captions again.`,
    { cause },
  );
}
