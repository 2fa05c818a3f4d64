/** The share of each emotion over time, smoothed. */

import type { Emotion } from '../../shared/labels.ts';
import { EMOTIONS } from '../../shared/labels.ts';
import type { Lines } from './lines.ts';

/** Steps along the axis: more would show single sentences, which the lanes do. */
const STEPS = 160;
/** A sentence fades out over this share of the axis. */
const REACH = 0.03;

export interface RiverPoint {
  readonly place: number;
  /** Shares in 0…1 that add up to 1; all 0 where nobody speaks near by. */
  readonly shares: Readonly<Record<Emotion, number>>;
}

/** Each emotion's share at evenly spaced places: sentences count by their length, less the farther away (triangular kernel). */
export function toRiver({ lines, end }: Lines): readonly RiverPoint[] {
  const reach = Math.max(end * REACH, Number.EPSILON);
  const sums = Array.from(
    { length: STEPS + 1 },
    () => Object.fromEntries(EMOTIONS.map((emotion) => [emotion, 0])) as Record<Emotion, number>,
  );
  const step = end / STEPS;
  for (const { from, to, emotion } of lines) {
    if (emotion === null) continue;
    const first = Math.max(0, Math.ceil((from - reach) / step));
    const last = Math.min(STEPS, Math.floor((to + reach) / step));
    for (let index = first; index <= last; index += 1) {
      const place = index * step;
      const distance = place < from ? from - place : Math.max(0, place - to);
      (sums[index] as Record<Emotion, number>)[emotion] += (1 - distance / reach) * Math.min(to - from, reach);
    }
  }
  return sums.map((sum, index) => {
    const total = EMOTIONS.reduce((all, emotion) => all + sum[emotion], 0);
    const shares = Object.fromEntries(EMOTIONS.map((emotion) => [emotion, total > 0 ? sum[emotion] / total : 0])) as Record<
      Emotion,
      number
    >;
    return { place: index * step, shares };
  });
}
