/** The registry's address, and a look at whether it can be reached and what is allowed there. */

import type { ReactNode } from 'react';
import { useEffect, useState } from 'react';
import type { RegistryStep } from '../../shared/ipc-sync.ts';
import type { Failure } from '../../shared/failure.ts';
import type { RegistryPolicy } from '../../shared/settings.ts';
import { attempt, useApp } from '../state/app-store.ts';
import { failureOf, request } from '../state/request.ts';
import { useOffline } from '../state/use-offline.ts';
import { TEXT } from '../text.ts';
import { FailureView } from './FailureView.tsx';
import { WorkspaceChooser } from './WorkspaceChooser.tsx';

const SIGNS: Readonly<Record<RegistryStep['outcome'], readonly [look: string, sign: string]>> = {
  ok: ['well', '✓'],
  limited: ['calm', '◐'],
  failed: ['ill', '✕'],
  skipped: ['calm', '–'],
};

const POLICIES = Object.keys(TEXT.registry.policies) as readonly RegistryPolicy[];

interface RegistrySectionProps {
  /** The address that is kept, its signature masked. */
  readonly saved: string;
  readonly policy: RegistryPolicy;
}

export function RegistrySection({ saved, policy }: RegistrySectionProps): ReactNode {
  const registry = useApp((state) => state.sync?.registry);
  const isOffline = useOffline() !== null;
  const [address, setAddress] = useState(saved);
  useEffect(() => setAddress(saved), [saved]);
  const [failure, setFailure] = useState<Failure>();
  const [said, setSaid] = useState('');
  const [steps, setSteps] = useState<readonly RegistryStep[]>();
  const [isTesting, setTesting] = useState(false);
  const [isChoosing, setChoosing] = useState(false);
  const typed = address.trim();
  const isChanged = typed !== saved;
  /** Something that goes before the setting: what is saved here is not used then. */
  const isOverruled = registry?.chosenBy === 'environment' || registry?.chosenBy === 'flag';
  const problem = registry?.chosenBy === 'setting' && !isChanged ? registry.problem : null;

  async function save(next: string, words: string): Promise<void> {
    setFailure(undefined);
    setSteps(undefined);
    setSaid('');
    try {
      await request('settings:set', { patch: { registry: next } });
      setSaid(words);
    } catch (error) {
      setFailure(failureOf(error));
    }
  }

  async function test(): Promise<void> {
    setTesting(true);
    setSaid('');
    setSteps(undefined);
    setFailure(undefined);
    try {
      setSteps(await request('registry:test', { registry: isChanged && typed !== '' ? typed : null }));
    } catch (error) {
      setFailure(failureOf(error));
    }
    setTesting(false);
  }

  function enter(next: string, words = ''): void {
    setAddress(next);
    // They were about another address.
    setSteps(undefined);
    setSaid(words);
    setFailure(undefined);
  }

  const isWorkspace = /^azureml:/iu.test(typed) || ((isOverruled || typed === '') && registry?.kind === 'azureml');
  const hasNothing = typed === '' && !isOverruled;
  return (
    <section className="panel" id="registry">
      <h2>{TEXT.registry.title}</h2>
      <p className="quiet-text">{TEXT.registry.hint}</p>
      <form
        className="field"
        onSubmit={(event) => {
          event.preventDefault();
          if (isChanged) void save(typed, typed === '' ? TEXT.registry.removed : TEXT.registry.saved);
        }}
      >
        <label htmlFor="registry-address">{TEXT.registry.address}</label>
        <div className="row">
          <input
            id="registry-address"
            className="grow"
            value={address}
            spellCheck={false}
            autoComplete="off"
            placeholder={TEXT.registry.placeholder}
            aria-invalid={failure !== undefined || problem !== null}
            aria-describedby="registry-secret"
            onChange={(event) => enter(event.target.value)}
          />
          <button type="submit" className={isChanged ? 'primary' : ''} disabled={!isChanged}>
            {TEXT.common.save}
          </button>
        </div>
        <p id="registry-secret" className="quiet-text">
          {TEXT.registry.secret}
        </p>
      </form>
      <div className="row">
        <button
          type="button"
          aria-expanded={isChoosing}
          aria-controls={isChoosing ? 'workspace' : undefined}
          onClick={() => setChoosing(!isChoosing)}
        >
          {isChoosing ? TEXT.workspace.close : TEXT.workspace.choose}
        </button>
      </div>
      {isChoosing ? (
        <div id="workspace" role="group" aria-label={TEXT.workspace.title} className="inset">
          <WorkspaceChooser onChoose={({ value, name }) => enter(value, TEXT.workspace.chosen(name))} />
        </div>
      ) : null}
      {isWorkspace ? (
        <label className="setting">
          {TEXT.registry.policy}
          <select
            value={policy}
            onChange={(event) =>
              void attempt(() => request('settings:set', { patch: { registry_policy: event.target.value as RegistryPolicy } }))
            }
          >
            {POLICIES.map((each) => (
              <option key={each} value={each}>
                {TEXT.registry.policies[each]}
              </option>
            ))}
          </select>
        </label>
      ) : null}
      {isOverruled ? <p>{TEXT.registry.overruled[registry.chosenBy === 'flag' ? 'flag' : 'environment']}</p> : null}
      {failure ? <FailureView failure={failure} /> : problem ? <FailureView failure={problem} /> : null}
      <div className="row">
        <button
          type="button"
          disabled={isTesting || isOffline || hasNothing}
          aria-describedby={isOffline || hasNothing ? 'test-reason' : undefined}
          onClick={() => void test()}
        >
          {TEXT.registry.test}
        </button>
        {saved === '' ? null : (
          <button type="button" className="quiet" onClick={() => void save('', TEXT.registry.removed)}>
            {TEXT.registry.remove}
          </button>
        )}
        <span id="test-reason" role="status" className="quiet-text">
          {isTesting ? TEXT.registry.testing : isOffline ? TEXT.registry.offline : hasNothing ? TEXT.registry.nothing : said}
        </span>
      </div>
      {steps ? <Steps steps={steps} /> : null}
    </section>
  );
}

function Steps({ steps }: { readonly steps: readonly RegistryStep[] }): ReactNode {
  return (
    <dl className="checks" aria-label={TEXT.registry.result}>
      {steps.map(({ step, outcome, message, code }) => {
        const [look, sign] = SIGNS[outcome];
        return (
          <div key={step} className={look}>
            <dt>
              <span className="verdict" aria-hidden="true">
                {sign}
              </span>{' '}
              {TEXT.registry.steps[step]}
              <span className="visually-hidden">: {TEXT.registry.outcomes[outcome]}</span>
            </dt>
            <dd>
              {message} {code === null || outcome === 'skipped' ? null : <code>{code}</code>}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
