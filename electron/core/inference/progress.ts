/** Reports progress a few times a second, however fast the batches come. */

/** Calls are at least this far apart, but for the last one. */
const PROGRESS_INTERVAL_MS = 100;

/** Gives a function that takes how many more are done; the first and the last report always get through. */
export function throttleProgress(
  total: number,
  onProgress: ((progress: { readonly done: number; readonly total: number }) => void) | undefined,
): (more: number) => void {
  let done = 0;
  let lastReport = -Infinity;
  return (more) => {
    done += more;
    const now = performance.now();
    if (done < total && now - lastReport < PROGRESS_INTERVAL_MS) return;
    lastReport = now;
    onProgress?.({ done, total });
  };
}
