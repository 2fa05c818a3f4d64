/** What the sync does by itself: seven behaviours in plain words, each saved as it is changed. */

import { Switch } from '@base-ui/react/switch';
import type { ReactNode } from 'react';
import type { AutoSyncSettings } from '../../shared/sync.ts';
import { attempt, useApp } from '../state/app-store.ts';
import { request } from '../state/request.ts';
import { useOffline } from '../state/use-offline.ts';
import { TEXT } from '../text.ts';
import { NumberField } from './NumberField.tsx';

type Flag = { [Key in keyof AutoSyncSettings]: AutoSyncSettings[Key] extends boolean ? Key : never }[keyof AutoSyncSettings];

const BEFORE_NUMBERS: readonly Flag[] = [
  'auto_download_on_startup',
  'auto_check_updates_on_startup',
  'sync_on_model_load',
  'background_sync_enabled',
];

/** What the number fields take; the schema in `shared/sync.ts` refuses the rest. */
const MINUTES = { min: 5, max: 10_080, isWhole: true } as const;
const F1 = { min: 0, max: 1, isWhole: false } as const;

const change = (patch: Partial<AutoSyncSettings>): Promise<unknown> => request('settings:set', { patch: { auto_sync: patch } });

export function AutoSyncSection({ settings }: { readonly settings: AutoSyncSettings }): ReactNode {
  const hasRegistry = useApp((state) => state.sync !== undefined && state.sync.registry.kind !== 'none');
  const isOffline = useOffline() !== null;
  const flag = (key: Flag): ReactNode => <FlagField key={key} name={key} isOn={settings[key]} />;
  return (
    <section className="panel">
      <h2>{TEXT.autoSync.title}</h2>
      {isOffline ? (
        <p className="quiet-text">{TEXT.autoSync.offline}</p>
      ) : hasRegistry ? null : (
        <p className="quiet-text">{TEXT.autoSync.local}</p>
      )}
      {BEFORE_NUMBERS.map(flag)}
      <NumberField
        name={TEXT.autoSync.interval}
        hint={TEXT.autoSync.intervalHint}
        invalid={TEXT.autoSync.intervalInvalid}
        disabledBecause={settings.background_sync_enabled ? undefined : TEXT.autoSync.intervalOff}
        value={settings.background_sync_interval_minutes}
        {...MINUTES}
        onSave={(minutes) => change({ background_sync_interval_minutes: minutes })}
      />
      {flag('auto_upload_after_training')}
      <NumberField
        name={TEXT.autoSync.threshold}
        hint={TEXT.autoSync.thresholdHint}
        invalid={TEXT.autoSync.thresholdInvalid}
        value={settings.auto_promote_threshold}
        {...F1}
        onSave={(f1) => change({ auto_promote_threshold: f1 })}
      />
    </section>
  );
}

function FlagField({ name, isOn }: { readonly name: Flag; readonly isOn: boolean }): ReactNode {
  const [words, hint] = TEXT.autoSync.flags[name];
  return (
    <div className="setting explained">
      <span>
        <span id={`${name}-name`}>{words}</span>
        <span id={`${name}-hint`} className="quiet-text">
          {hint}
        </span>
      </span>
      <Switch.Root
        className="switch"
        aria-labelledby={`${name}-name`}
        aria-describedby={`${name}-hint`}
        checked={isOn}
        onCheckedChange={(isChecked) => void attempt(() => change({ [name]: isChecked }))}
      >
        <Switch.Thumb className="switch-thumb" />
      </Switch.Root>
    </div>
  );
}
