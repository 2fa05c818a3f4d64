/** The versions of one channel, newest first; each folds out. */

import type { ReactNode } from 'react';
import { useState } from 'react';
import type { VersionRef } from '../../shared/comparison.ts';
import type { KnownVersion } from '../../shared/ipc-sync.ts';
import type { Channel } from '../../shared/model-config.ts';
import type { SyncSnapshot } from '../../shared/sync.ts';
import { useApp } from '../state/app-store.ts';
import { f1Of, keyOf, originOf } from '../state/describe-version.ts';
import { formatBytes, formatDate, formatVersion, TEXT } from '../text.ts';
import type { Promotion } from './VersionActions.tsx';
import { VersionDetails } from './VersionDetails.tsx';

/** Shown at first; nobody looks for the fiftieth without meaning to. */
const SHOWN_FIRST = 8;

interface VersionGroupProps {
  readonly channel: Channel;
  readonly versions: readonly KnownVersion[];
  readonly sync: SyncSnapshot;
  /** The keys of those that are folded out. */
  readonly open: ReadonlySet<string>;
  readonly onToggle: (ref: VersionRef) => void;
  /** The version that could be promoted, and what becomes of that. */
  readonly promotion: (Promotion & { readonly version: string }) | null;
}

export function VersionGroup({ channel, versions, sync, open, onToggle, promotion }: VersionGroupProps): ReactNode {
  const [isWhole, setWhole] = useState(false);
  const words = TEXT.modelVersions;
  const newest = versions.find(({ version, isComplete }) => isComplete && !version.startsWith('local-'))?.version ?? null;
  // What is in use is always shown.
  const shown = isWhole ? versions : versions.filter(({ place }, index) => index < SHOWN_FIRST || place !== null);
  return (
    <section className="panel" aria-labelledby={`versions-${channel}`}>
      <div>
        <h2 id={`versions-${channel}`}>{words.groups[channel]}</h2>
        <p className="quiet-text">{TEXT.sync.about[channel]}</p>
      </div>
      {versions.length === 0 ? <p>{words.empty[channel]}</p> : null}
      <ul className="version-rows" hidden={versions.length === 0}>
        {shown.map((known) => (
          <li key={known.version}>
            <VersionRow
              channel={channel}
              known={known}
              isHeld={known.version === sync.channels[channel].held}
              isOpen={open.has(keyOf({ channel, version: known.version }))}
              onToggle={() => onToggle({ channel, version: known.version })}
            >
              <VersionDetails
                channel={channel}
                known={known}
                sync={sync}
                newest={newest}
                promotion={known.version === promotion?.version ? promotion : null}
              />
            </VersionRow>
          </li>
        ))}
      </ul>
      {versions.length > shown.length || isWhole ? (
        <div className="row">
          <button type="button" onClick={() => setWhole(!isWhole)}>
            {isWhole ? words.showFewer : words.showAll(versions.length)}
          </button>
        </div>
      ) : null}
    </section>
  );
}

interface VersionRowProps {
  readonly channel: Channel;
  readonly known: KnownVersion;
  readonly isHeld: boolean;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
  readonly children: ReactNode;
}

function VersionRow({ channel, known, isHeld, isOpen, onToggle, children }: VersionRowProps): ReactNode {
  const words = TEXT.modelVersions;
  const bundled = useApp(({ info }) => info?.bundledVersion ?? null);
  const { version, place, isComplete, createdTime, details } = known;
  const id = `version-${channel}-${version}`;
  const f1 = f1Of(known, 'emotion');
  const source = f1 === null ? '' : words.sources[f1.source];
  const facts = [
    ...(createdTime === null ? [] : [formatDate(createdTime)]),
    originOf(channel, known, bundled) ?? '',
    ...(details === null ? [] : [formatBytes(details.sizeBytes)]),
  ].filter(Boolean);
  return (
    <>
      <button type="button" className="run-main" aria-expanded={isOpen} aria-controls={isOpen ? id : undefined} onClick={onToggle}>
        <span className="run-words">
          <span className="version-name">
            <strong>{formatVersion(version)}</strong>
            {place === 'installed' || place === 'previous' ? <span className={`tag ${place}`}>{words.places[place]}</span> : null}
            {isHeld ? <span className="tag held">{words.held}</span> : null}
            {isComplete ? null : <span className="tag held">{words.incomplete}</span>}
          </span>
          <span className="quiet-text">{facts.join(' · ')}</span>
        </span>
        <span className="version-f1 push">
          {f1 === null ? (
            <span className="quiet-text">{isComplete ? words.notMeasured : ''}</span>
          ) : (
            <>
              <span>
                {words.f1} {f1.value.toFixed(2)}
              </span>
              <span className="quiet-text">{f1.interval ? words.interval(f1.interval.low, f1.interval.high) : source}</span>
            </>
          )}
        </span>
        <span className="fold" aria-hidden="true">
          {isOpen ? '▾' : '▸'}
        </span>
      </button>
      {isOpen ? (
        <div id={id} className="version-details">
          {children}
        </div>
      ) : null}
    </>
  );
}
