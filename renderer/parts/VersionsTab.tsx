/** Every version that is known of both channels: their numbers over time, and a list of each channel. */

import type { ReactNode } from 'react';
import { useEffect, useState } from 'react';
import type { VersionRef } from '../../shared/comparison.ts';
import type { Failure } from '../../shared/failure.ts';
import { CHANNELS } from '../../shared/model-config.ts';
import { attempt, goTo, quietly, useApp } from '../state/app-store.ts';
import { keyOf } from '../state/describe-version.ts';
import { toFailure } from '../state/model-actions.ts';
import { request } from '../state/request.ts';
import { useOffline } from '../state/use-offline.ts';
import type { VersionsOf } from '../state/use-versions.ts';
import { TEXT } from '../text.ts';
import { FailureView } from './FailureView.tsx';
import { MetricsChart } from './MetricsChart.tsx';
import { PromoteDialog } from './PromoteDialog.tsx';
import { VersionGroup } from './VersionGroup.tsx';

interface VersionsTabProps {
  readonly versions: VersionsOf | undefined;
  readonly failure: Failure | undefined;
}

export function VersionsTab({ versions, failure }: VersionsTabProps): ReactNode {
  const sync = useApp((state) => state.sync);
  const hasRegistry = sync !== undefined && sync.registry.kind !== 'none';
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const [isPromoting, setPromoting] = useState(false);
  useEffect(() => {
    // The dynamic channel is asked about when it is looked at.
    if (hasRegistry) void quietly(() => request('sync:shown', { channel: 'dynamic' }));
  }, [hasRegistry]);

  function toggle(ref: VersionRef): void {
    const next = new Set(open);
    if (!next.delete(keyOf(ref))) next.add(keyOf(ref));
    setOpen(next);
  }

  /** The dialog speaks of the newest version that was seen: looks first, where another one was. */
  async function promote(version: string): Promise<void> {
    const seen = (): string | undefined => useApp.getState().sync?.channels.dynamic.latest?.version;
    if (seen() !== version) {
      const looked = await attempt(() => request('sync:check', { channels: ['dynamic'] }));
      const kept = looked && toFailure(looked);
      if (kept) useApp.setState({ failure: kept });
      if (seen() !== version) return;
    }
    setPromoting(true);
  }

  const candidate = versions && hasRegistry ? findCandidate(versions) : null;
  return (
    <>
      <p className="lead">{TEXT.modelVersions.lead}</p>
      {failure ? <FailureView failure={failure} /> : null}
      {versions && sync ? (
        <>
          {hasRegistry ? <Remembered versions={versions} /> : null}
          <MetricsChart versions={versions} />
          {CHANNELS.map((channel) => (
            <VersionGroup
              key={channel}
              channel={channel}
              versions={versions[channel].versions}
              sync={sync}
              open={open}
              onToggle={toggle}
              promotion={channel === 'dynamic' && candidate ? { ...candidate, onPromote: () => void promote(candidate.version) } : null}
            />
          ))}
        </>
      ) : failure ? null : (
        <p role="status" className="quiet-text">
          {TEXT.common.loading}
        </p>
      )}
      {isPromoting ? <PromoteDialog onClose={() => setPromoting(false)} /> : null}
    </>
  );
}

/** Says that the registry was not asked, and why; once where both channels have the same reason. */
function Remembered({ versions }: { readonly versions: VersionsOf }): ReactNode {
  const offline = useOffline();
  const remembered = CHANNELS.map((channel) => versions[channel]).filter((known) => known.isRemembered);
  if (remembered.length === 0) return null;
  const words = TEXT.modelVersions;
  const failures = new Set(remembered.flatMap((known) => (known.failure ? [known.failure.message] : [])));
  const why = offline ? [words.rememberedBecause[offline === 'started' ? 'started' : 'offline']] : [...failures];
  return (
    <div className="row">
      <p className="quiet-text sync-sentence">{[words.remembered, ...why].join(' ')}</p>
      {offline === 'chosen' ? (
        <button type="button" className="quiet" onClick={() => goTo({ screen: 'settings', section: 'network' })}>
          {TEXT.sync.change}
        </button>
      ) : null}
    </div>
  );
}

/** The registry's newest dynamic version, and the baseline that it became already; null where there is none. */
function findCandidate({ baseline, dynamic }: VersionsOf): { readonly version: string; readonly promotedTo: string | null } | null {
  const newest = dynamic.versions.find(({ version, isComplete }) => isComplete && !version.startsWith('local-'));
  if (!newest) return null;
  const became = baseline.versions.find(({ details }) => details?.tags['promoted_from_dynamic'] === newest.version);
  return { version: newest.version, promotedTo: became?.version ?? null };
}
