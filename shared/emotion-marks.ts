/** The mark of each emotion, so colour is never the only sign; hollow ones stand for uncertain predictions only. */

import type { Emotion } from './labels.ts';

/** A score under this is uncertain, and is shown so. */
export const UNCERTAIN_BELOW = 0.5;

export const EMOTION_MARKS: Readonly<Record<Emotion, { readonly certain: string; readonly uncertain: string }>> = {
  happiness: { certain: '●', uncertain: '○' },
  surprise: { certain: '▲', uncertain: '△' },
  neutral: { certain: '◉', uncertain: '◌' },
  sadness: { certain: '◆', uncertain: '◇' },
  fear: { certain: '▼', uncertain: '▽' },
  anger: { certain: '■', uncertain: '□' },
  disgust: { certain: '✚', uncertain: '✛' },
};
