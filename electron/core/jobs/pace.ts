/** How long work takes that is done piece by piece. */

/** Before this the pace says nothing. */
const MEASURED_AFTER_MS = 700;

/** Seconds left when `done` of `total` are done, at the pace since the first call; null while that is not known. */
export function createPace(now: () => number = () => performance.now()): (done: number, total: number) => number | null {
  let first: { readonly at: number; readonly done: number } | undefined;
  return (done, total) => {
    first ??= { at: now(), done };
    const elapsedMs = now() - first.at;
    const pieces = done - first.done;
    if (elapsedMs < MEASURED_AFTER_MS || pieces <= 0) return null;
    return Math.round(((total - done) * elapsedMs) / pieces / 1000);
  };
}
