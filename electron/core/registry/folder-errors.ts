/** Turns the errors of a registry's folder into errors a person can act on. */

import { stat } from 'node:fs/promises';
import { AppError } from '../../../shared/app-error.ts';
import { fileErrorCode } from '../file-errors.ts';

const UNREACHABLE = new Set([
  'EIO',
  'ESTALE',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTCONN',
  'ETIMEDOUT',
  'ENODEV',
  'ENXIO',
  'UNKNOWN',
]);
const REFUSED = new Set(['EACCES', 'EPERM', 'EROFS']);

/** An AppError for a Node file error; anything else stays as it is. */
export async function toFolderError(error: unknown, folder: string): Promise<unknown> {
  const reason = fileErrorCode(error);
  if (error instanceof AppError || reason === undefined) return error;
  const fail = (code: ConstructorParameters<typeof AppError>[0], message: string): AppError =>
    new AppError(code, message, { cause: error });
  if (reason === 'ENOSPC' || reason === 'EDQUOT') {
    return fail('disk_full', `There is no space left in ${folder}. Free some and try again; nothing was offered to anybody.`);
  }
  if (REFUSED.has(reason)) {
    return fail(
      'registry_refused',
      `You may not read or write ${folder} (${reason}). Ask its owner for the right, or check that it is not write-protected.`,
    );
  }
  if (UNREACHABLE.has(reason)) {
    return fail(
      'registry_unreachable',
      `${folder} does not answer (${reason}). Check the share or the stick; everything on this machine works without it.`,
    );
  }
  if (!(await isFolder(folder))) {
    return fail(
      'registry_missing',
      `The folder ${folder} is not there. Connect the share or plug in the stick, or correct the registry's address.`,
    );
  }
  if (reason === 'ENOENT') {
    return fail('registry_invalid', `Something that belongs to this version is missing in ${folder}. Tell the registry's owner.`);
  }
  return fail('registry_invalid', `${folder} can't be used as a registry (${reason}). Check the registry's address.`);
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}
