/** Where somebody is in a transcript; who reads along while it is analyzed goes on at the same place when it is done. */

import type { TranscriptFilter } from '../parts/Transcript.tsx';

export interface ReadingPlace {
  readonly query: string;
  readonly filter: TranscriptFilter;
  /** The current sentence's index. */
  readonly current: number | undefined;
  readonly scrolledPx: number;
}

let left: ReadingPlace | undefined;

export function leavePlace(place: ReadingPlace): void {
  left = place;
}

/** The place that was left last; only for whoever follows at once. */
export function takePlace(): ReadingPlace | undefined {
  const place = left;
  left = undefined;
  return place;
}
