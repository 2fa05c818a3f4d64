/** Where the data lies and how much it is; move it, back it up, erase it. */

import type { ReactNode } from 'react';
import { useState } from 'react';
import { attempt, useApp } from '../state/app-store.ts';
import { request } from '../state/request.ts';
import { useLoaded } from '../state/use-loaded.ts';
import { formatBytes, TEXT } from '../text.ts';
import { Modal } from './Modal.tsx';

export function DataSection(): ReactNode {
  const [changes, setChanges] = useState(0);
  const [said, setSaid] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [isErasing, setErasing] = useState(false);
  const revision = useApp((state) => state.libraryRevision);
  const { value: data } = useLoaded(() => request('data:info'), `${changes} ${revision}`);

  async function run<Result>(work: () => Promise<Result>, words: (result: NonNullable<Result>) => string): Promise<void> {
    setBusy(true);
    setSaid(TEXT.model.working);
    const result = await attempt(async () => ({ value: await work() }));
    setBusy(false);
    setSaid(result && result.value !== null && result.value !== undefined ? words(result.value) : '');
    setChanges((count) => count + 1);
  }

  async function erase(): Promise<void> {
    setErasing(false);
    await run(
      async () => {
        await request('data:erase', { confirm: 'erase' });
        return true;
      },
      () => TEXT.settings.erased,
    );
  }

  if (!data) return null;
  const total = data.parts.reduce((sum, part) => sum + part.sizeBytes, 0);
  return (
    <section className="panel">
      <h2>{TEXT.settings.data}</h2>
      <p className="path">
        {TEXT.settings.folder}: <code>{data.folder}</code>
      </p>
      <dl className="sizes">
        {data.parts.map((part) => (
          <div key={part.name}>
            <dt>{TEXT.settings.parts[part.name]}</dt>
            <dd>{formatBytes(part.sizeBytes)}</dd>
          </div>
        ))}
        <div>
          <dt>{TEXT.settings.total}</dt>
          <dd>{formatBytes(total)}</dd>
        </div>
      </dl>
      <div className="row">
        <button type="button" onClick={() => void attempt(() => request('data:show'))}>
          {TEXT.settings.show}
        </button>
        <button
          type="button"
          disabled={isBusy}
          onClick={() =>
            void run(
              () => request('data:backup'),
              ({ path }) => TEXT.settings.backedUp(path),
            )
          }
        >
          {TEXT.settings.backup}
        </button>
        <button
          type="button"
          disabled={isBusy || data.fixedBy !== null}
          title={data.fixedBy ?? undefined}
          onClick={() =>
            void run(
              () => request('data:move'),
              () => TEXT.settings.moved,
            )
          }
        >
          {TEXT.settings.move}
        </button>
        <button type="button" className="danger" disabled={isBusy} onClick={() => setErasing(true)}>
          {TEXT.settings.erase}
        </button>
      </div>
      {data.fixedBy ? <p className="quiet-text">{data.fixedBy}</p> : null}
      <p role="status" className="quiet-text">
        {said}
      </p>
      {isErasing ? (
        <Modal
          title={TEXT.settings.eraseTitle}
          onClose={() => setErasing(false)}
          closeLabel={TEXT.common.cancel}
          actions={
            <button type="button" className="danger" onClick={() => void erase()}>
              {TEXT.settings.eraseConfirm}
            </button>
          }
        >
          <p>{TEXT.settings.eraseText(TEXT.counts.analyses(data.analysisCount))}</p>
        </Modal>
      ) : null}
    </section>
  );
}
