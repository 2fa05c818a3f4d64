/** Reads what can be read of many analyses, so that a damaged one costs itself and not the others. */

import { AppError } from '../../../shared/app-error.ts';
import type { StoredAnalysis } from '../../../shared/library.ts';
import type { Library } from './library.ts';

/** Null for a damaged analysis, undefined for one that was deleted meanwhile. Throws what the library throws for the whole of it. */
export function readWhole(library: Pick<Library, 'get'>, id: number): StoredAnalysis | null | undefined {
  try {
    return library.get(id);
  } catch (error) {
    if (error instanceof AppError && error.code === 'analysis_damaged') return null;
    if (error instanceof AppError && error.code === 'library_not_found') return undefined;
    throw error;
  }
}
