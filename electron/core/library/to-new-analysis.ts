/** Turns what was just analyzed into what the library keeps of it. */

import type { AnalysisWithRemarks } from '../analyze.ts';
import type { NewAnalysis } from './library.ts';

/** What `Library.add` takes: whatever has labels is somebody's words. */
export function toNewAnalysis({ source, model, segments, remarks }: AnalysisWithRemarks): NewAnalysis {
  return { source, model, segments, speech: segments.map((segment) => segment.emotion !== null), ...remarks };
}
