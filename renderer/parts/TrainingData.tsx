/** What a training shall learn from and be measured with, what is in that, and the button that starts it. */

import { Switch } from '@base-ui/react/switch';
import type { ReactNode } from 'react';
import { useId } from 'react';
import type { TrainingOptions, TrainingSnapshot } from '../../shared/ipc-training.ts';
import { MAX_EPOCHS, MAX_SEED } from '../../shared/training.ts';
import { useApp } from '../state/app-store.ts';
import { request } from '../state/request.ts';
import { askTraining } from '../state/training-actions.ts';
import { TEXT } from '../text.ts';
import { FailureView } from './FailureView.tsx';
import { Icon } from './Icon.tsx';
import { NumberField } from './NumberField.tsx';
import { TrainingReport } from './TrainingReport.tsx';

export function TrainingData({ training }: { readonly training: TrainingSnapshot }): ReactNode {
  const { data, last } = training;
  const reasonId = useId();
  const reason = data.kind === 'ready' ? null : TEXT.train.startReasons[data.kind === 'reading' ? 'reading' : 'failed'];
  return (
    <section className="panel" aria-labelledby="training-data">
      <h2 id="training-data">{last ? TEXT.train.dataAgain : TEXT.train.data}</h2>
      <Files training={training} />
      <Flag
        name={TEXT.train.corrections}
        hint={TEXT.train.correctionsHint(training.corrections)}
        isOn={training.options.hasCorrections && training.corrections > 0}
        isDisabled={training.corrections === 0}
        onChange={(hasCorrections) => set({ ...training.options, hasCorrections })}
      />
      <Measure training={training} />
      <KeepHere options={training.options} />
      <More options={training.options} />
      <div role="status" className="training-report">
        {data.kind === 'reading' ? <p className="quiet-text">{TEXT.train.reading}</p> : null}
      </div>
      {data.kind === 'failed' ? (
        <FailureView failure={data.failure} title={TEXT.train.dataFailed}>
          <button type="button" onClick={() => void askTraining(() => request('training:get'))}>
            {TEXT.train.readAgain}
          </button>
        </FailureView>
      ) : null}
      {data.kind === 'ready' ? <TrainingReport report={data.report} /> : null}
      <div className="row">
        <button
          type="button"
          className="primary"
          disabled={reason !== null}
          aria-describedby={reason === null ? undefined : reasonId}
          onClick={() => void askTraining(() => request('training:start'))}
        >
          {TEXT.train.start}
        </button>
        {reason === null ? null : (
          <span id={reasonId} className="quiet-text">
            {reason}
          </span>
        )}
      </div>
    </section>
  );
}

function set(options: TrainingOptions): Promise<void> {
  return askTraining(() => request('training:set', { options }));
}

function Files({ training: { files } }: { readonly training: TrainingSnapshot }): ReactNode {
  return (
    <div className="setting">
      <span>{TEXT.train.files}</span>
      <button type="button" onClick={() => void askTraining(() => request('training:add'))}>
        {TEXT.train.add}
      </button>
      {files.length === 0 ? (
        <p className="quiet-text full">{TEXT.train.noFiles}</p>
      ) : (
        <ul className="training-files full">
          {files.map(({ id, name }) => (
            <li key={id}>
              <span className="title" title={name}>
                {name}
              </span>
              <button
                type="button"
                className="quiet sign"
                aria-label={TEXT.train.remove(name)}
                title={TEXT.train.remove(name)}
                onClick={() => void askTraining(() => request('training:remove', { id }))}
              >
                <Icon name="close" />
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Measure({ training: { evaluation, data } }: { readonly training: TrainingSnapshot }): ReactNode {
  const count = data.kind === 'ready' && data.measured ? data.measured.usable : null;
  return (
    <div className="setting explained">
      <span>
        <span>{TEXT.train.measure}</span>
        <span className="quiet-text">{evaluation ? TEXT.train.measureFile(evaluation.name, count) : TEXT.train.split}</span>
      </span>
      <button
        type="button"
        onClick={() => void askTraining(() => request(evaluation ? 'training:measure-by-split' : 'training:measure-with'))}
      >
        {evaluation ? TEXT.train.bySplit : TEXT.train.chooseMeasure}
      </button>
    </div>
  );
}

function KeepHere({ options }: { readonly options: TrainingOptions }): ReactNode {
  const hasRegistry = useApp(({ sync }) => sync !== undefined && sync.registry.kind !== 'none');
  const isAutomatic = useApp(({ settings }) => settings?.auto_sync.auto_upload_after_training ?? true);
  const { none, off, on } = TEXT.train.keepHint;
  return (
    <Flag
      name={TEXT.train.keep}
      hint={hasRegistry ? (isAutomatic ? on : off) : none}
      isOn={!options.mayUpload}
      onChange={(isKept) => set({ ...options, mayUpload: !isKept })}
    />
  );
}

function More({ options }: { readonly options: TrainingOptions }): ReactNode {
  /** The field itself says what is wrong. */
  async function save(patch: Partial<TrainingOptions>): Promise<void> {
    useApp.setState({ training: await request('training:set', { options: { ...options, ...patch } }) });
  }
  return (
    <details>
      <summary>{TEXT.train.more}</summary>
      <div className="inset">
        <NumberField
          name={TEXT.train.seed}
          hint={TEXT.train.seedHint}
          invalid={TEXT.train.seedInvalid}
          value={options.seed}
          min={0}
          max={MAX_SEED}
          isWhole
          onSave={(seed) => save({ seed })}
        />
        <NumberField
          name={TEXT.train.epochs}
          hint={TEXT.train.epochsHint}
          invalid={TEXT.train.epochsInvalid}
          value={options.epochs}
          min={1}
          max={MAX_EPOCHS}
          isWhole
          onSave={(epochs) => save({ epochs })}
        />
      </div>
    </details>
  );
}

interface FlagProps {
  readonly name: string;
  readonly hint: string;
  readonly isOn: boolean;
  readonly isDisabled?: boolean;
  readonly onChange: (isOn: boolean) => Promise<void>;
}

function Flag({ name, hint, isOn, isDisabled = false, onChange }: FlagProps): ReactNode {
  const id = useId();
  return (
    <div className="setting explained">
      <span>
        <span id={`${id}-name`}>{name}</span>
        <span id={`${id}-hint`} className="quiet-text">
          {hint}
        </span>
      </span>
      <Switch.Root
        className="switch"
        aria-labelledby={`${id}-name`}
        aria-describedby={`${id}-hint`}
        checked={isOn}
        disabled={isDisabled}
        onCheckedChange={(isChecked) => void onChange(isChecked)}
      >
        <Switch.Thumb className="switch-thumb" />
      </Switch.Root>
    </div>
  );
}
