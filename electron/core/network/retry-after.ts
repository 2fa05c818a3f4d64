/** Reads the header by which a server asks for patience. */

/** Milliseconds from now, from a number of seconds or a date (RFC 9110, 10.2.3); null when there is none or it makes no sense. */
export function readRetryAfter(value: string | null, now: number = Date.now()): number | null {
  const text = value?.trim() ?? '';
  if (/^\d+$/u.test(text)) return Number(text) * 1000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}
