/** An emotion's mark in its colour; hollow when the model is unsure. Hidden from screen readers, which read the label beside it. */

import type { ReactNode } from 'react';
import { EMOTION_MARKS } from '../../shared/emotion-marks.ts';
import type { Emotion } from '../../shared/labels.ts';

export function EmotionMark({ emotion, isUncertain = false }: { readonly emotion: Emotion; readonly isUncertain?: boolean }): ReactNode {
  return (
    <span className={`mark ${emotion}`} aria-hidden="true">
      {EMOTION_MARKS[emotion][isUncertain ? 'uncertain' : 'certain']}
    </span>
  );
}
