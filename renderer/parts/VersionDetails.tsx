/** Everything that is known of one version, and what can be done with it. */

import type { ReactNode } from 'react';
import type { KnownVersion } from '../../shared/ipc-sync.ts';
import type { Channel } from '../../shared/model-config.ts';
import type { SyncSnapshot } from '../../shared/sync.ts';
import { useApp } from '../state/app-store.ts';
import { f1Of, originOf } from '../state/describe-version.ts';
import { formatBytes, formatDateTime, TEXT } from '../text.ts';
import type { Promotion } from './VersionActions.tsx';
import { VersionActions } from './VersionActions.tsx';
import { VersionMetrics } from './VersionMetrics.tsx';
import { FactsList } from './FactsList.tsx';

interface VersionDetailsProps {
  readonly channel: Channel;
  readonly known: KnownVersion;
  readonly sync: SyncSnapshot;
  readonly newest: string | null;
  readonly promotion: Promotion | null;
}

export function VersionDetails({ channel, known, sync, newest, promotion }: VersionDetailsProps): ReactNode {
  const { details, createdTime, place, isComplete } = known;
  const words = TEXT.modelVersions;
  const bundled = useApp(({ info }) => info?.bundledVersion ?? null);
  const tags = details?.tags ?? {};
  const names = Object.keys(tags).toSorted();
  const reason = tags['promotion_reason'];
  const notes = tags['notes'] ?? tags['note'] ?? tags['description'];
  const rows = details?.metrics['emotion']?.['rows'];
  const facts: readonly (readonly [name: string, value: string])[] = [
    [words.facts.place, place === null || place === 'held' ? words.notHere : words.places[place]],
    [words.facts.made, createdTime === null ? words.noDate : formatDateTime(createdTime)],
    [words.facts.origin, originOf(channel, known, bundled) ?? words.origins.unknown],
    ...(reason === undefined ? [] : [[words.facts.reason, reason === 'none given' ? words.noReason : reason] as const]),
    ...(notes === undefined ? [] : [[words.facts.notes, notes] as const]),
    [words.facts.publisher, tags['published_by'] ?? words.nobodyNoted],
    [words.facts.size, details === null ? words.noSize : formatBytes(details.sizeBytes)],
    [words.facts.f1, describeF1(known)],
    ...(rows === undefined
      ? []
      : [[words.facts.evaluation, words.evaluated(rows, details?.metrics['evaluation']?.['leaks_removed'])] as const]),
  ];
  return (
    <>
      <VersionActions channel={channel} known={known} sync={sync} newest={newest} promotion={promotion} />
      <FactsList facts={facts} />
      {details === null && isComplete ? <p className="quiet-text">{words.noDetails}</p> : null}
      {details ? <VersionMetrics metrics={details.metrics} /> : null}
      {names.length > 0 ? (
        <details>
          <summary>{words.tags}</summary>
          <dl className="facts-list inset">
            {names.map((name) => (
              <div key={name}>
                <dt>
                  <code>{name}</code>
                </dt>
                <dd>{tags[name]}</dd>
              </div>
            ))}
          </dl>
        </details>
      ) : null}
    </>
  );
}

function describeF1(known: KnownVersion): string {
  const words = TEXT.modelVersions;
  const f1 = f1Of(known, 'emotion');
  if (f1 === null) return words.notMeasured;
  if (f1.source === 'claimed') return words.claimed(f1.value);
  if (f1.source === 'stated') return words.stated(f1.value);
  return words.measured(f1.value, f1.interval ? words.between(f1.interval.low, f1.interval.high) : null);
}
