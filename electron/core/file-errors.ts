/** Turns the operating system's file errors into errors a person can act on. */

import { AppError } from '../../shared/app-error.ts';

/** The code of a Node file error, for example `ENOENT`; undefined for anything else. */
export function fileErrorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** An AppError for a failed write to `path`: a full disk is told apart from a folder that can't be written. */
export function toWriteError(error: unknown, path: string, code: 'home_unusable' | 'output_unwritable'): AppError {
  if (error instanceof AppError) return error;
  const reason = fileErrorCode(error);
  if (reason === 'ENOSPC' || reason === 'EDQUOT') {
    return new AppError(
      'disk_full',
      `The disk is full, so ${path} could not be written. Free some space and try again; nothing was changed.`,
      {
        cause: error,
      },
    );
  }
  const advice =
    code === 'home_unusable'
      ? 'Check that the folder exists and you may write to it, or choose another data folder with --home.'
      : 'Check that the folder exists and you may write to it, or choose another file with --out.';
  return new AppError(code, `${path} could not be written (${reason ?? 'unknown reason'}). ${advice}`, { cause: error });
}
