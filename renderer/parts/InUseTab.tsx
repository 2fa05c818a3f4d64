/** What model is installed, where, and whether it is whole. */

import type { ReactNode } from 'react';
import { useState } from 'react';
import type { InstalledModel } from '../../shared/ipc.ts';
import { TASKS } from '../../shared/labels.ts';
import { CopyButton } from './CopyButton.tsx';
import { FailureView } from './FailureView.tsx';
import { attempt, useApp } from '../state/app-store.ts';
import { request } from '../state/request.ts';
import { formatBytes, formatDateTime, TEXT } from '../text.ts';
import { FactsList } from './FactsList.tsx';

export function InUseTab(): ReactNode {
  const info = useApp((state) => state.model);
  const [working, setWorking] = useState(false);
  const [said, setSaid] = useState('');

  async function run(name: 'model:verify' | 'model:repair', words: string): Promise<void> {
    setWorking(true);
    setSaid(TEXT.model.working);
    const result = await attempt(() => request(name));
    setWorking(false);
    setSaid(result && !result.failure ? words : '');
    if (result) useApp.setState({ model: result });
  }

  return (
    <>
      <p className="lead">{TEXT.model.english}</p>
      {info?.failure ? <FailureView failure={info.failure} /> : null}
      {info && info.models.length > 0 ? <h2>{TEXT.model.installed}</h2> : null}
      {info?.models.map((model) => (
        <Installed key={model.channel} model={model} />
      ))}
      {info ? (
        <p className="quiet-text path">
          {TEXT.model.folder}: {info.folder}
        </p>
      ) : null}
      <div className="row">
        <button
          type="button"
          className={info?.failure ? '' : 'primary'}
          disabled={working}
          onClick={() => void run('model:verify', TEXT.model.verified)}
        >
          {TEXT.model.verify}
        </button>
        <button
          type="button"
          className={info?.failure ? 'primary' : ''}
          disabled={working}
          onClick={() => void run('model:repair', TEXT.model.repaired)}
        >
          {TEXT.model.repair}
        </button>
        <span role="status" className="quiet-text">
          {said}
        </span>
      </div>
    </>
  );
}

function Installed({ model }: { readonly model: InstalledModel }): ReactNode {
  const facts: readonly (readonly [name: string, value: ReactNode])[] = [
    [TEXT.model.version, model.version],
    [TEXT.model.created, formatDateTime(model.createdTime)],
    [TEXT.model.size, formatBytes(model.sizeBytes)],
    [
      TEXT.model.hash,
      <span key="hash" className="row">
        <code className="hash">{model.sha256}</code>
        <CopyButton text={model.sha256} label={TEXT.common.copy} />
      </span>,
    ],
    [TEXT.model.file, <code key="file">{model.file}</code>],
    [
      TEXT.model.f1,
      TASKS.flatMap((task) => {
        const f1 = model.metrics[task]?.['f1_weighted'];
        return f1 === undefined ? [] : [`${TEXT.model.tasks[task] ?? task} ${f1.toFixed(2)}`];
      }).join(' · ') || '–',
    ],
    [TEXT.model.length, TEXT.model.tokens(model.maxLength)],
    ...TASKS.map((task) => [`${TEXT.model.labels}: ${TEXT.model.tasks[task]?.toLowerCase()}`, model.labels[task].join(', ')] as const),
  ];
  return (
    <section className="panel">
      <h3>{model.channel}</h3>
      <FactsList facts={facts} />
    </section>
  );
}
