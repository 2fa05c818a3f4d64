/** Writes captions in YouTube's own format. */

import type { Cue } from '../../../shared/transcript.ts';

/** The lines of a transcript panel as json3, so that what is kept is always read in one way. Times that are missing count as 0. */
export function toJson3(cues: readonly Cue[]): Uint8Array<ArrayBuffer> {
  const events = cues.map(({ start, end, text }) => ({
    tStartMs: Math.round((start ?? 0) * 1000),
    dDurationMs: Math.round(((end ?? 0) - (start ?? 0)) * 1000),
    segs: [{ utf8: text }],
  }));
  return new TextEncoder().encode(JSON.stringify({ wireMagic: 'pb3', events }));
}
