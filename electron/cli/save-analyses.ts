/** Keeps what `predict --save` analyzes in the library, as the app does. */

import type { AnalysisWithRemarks } from '../core/analyze.ts';
import type { Library } from '../core/library/library.ts';
import { toNewAnalysis } from '../core/library/to-new-analysis.ts';

export interface AnalysisSaver {
  /** Saves one analysis; its number in the library. Throws what the library throws. */
  readonly save: (analysis: AnalysisWithRemarks) => Promise<number>;
  readonly close: () => void;
}

/** Nothing is opened before the first analysis is there. */
export function createAnalysisSaver(home: string): AnalysisSaver {
  let library: Library | undefined;
  return {
    async save(analysis) {
      library ??= (await import('../core/library/library.ts')).openLibrary(home);
      return library.add(toNewAnalysis(analysis));
    },
    close: () => library?.close(),
  };
}
