/** A failure: what happened and what to do, the code to copy, details that fold out, and a way on. */

import type { ReactNode } from 'react';
import type { Failure } from '../../shared/failure.ts';
import { CopyButton } from './CopyButton.tsx';
import { TEXT } from '../text.ts';

export function FailureView({
  failure,
  title,
  children,
}: {
  readonly failure: Failure;
  readonly title?: string;
  readonly children?: ReactNode;
}): ReactNode {
  const report = `error[${failure.code}]: ${failure.message}${failure.details ? `\n${failure.details}` : ''}`;
  return (
    <div className="failure" role="alert">
      {title ? <h2>{title}</h2> : null}
      <p>{failure.message}</p>
      {failure.details ? (
        <details>
          <summary>{TEXT.common.details}</summary>
          <pre>{failure.details}</pre>
        </details>
      ) : null}
      <div className="row">
        {children}
        <code>{failure.code}</code>
        <CopyButton text={report} label={TEXT.common.copyCode} />
      </div>
    </div>
  );
}
