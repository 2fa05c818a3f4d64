/** What makes a person's labels a correction that holds. */

import { AppError } from '../../../shared/app-error.ts';
import { EMOTION_OF } from '../../../shared/labels.ts';
import type { Correction } from '../../../shared/library.ts';

/** True when no label of the three is a person's own: that is no correction. */
export function isEmptyCorrection({ emotion, sub_emotion: subEmotion, intensity }: Correction): boolean {
  return emotion === null && subEmotion === null && intensity === null;
}

/**
 * A person's labels with the emotion that their sub-emotion belongs to: they must hold together whatever a later model says.
 * Throws `label_unknown`.
 */
export function toWholeCorrection(correction: Correction): Correction {
  const { emotion, sub_emotion: subEmotion } = correction;
  if (subEmotion === null) {
    if (emotion === null) return correction;
    throw new AppError('label_unknown', `An emotion of your own needs a sub-emotion. Choose one that belongs to ${emotion}.`);
  }
  if (emotion !== null && EMOTION_OF[subEmotion] !== emotion) {
    throw new AppError('label_unknown', `${subEmotion} does not belong to ${emotion}. Choose another sub-emotion or another emotion.`);
  }
  return { ...correction, emotion: EMOTION_OF[subEmotion] };
}
