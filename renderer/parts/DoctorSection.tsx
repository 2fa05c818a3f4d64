/** The check of the whole installation, with a report to copy. */

import type { ReactNode } from 'react';
import { useState } from 'react';
import type { DoctorCheck } from '../../shared/ipc.ts';
import { attempt, useApp } from '../state/app-store.ts';
import { request } from '../state/request.ts';
import { TEXT } from '../text.ts';
import { CopyButton } from './CopyButton.tsx';

export function DoctorSection(): ReactNode {
  const info = useApp((state) => state.info);
  const [checks, setChecks] = useState<readonly DoctorCheck[]>();
  const [isRunning, setRunning] = useState(false);

  async function run(): Promise<void> {
    setRunning(true);
    setChecks(await attempt(() => request('doctor:run')));
    setRunning(false);
  }

  const isWell = checks?.every((check) => check.ok);
  const report = [
    `Moodline ${info?.version ?? ''} on ${info?.host ?? ''} ${info?.electronVersion ?? ''}`,
    ...(checks ?? []).map(({ check, ok, message }) => `${ok ? TEXT.settings.ok : TEXT.settings.broken}  ${check}: ${message}`),
  ].join('\n');
  return (
    <section className="panel">
      <h2>{TEXT.settings.doctor}</h2>
      <div className="row">
        <button type="button" disabled={isRunning} onClick={() => void run()}>
          {TEXT.settings.doctorRun}
        </button>
        {checks ? <CopyButton text={report} label={TEXT.settings.doctorCopy} /> : null}
        <span role="status" className="quiet-text">
          {isRunning ? TEXT.model.working : checks ? (isWell ? TEXT.settings.doctorWell : TEXT.settings.doctorIll) : ''}
        </span>
      </div>
      {checks ? (
        <dl className="checks">
          {checks.map(({ check, ok, message }) => (
            <div key={check} className={ok ? 'well' : 'ill'}>
              <dt>
                <span className="verdict" aria-hidden="true">
                  {ok ? '✓' : '✕'}
                </span>{' '}
                {check}
                <span className="visually-hidden">: {ok ? TEXT.settings.ok : TEXT.settings.broken}</span>
              </dt>
              <dd>{message}</dd>
            </div>
          ))}
        </dl>
      ) : null}
    </section>
  );
}
