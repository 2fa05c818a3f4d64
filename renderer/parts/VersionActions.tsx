/** What can be done with a version: use it, compare it, and where it applies upload, promote or release it; with the reason where it can't be. */

import type { ReactNode } from 'react';
import { useId, useState } from 'react';
import type { Failure } from '../../shared/failure.ts';
import type { KnownVersion } from '../../shared/ipc-sync.ts';
import { isNewer } from '../../shared/manifest.ts';
import type { Channel } from '../../shared/model-config.ts';
import type { SyncSnapshot } from '../../shared/sync.ts';
import { isWorking } from '../state/describe-sync.ts';
import { isHere } from '../state/describe-version.ts';
import { compareWith, uploadModel, makeCurrent } from '../state/model-actions.ts';
import { release } from '../state/sync-actions.ts';
import { useOffline } from '../state/use-offline.ts';
import { TEXT } from '../text.ts';
import { FailureView } from './FailureView.tsx';
import { SyncProgress } from './SyncProgress.tsx';

interface VersionActionsProps {
  readonly channel: Channel;
  readonly known: KnownVersion;
  readonly sync: SyncSnapshot;
  /** The newest complete version of the channel's list. */
  readonly newest: string | null;
  /** Null where it is not the one that could be promoted. */
  readonly promotion: Promotion | null;
}

/** The registry's newest dynamic version, and what it became. */
export interface Promotion {
  /** The baseline that it was promoted to already. */
  readonly promotedTo: string | null;
  readonly onPromote: () => void;
}

export function VersionActions({ channel, known, sync, newest, promotion }: VersionActionsProps): ReactNode {
  const { version, place, isComplete } = known;
  const words = TEXT.modelVersions;
  const id = useId();
  const offline = useOffline();
  const [failure, setFailure] = useState<Failure | null>(null);
  const { held } = sync.channels[channel];
  const isLocal = version.startsWith('local-');
  const isBusy = isWorking(sync.state);
  /** What keeps it from the registry. */
  const barrier = sync.registry.kind === 'none' ? 'noRegistry' : offline === 'started' ? 'started' : offline ? 'offline' : null;
  const networkReason = barrier ? words.networkReasons[barrier] : isBusy ? words.reasons.busy : null;
  const isUploadable = channel === 'dynamic' && isLocal && place === 'installed';
  const obstacle = !isComplete
    ? words.reasons.incomplete
    : place === 'installed'
      ? words.reasons.inUse
      : barrier && !isHere(known)
        ? words.reasons[barrier]
        : isBusy
          ? words.reasons.busy
          : null;

  /** Why it can't be sent or promoted now. */
  const sendObstacle = promotion?.promotedTo ? words.reasons.promoted(promotion.promotedTo) : networkReason;

  async function run(work: () => Promise<Failure | null>): Promise<void> {
    setFailure(null);
    setFailure(await work());
  }

  return (
    <div className="version-actions">
      <div className="row">
        {place === 'installed' ? null : (
          <button
            type="button"
            className="primary"
            disabled={obstacle !== null}
            aria-describedby={`${id}-use`}
            onClick={() => void run(() => makeCurrent({ channel, version }))}
          >
            {words.use}
          </button>
        )}
        {isComplete ? (
          <button type="button" onClick={() => compareWith({ channel, version })}>
            {words.compare}
          </button>
        ) : null}
        {isUploadable ? (
          <button
            type="button"
            disabled={sendObstacle !== null}
            aria-describedby={sendObstacle ? `${id}-network` : undefined}
            onClick={() => void run(uploadModel)}
          >
            {words.upload}
          </button>
        ) : null}
        {promotion ? (
          <button
            type="button"
            disabled={sendObstacle !== null}
            aria-describedby={sendObstacle ? `${id}-network` : undefined}
            onClick={promotion.onPromote}
          >
            {words.promote}
          </button>
        ) : null}
        {held === version ? (
          <button type="button" disabled={isBusy} onClick={() => release(channel)}>
            {TEXT.sync.release(version)}
          </button>
        ) : null}
        {(isUploadable || promotion) && sendObstacle ? (
          <span id={`${id}-network`} className="quiet-text">
            {sendObstacle}
          </span>
        ) : null}
      </div>
      {place === 'installed' ? null : (
        <p id={`${id}-use`} className="quiet-text">
          {obstacle ?? describeUse(channel, known, sync, newest)}
        </p>
      )}
      <SyncProgress sync={sync} about={isUploadable ? 'upload' : { channel, version }} />
      {failure ? <FailureView failure={failure} /> : null}
    </div>
  );
}

/** What happens when it is put to use: what is fetched, what is held because it is newer, and what becomes of the one in use. */
function describeUse(channel: Channel, known: KnownVersion, sync: SyncSnapshot, newest: string | null): string {
  const words = TEXT.modelVersions;
  const { installed, held, latest } = sync.channels[channel];
  // The registry is asked when something is to be fetched; what is its newest then counts as well.
  const seen = [installed, held, latest?.version ?? null, isHere(known) ? null : newest];
  const highest = seen.reduce<string | null>((best, version) => (version !== null && isNewer(version, best) ? version : best), null);
  return [
    ...(isHere(known) ? [] : [words.useFetches(known.details?.sizeBytes ?? null)]),
    channel === 'dynamic' ? words.useDynamic : words.useBaseline,
    ...(highest !== null && isNewer(highest, known.version) ? [words.useHolds(highest)] : []),
    ...(installed === null ? [] : [words.useKeeps(installed)]),
  ].join(' ');
}
