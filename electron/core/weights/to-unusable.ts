/** Words the refusal of a version that must not be installed. */

import { AppError } from '../../../shared/app-error.ts';

/** The error for a version that must not be installed. `reason` is a sentence. */
export function toUnusable(version: string, reason: string, cause?: unknown): AppError {
  const message = `Version ${version} can't be used, so the model on this machine stays as it is. Tell whoever published it. ${reason}`;
  return new AppError('version_unusable', message, { cause });
}
