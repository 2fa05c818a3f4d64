/** Times as subtitle files write them. */

const CLOCK = /^(?:(\d{1,4}):)?(\d{1,4}):(\d{1,2})(?:[.,:](\d{1,9}))?$/u;
const PLAIN = /^\d+(?:[.,]\d+)?s?$/u;

/** Seconds of `H:MM:SS.mmm`, `MM:SS,mmm`, `SS.mmm` or `12.5s`; null for anything else. */
export function parseClock(text: string): number | null {
  const trimmed = text.trim();
  if (PLAIN.test(trimmed)) return Number(trimmed.replace(',', '.').replace(/s$/u, ''));
  const match = CLOCK.exec(trimmed);
  if (!match) return null;
  const [, hours = '0', minutes = '0', seconds = '0', fraction = '0'] = match;
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds) + Number(`0.${fraction}`);
}
