/** Reads standard input to its end. */

import { AppError } from '../../shared/app-error.ts';
import { MAX_INPUT_BYTES } from '../core/transcript/limits.ts';

/** All bytes of standard input. Throws `input_too_large` as soon as there are more than a file may have, `cancelled` on Ctrl+C. */
export async function readStdin(signal: AbortSignal): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const onAbort = (): void => void process.stdin.destroy();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    for await (const chunk of process.stdin as AsyncIterable<Uint8Array>) {
      size += chunk.byteLength;
      if (size > MAX_INPUT_BYTES) {
        throw new AppError('input_too_large', `Standard input has more than ${MAX_INPUT_BYTES / 1e6} MB. Cut it into parts.`);
      }
      chunks.push(chunk);
    }
  } catch (error) {
    if (signal.aborted) throw new AppError('cancelled', 'Cancelled.', { cause: error });
    throw error;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
  if (signal.aborted) throw new AppError('cancelled', 'Cancelled.');
  return Buffer.concat(chunks, size);
}
