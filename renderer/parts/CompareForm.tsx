/** What is to be compared, and on which sentences; says what is fetched first, and why it can't start. */

import type { ReactNode } from 'react';
import { useId } from 'react';
import type { VersionRef } from '../../shared/comparison.ts';
import type { KnownVersion } from '../../shared/ipc-sync.ts';
import type { Channel } from '../../shared/model-config.ts';
import { CHANNELS } from '../../shared/model-config.ts';
import { useApp } from '../state/app-store.ts';
import { f1Of, isHere, isSame, keyOf } from '../state/describe-version.ts';
import { useOffline } from '../state/use-offline.ts';
import type { VersionsOf } from '../state/use-versions.ts';
import { TEXT } from '../text.ts';

export interface CompareChoice {
  readonly first: VersionRef | null;
  readonly second: VersionRef | null;
  readonly on: 'library' | 'file';
}

interface CompareFormProps {
  readonly versions: VersionsOf;
  readonly choice: CompareChoice;
  readonly isRunning: boolean;
  /** Something was compared before. */
  readonly hasResult: boolean;
  readonly onChange: (choice: CompareChoice) => void;
  readonly onStart: () => void;
}

export function CompareForm({ versions, choice, isRunning, hasResult, onChange, onStart }: CompareFormProps): ReactNode {
  const words = TEXT.compareModels;
  const id = useId();
  const offline = useOffline();
  const hasRegistry = useApp(({ sync }) => sync !== undefined && sync.registry.kind !== 'none');
  const barrier = hasRegistry ? (offline === 'started' ? 'started' : offline ? 'offline' : null) : 'noRegistry';
  const chosen = [choice.first, choice.second].flatMap((ref) => (ref ? [{ ref, known: find(versions, ref) }] : []));
  const isSingle = CHANNELS.flatMap((channel) => versions[channel].versions).filter(({ isComplete }) => isComplete).length < 2;
  const absent = chosen.filter(({ known }) => known && !isHere(known));
  const nameOf = (ref: VersionRef): string => TEXT.modelVersions.title(ref.channel, ref.version);
  const blocked = barrier === null ? undefined : absent[0];
  const obstacle = isRunning
    ? words.reasons.running
    : chosen.length < 2
      ? words.reasons[isSingle ? 'single' : 'choose']
      : isSame(choice.first, choice.second)
        ? words.reasons.same
        : blocked && barrier
          ? words.reasons[barrier](nameOf(blocked.ref))
          : null;
  const notes = obstacle ? [obstacle] : absent.map(({ ref, known }) => words.fetches(nameOf(ref), known?.details?.sizeBytes ?? null));
  return (
    <section className="panel" aria-label={TEXT.modelTabs.compare}>
      <div className="fields wide compare-fields">
        {(['first', 'second'] as const).map((side) => (
          <label key={side} className="field">
            {words[side]}
            <select
              value={choice[side] ? keyOf(choice[side]) : ''}
              disabled={isRunning}
              onChange={(event) => onChange({ ...choice, [side]: parseKey(event.target.value) })}
            >
              <option value="" disabled>
                {words.choose}
              </option>
              {CHANNELS.map((channel) => (
                <optgroup key={channel} label={TEXT.modelVersions.groups[channel]}>
                  {versions[channel].versions
                    .filter(({ isComplete }) => isComplete)
                    .map((known) => (
                      <option
                        key={known.version}
                        value={keyOf({ channel, version: known.version })}
                        disabled={barrier !== null && !isHere(known)}
                      >
                        {describeOption(channel, known)}
                      </option>
                    ))}
                </optgroup>
              ))}
            </select>
          </label>
        ))}
        <label className="field">
          {words.data}
          <select
            value={choice.on}
            disabled={isRunning}
            aria-describedby={`${id}-data`}
            onChange={(event) => onChange({ ...choice, on: event.target.value as CompareChoice['on'] })}
          >
            {(Object.keys(words.sources) as CompareChoice['on'][]).map((source) => (
              <option key={source} value={source}>
                {words.sources[source]}
              </option>
            ))}
          </select>
        </label>
      </div>
      <p id={`${id}-data`} className="quiet-text">
        {words.sourceHints[choice.on]}
      </p>
      <div className="row">
        <button
          type="button"
          className="primary"
          disabled={obstacle !== null}
          aria-describedby={notes.length > 0 ? `${id}-notes` : undefined}
          onClick={onStart}
        >
          {hasResult ? words.again : words.start}
        </button>
        <span id={`${id}-notes`} className="quiet-text">
          {notes.join(' ')}
        </span>
      </div>
    </section>
  );
}

/** Undefined for a version that nobody knows, or no longer under this name. */
export function find(versions: VersionsOf, { channel, version }: VersionRef): KnownVersion | undefined {
  return versions[channel].versions.find((known) => known.version === version);
}

function parseKey(key: string): VersionRef {
  const [channel, version = ''] = key.split(' ');
  return { channel: channel === 'dynamic' ? 'dynamic' : 'baseline', version };
}

function describeOption(channel: Channel, known: KnownVersion): string {
  const words = TEXT.compareModels;
  const f1 = f1Of(known, 'emotion');
  return [
    TEXT.modelVersions.name(channel, known.version),
    ...(known.place === 'installed' ? [words.inUse] : isHere(known) ? [] : [words.notHere]),
    ...(f1 ? [words.optionF1(f1.value)] : []),
  ].join(' · ');
}
