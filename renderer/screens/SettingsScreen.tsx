/** What can be chosen, where the data lies, what leaves the machine, and whether everything works. */

import { Switch } from '@base-ui/react/switch';
import type { ReactNode } from 'react';
import { useEffect, useState } from 'react';
import type { Failure } from '../../shared/failure.ts';
import type { Settings, SettingsPatch } from '../../shared/settings.ts';
import { AutoSyncSection } from '../parts/AutoSyncSection.tsx';
import { DataSection } from '../parts/DataSection.tsx';
import { DoctorSection } from '../parts/DoctorSection.tsx';
import { FailureView } from '../parts/FailureView.tsx';
import { NotificationsSection } from '../parts/NotificationsSection.tsx';
import { RegistrySection } from '../parts/RegistrySection.tsx';
import { SignInSection } from '../parts/SignInSection.tsx';
import type { Route } from '../state/app-store.ts';
import { attempt, useApp } from '../state/app-store.ts';
import { failureOf, request } from '../state/request.ts';
import { useOffline } from '../state/use-offline.ts';
import { TEXT } from '../text.ts';

const THEME_NAMES = Object.keys(TEXT.settings.themes) as readonly Settings['theme'][];
const LOG_NAMES = Object.keys(TEXT.settings.logLevels) as readonly Settings['log_level'][];

type SettingsSection = NonNullable<Extract<Route, { screen: 'settings' }>['section']>;

/** Brings a section into view and puts the focus on its first control. */
function showSection(section: SettingsSection): void {
  const panel = document.querySelector(`#${section}`);
  panel?.scrollIntoView({ block: 'start' });
  panel?.querySelector<HTMLElement>('input, button, [role="switch"]')?.focus({ preventScroll: true });
}

const change = (patch: SettingsPatch): void => void attempt(() => request('settings:set', { patch }));

export function SettingsScreen({ section }: { readonly section: SettingsSection | undefined }): ReactNode {
  const settings = useApp((state) => state.settings);
  const isThere = settings !== undefined;
  useEffect(() => {
    if (section && isThere) showSection(section);
  }, [section, isThere]);
  return (
    <div className="screen settings">
      <h1>{TEXT.settings.title}</h1>
      {settings ? <Choices settings={settings} /> : null}
      <DataSection />
      <section className="panel">
        <h2>{TEXT.settings.privacy}</h2>
        <p>{TEXT.settings.privacyText}</p>
      </section>
      <DoctorSection />
    </div>
  );
}

function Choices({ settings }: { readonly settings: Settings }): ReactNode {
  const isStartedOffline = useOffline() === 'started';
  return (
    <>
      <section className="panel">
        <h2>{TEXT.settings.look}</h2>
        <label className="setting">
          {TEXT.settings.theme}
          <select value={settings.theme} onChange={(event) => change({ theme: event.target.value as Settings['theme'] })}>
            {THEME_NAMES.map((theme) => (
              <option key={theme} value={theme}>
                {TEXT.settings.themes[theme]}
              </option>
            ))}
          </select>
        </label>
      </section>
      <section className="panel">
        <h2>{TEXT.settings.transcripts}</h2>
        <Language saved={settings.transcript_language} />
      </section>
      <section className="panel" id="network">
        <h2>{TEXT.settings.network}</h2>
        <div className="setting">
          <span id="offline-name">{TEXT.settings.offline}</span>
          <Switch.Root
            className="switch"
            aria-labelledby="offline-name"
            aria-describedby="offline-hint"
            checked={settings.offline || isStartedOffline}
            disabled={isStartedOffline}
            onCheckedChange={(isOffline) => change({ offline: isOffline })}
          >
            <Switch.Thumb className="switch-thumb" />
          </Switch.Root>
        </div>
        <p id="offline-hint" className="quiet-text">
          {isStartedOffline ? TEXT.settings.offlineStarted : TEXT.settings.offlineHint}
        </p>
      </section>
      <RegistrySection saved={settings.registry} policy={settings.registry_policy} />
      <SignInSection app={settings.sign_in} />
      <AutoSyncSection settings={settings.auto_sync} />
      <NotificationsSection settings={settings.notifications} />
      <section className="panel">
        <h2>{TEXT.settings.logs}</h2>
        <label className="setting">
          {TEXT.settings.log}
          <select value={settings.log_level} onChange={(event) => change({ log_level: event.target.value as Settings['log_level'] })}>
            {LOG_NAMES.map((level) => (
              <option key={level} value={level}>
                {TEXT.settings.logLevels[level]}
              </option>
            ))}
          </select>
        </label>
        <p className="quiet-text">{TEXT.settings.logHint}</p>
      </section>
    </>
  );
}

/** Saved when the person leaves the field; a tag that is none stays in the field beside its error. */
function Language({ saved }: { readonly saved: string }): ReactNode {
  const [tag, setTag] = useState(saved);
  useEffect(() => setTag(saved), [saved]);
  const [failure, setFailure] = useState<Failure>();
  async function save(): Promise<void> {
    setFailure(undefined);
    const language = tag.trim();
    if (language === saved) return;
    try {
      await request('settings:set', { patch: { transcript_language: language } });
    } catch (error) {
      const { code, message, ...rest } = failureOf(error);
      setFailure(
        code === 'request_invalid'
          ? { code, message: TEXT.settings.languageInvalid(language), details: message }
          : { code, message, ...rest },
      );
    }
  }
  return (
    <>
      <label className="setting">
        {TEXT.settings.language}
        <input
          className="short"
          value={tag}
          spellCheck={false}
          onChange={(event) => setTag(event.target.value)}
          aria-invalid={failure !== undefined}
          onBlur={() => void save()}
          onKeyDown={(event) => {
            if (event.key === 'Enter') void save();
          }}
        />
      </label>
      <p className="quiet-text">{TEXT.settings.languageHint}</p>
      {failure ? <FailureView failure={failure} /> : null}
    </>
  );
}
