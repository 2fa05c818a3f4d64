/** One run of the history: what it did in a line, and everything about it when it is folded out. */

import type { ReactNode } from 'react';
import type { SyncOutcome, SyncRun } from '../../shared/sync.ts';
import { formatBytes, formatDateTime, formatVersion, TEXT } from '../text.ts';
import { CopyButton } from './CopyButton.tsx';
import { FactsList } from './FactsList.tsx';

/** Each kind of outcome has its own sign, so that colour is never the only one. */
const SIGNS: Readonly<Record<SyncOutcome, readonly [look: 'well' | 'news' | 'calm' | 'ill', sign: string]>> = {
  updated: ['well', '✓'],
  repaired: ['well', '✓'],
  uploaded: ['well', '↑'],
  promoted: ['well', '★'],
  rolled_back: ['news', '↩'],
  available: ['news', '●'],
  up_to_date: ['calm', '='],
  offline: ['calm', '○'],
  cancelled: ['calm', '–'],
  failed: ['ill', '✕'],
};

interface RunEntryProps {
  readonly run: SyncRun;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}

export function RunEntry({ run, isOpen, onToggle }: RunEntryProps): ReactNode {
  const [look, sign] = SIGNS[run.outcome];
  const detailsId = `run-${run.id}`;
  const facts = [
    TEXT.channels[run.channel],
    TEXT.history.triggers[run.trigger],
    ...(run.bytes_transferred > 0 ? [formatBytes(run.bytes_transferred)] : []),
  ].join(' · ');
  return (
    <div className="run">
      <button type="button" className="run-main" aria-expanded={isOpen} aria-controls={isOpen ? detailsId : undefined} onClick={onToggle}>
        <span className={`outcome ${look}`} aria-hidden="true">
          {sign}
        </span>
        <span className="run-words">
          <strong className="title">
            {TEXT.history.outcomes[run.outcome]} <span className="run-change">{TEXT.history.change(run.from_version, run.to_version)}</span>
          </strong>
          <span className="quiet-text">{facts}</span>
        </span>
        <span className="quiet-text push">{formatDateTime(run.started_at)}</span>
        <span className="fold" aria-hidden="true">
          {isOpen ? '▾' : '▸'}
        </span>
      </button>
      {isOpen ? <RunDetails run={run} id={detailsId} /> : null}
    </div>
  );
}

function RunDetails({ run, id }: { readonly run: SyncRun; readonly id: string }): ReactNode {
  const text = TEXT.history;
  const took = run.finished_at === null ? null : (Date.parse(run.finished_at) - Date.parse(run.started_at)) / 1000;
  const facts: readonly (readonly [name: string, value: string])[] = [
    [text.operation, text.operations[run.operation]],
    ...(run.from_version === null ? [] : [[text.from, formatVersion(run.from_version)] as const]),
    ...(run.to_version === null ? [] : [[text.to, formatVersion(run.to_version)] as const]),
    [text.duration, took === null ? text.unfinished : text.seconds(took)],
    [text.transferred, text.bytes(run.bytes_transferred, run.bytes_total)],
    [text.requests, String(run.requests)],
    ...(run.note === '' ? [] : [[text.note, run.note] as const]),
  ];
  return (
    <div id={id} className="run-details">
      {run.error ? (
        <p className="run-error">
          {run.error.message} <code>{run.error.code}</code>
        </p>
      ) : null}
      <FactsList facts={facts} />
      <div>
        <CopyButton text={JSON.stringify(run, undefined, 2)} label={text.copy} />
      </div>
    </div>
  );
}
