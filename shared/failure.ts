/** A failure as it crosses a process border or is kept: the code, the sentence for the person, and details that fold out. */

import type { ErrorCode } from './app-error.ts';
import { AppError } from './app-error.ts';
import { redactSecrets } from './redact-secrets.ts';

export interface Failure {
  readonly code: ErrorCode;
  readonly message: string;
  /** For a report: the technical reason; empty where there is none. */
  readonly details: string;
}

/** The failure that any thrown value stands for, without secrets; what is no AppError is a bug and gets the code `internal`. */
export function toFailure(error: unknown): Failure {
  if (error instanceof AppError) return { code: error.code, message: redactSecrets(error.message), details: describe(error.cause) };
  return {
    code: 'internal',
    message: 'Moodline hit a bug. Nothing saved was lost. Try again; if it happens again, please report it with the details.',
    details: describe(error),
  };
}

function describe(cause: unknown): string {
  if (cause instanceof SyntaxError) return `${cause.name}: ${withoutExcerpt(cause.message)}`;
  if (cause instanceof Error) return redactSecrets(`${cause.name}: ${cause.message}`);
  return typeof cause === 'string' ? redactSecrets(cause) : '';
}

/** `JSON.parse` quotes what it could not read: words of a transcript, which belong in no log and no report. */
function withoutExcerpt(message: string): string {
  return message.replace(/^[\s\S]*"[\s\S]*(?= is not valid JSON$)/u, 'The text');
}
