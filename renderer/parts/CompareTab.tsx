/** Two versions on the same sentences: what is chosen, how far it is, and how they differ. */

import type { ReactNode } from 'react';
import { useState } from 'react';
import type { ComparisonSnapshot, VersionRef } from '../../shared/comparison.ts';
import type { Failure } from '../../shared/failure.ts';
import { CHANNELS } from '../../shared/model-config.ts';
import { attempt, goTo, useApp } from '../state/app-store.ts';
import { isHere, isSame, keyOf } from '../state/describe-version.ts';
import { cancelComparison } from '../state/model-actions.ts';
import { request } from '../state/request.ts';
import { useOffline } from '../state/use-offline.ts';
import type { VersionsOf } from '../state/use-versions.ts';
import { TEXT } from '../text.ts';
import type { CompareChoice } from './CompareForm.tsx';
import { CompareForm, find } from './CompareForm.tsx';
import { ComparisonResult } from './ComparisonResult.tsx';
import { FailureView } from './FailureView.tsx';

interface CompareTabProps {
  readonly versions: VersionsOf | undefined;
  readonly failure: Failure | undefined;
  readonly chosen: { readonly first?: VersionRef; readonly second?: VersionRef };
}

export function CompareTab({ versions, failure, chosen }: CompareTabProps): ReactNode {
  const comparison = useApp((state) => state.comparison);
  const [on, setOn] = useState<CompareChoice['on']>();
  const canFetch = useOffline() === null;
  const isRunning = comparison?.state === 'running';
  // A comparison is about what was chosen for it, also after a walk to other screens.
  const choice: CompareChoice = {
    ...(isRunning ? { first: comparison.first, second: comparison.second } : choose(chosen, comparison, versions, canFetch)),
    on: (isRunning ? comparison.data?.kind : on) ?? on ?? comparison?.data?.kind ?? 'library',
  };

  async function start(): Promise<void> {
    const { first, second } = choice;
    if (!first || !second) return;
    const begun = await attempt(() => request('comparison:start', { first, second, on: choice.on }));
    if (begun) useApp.setState({ comparison: begun });
  }

  return (
    <>
      <p className="lead">{TEXT.compareModels.lead}</p>
      {versions ? (
        <CompareForm
          versions={versions}
          choice={choice}
          isRunning={isRunning}
          hasResult={comparison !== undefined && comparison.state !== 'idle'}
          onChange={(change) => {
            setOn(change.on);
            goTo({
              screen: 'model',
              tab: 'compare',
              ...(change.first ? { first: change.first } : {}),
              ...(change.second ? { second: change.second } : {}),
            });
          }}
          onStart={() => void start()}
        />
      ) : failure ? (
        <FailureView failure={failure} />
      ) : (
        <p role="status" className="quiet-text">
          {TEXT.common.loading}
        </p>
      )}
      {comparison ? <Standing comparison={comparison} /> : null}
    </>
  );
}

/**
 * What the person chose; else what was compared last; else the baseline in use against the dynamic one, or against the nearest other one.
 * A version that was sent here alone stands against the baseline in use; where it is that one itself, the other is still to be chosen.
 */
function choose(
  chosen: CompareTabProps['chosen'],
  comparison: ComparisonSnapshot | undefined,
  versions: VersionsOf | undefined,
  canFetch: boolean,
): Pick<CompareChoice, 'first' | 'second'> {
  // A model that was uploaded has another name since, and one that is gone can't be compared.
  const isListed = (ref: VersionRef | null | undefined): ref is VersionRef =>
    ref != null && (!versions || find(versions, ref) !== undefined);
  if (chosen.first) return { first: isListed(chosen.first) ? chosen.first : null, second: isListed(chosen.second) ? chosen.second : null };
  const all = CHANNELS.flatMap((channel) => (versions?.[channel].versions ?? []).map((known) => ({ channel, ...known })));
  const toRef = (known: VersionRef | undefined): VersionRef | null => (known ? { channel: known.channel, version: known.version } : null);
  const inUse = toRef(all.find(({ channel, place }) => channel === 'baseline' && place === 'installed'));
  if (isListed(chosen.second))
    return isSame(chosen.second, inUse) ? { first: inUse, second: null } : { first: inUse, second: chosen.second };
  if (isListed(comparison?.first) && isListed(comparison.second)) return { first: comparison.first, second: comparison.second };
  const others = all.filter((known) => known.isComplete && !isSame(known, inUse) && (canFetch || isHere(known)));
  const second =
    others.find(({ channel, place }) => channel === 'dynamic' && place === 'installed') ??
    others.find(({ channel }) => channel === 'dynamic') ??
    others.find(({ place }) => place === 'previous') ??
    others[0];
  return { first: inUse, second: toRef(second) };
}

function Standing({ comparison }: { readonly comparison: ComparisonSnapshot }): ReactNode {
  const { state, first, second, data, phase, done, total, result, failure } = comparison;
  const words = TEXT.compareModels;
  const nameOf = ({ channel, version }: VersionRef): string => TEXT.modelVersions.name(channel, version);
  switch (state) {
    case 'idle':
      return <p className="quiet-text">{words.empty}</p>;
    case 'cancelled':
      return (
        <p role="status" className="quiet-text">
          {words.cancelled}
        </p>
      );
    case 'failed':
      return failure ? <FailureView failure={failure} title={words.failed} /> : null;
    case 'done':
      return result && first && second && data ? (
        <ComparisonResult key={`${keyOf(first)} ${keyOf(second)}`} result={result} first={first} second={second} data={data} />
      ) : null;
    case 'running': {
      if (!first || !second) return null;
      const title = words.running(nameOf(first), nameOf(second));
      return (
        <section className="panel" aria-labelledby="comparison-running">
          <div role="status">
            <h2 id="comparison-running">{title}</h2>
            <p className="quiet-text">{phase ? words.phases[phase] : ''}</p>
          </div>
          <div className="progress">
            {total > 0 ? <progress aria-label={title} max={total} value={done} /> : <progress aria-label={title} />}
            <span className="quiet-text">
              {total === 0 ? '' : phase === 'fetching' ? words.fetched(done, total) : words.done(done, total)}
            </span>
          </div>
          <div className="row">
            <button type="button" onClick={cancelComparison}>
              {TEXT.common.cancel}
            </button>
          </div>
        </section>
      );
    }
  }
}
