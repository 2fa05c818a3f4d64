/** Makes scores probabilities again after a fitting: one factor on a task's logits (Guo et al. 2017, arXiv 1706.04599). */

/** Keeps the factor near 1 where few rows speak: as much as this many rows. */
const PULL_ROWS = 30;
const WIDEST = Math.log(4);
const ROUNDS = 40;
/** Golden section. */
const SHARE = (Math.sqrt(5) - 1) / 2;

/** The factor that makes the given labels likeliest; `logits` is rows × labels. */
export function findSlope(logits: Float32Array, given: readonly number[], labels: number): number {
  const loss = (logSlope: number): number => {
    const slope = Math.exp(logSlope);
    let total = PULL_ROWS * logSlope ** 2;
    given.forEach((label, row) => {
      const at = row * labels;
      let largest = -Infinity;
      for (let index = 0; index < labels; index += 1) largest = Math.max(largest, slope * (logits[at + index] as number));
      let sum = 0;
      for (let index = 0; index < labels; index += 1) sum += Math.exp(slope * (logits[at + index] as number) - largest);
      total += largest + Math.log(sum) - slope * (logits[at + label] as number);
    });
    return total;
  };
  // The loss has one valley in the logarithm's neighbourhood of 0.
  let [low, high] = [-WIDEST, WIDEST];
  for (let round = 0; round < ROUNDS; round += 1) {
    const [a, b] = [high - SHARE * (high - low), low + SHARE * (high - low)];
    if (loss(a) < loss(b)) high = b;
    else low = a;
  }
  return Math.exp((low + high) / 2);
}
