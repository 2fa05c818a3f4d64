/** Numbers, sizes, dates and durations as a person reads them. */

export const plural = (count: number, one: string, many: string): string => `${formatCount(count)} ${count === 1 ? one : many}`;

export function formatCount(value: number): string {
  return value.toLocaleString();
}

export function formatPercent(share: number): string {
  const percent = share * 100;
  return percent > 0 && percent < 1 ? '< 1 %' : `${Math.round(percent)} %`;
}

export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const [value, unit] = bytes < 1e6 ? [bytes / 1e3, 'kB'] : bytes < 1e9 ? [bytes / 1e6, 'MB'] : [bytes / 1e9, 'GB'];
  return `${value.toLocaleString(undefined, { maximumFractionDigits: value < 10 ? 1 : 0 })} ${unit}`;
}

export function formatDate(iso: string): string {
  const date = new Date(iso);
  const isThisYear = date.getFullYear() === new Date().getFullYear();
  return date.toLocaleDateString(undefined, { day: 'numeric', month: 'short', ...(isThisYear ? {} : { year: 'numeric' }) });
}

export function formatDateTime(iso: string): string {
  return new Date(iso).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}

/** The time of day alone. */
export function formatTime(iso: string): string {
  return new Date(iso).toLocaleTimeString(undefined, { timeStyle: 'short' });
}

export function formatTimeLeft(seconds: number): string {
  if (seconds < 60) return `${Math.max(1, Math.round(seconds))} s left`;
  return `${Math.round(seconds / 60)} min left`;
}

/** A version as it is shown: `v21`; one trained here, `local-1a2b3c4d`, says so by itself. */
export function formatVersion(version: string): string {
  return /^\d/u.test(version) ? `v${version}` : version;
}

/** A score or a share as numbers are compared: three digits. */
export const formatThree = (value: number): string => value.toFixed(3);

/** The same with its sign; what rounds to nothing has none. */
export function formatSigned(value: number): string {
  const size = formatThree(Math.abs(value));
  return Number(size) === 0 ? size : `${value < 0 ? '−' : '+'}${size}`;
}
