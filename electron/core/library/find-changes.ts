/** What another run changed. */

import type { ChangedSegment, Labels } from '../../../shared/library.ts';
import type { StoredLabels } from './stored-segments.ts';

/** The segments whose labels differ between two runs over the same transcript; scores alone make no difference. */
export function findChanges(before: StoredLabels, now: StoredLabels): ChangedSegment[] {
  return now.flatMap((labels, index) => {
    const [old, current] = [toLabels(before[index]), toLabels(labels)];
    const isSame = old.emotion === current.emotion && old.sub_emotion === current.sub_emotion && old.intensity === current.intensity;
    return isSame ? [] : [{ index, before: old, now: current }];
  });
}

function toLabels(labels: StoredLabels[number] | undefined): Labels {
  return { emotion: labels?.[0] ?? null, sub_emotion: labels?.[2] ?? null, intensity: labels?.[4] ?? null };
}
