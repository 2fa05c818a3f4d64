/** An analysis as the library gives it back, without a library. */

import type { StoredAnalysis } from '../../shared/library.ts';
import { makeAnalysis } from './analysis.ts';

/** The analysis of `makeAnalysis`, with id 1 and without corrections. */
export function makeStored(change: Partial<StoredAnalysis> = {}): StoredAnalysis {
  const { source, model, segments, warnings } = makeAnalysis();
  return {
    id: 1,
    source,
    createdAt: '2026-11-24T10:00:00.000Z',
    analyzedAt: '2026-11-24T10:00:00.000Z',
    model,
    segments,
    corrections: {},
    warnings,
    video: null,
    previous: null,
    ...change,
  };
}
