/** Which app registration people sign in with, for an app that was started without the variables that say so. */

import type { ReactNode } from 'react';
import { useEffect, useState } from 'react';
import type { Failure } from '../../shared/failure.ts';
import type { AccountState } from '../../shared/ipc-sync.ts';
import type { Settings } from '../../shared/settings.ts';
import { failureOf, request } from '../state/request.ts';
import { TEXT } from '../text.ts';
import { FailureView } from './FailureView.tsx';

type App = Settings['sign_in'];
const NAMES = ['client_id', 'tenant_id'] as const satisfies readonly (keyof App)[];

interface SignInAppProps {
  readonly saved: App;
  readonly overruled: AccountState['overruled'];
}

export function SignInApp({ saved, overruled }: SignInAppProps): ReactNode {
  const [app, setApp] = useState(saved);
  const [failure, setFailure] = useState<Failure>();
  const [said, setSaid] = useState('');
  useEffect(() => setApp(saved), [saved.client_id, saved.tenant_id]);
  // Open from the start where nobody can sign in without it; it does not close under the person who fills it in.
  const [isOpen, setOpen] = useState(saved.client_id === '' && !overruled.client_id);
  const isChanged = NAMES.some((name) => app[name].trim() !== saved[name]);

  async function save(): Promise<void> {
    setFailure(undefined);
    setSaid('');
    try {
      await request('settings:set', { patch: { sign_in: { client_id: app.client_id.trim(), tenant_id: app.tenant_id.trim() } } });
      setSaid(TEXT.signIn.app.saved);
    } catch (error) {
      const found = failureOf(error);
      setFailure(found.code === 'request_invalid' ? { ...found, message: TEXT.signIn.app.invalid, details: found.message } : found);
    }
  }

  return (
    <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{TEXT.signIn.app.title}</summary>
      <form
        className="inset"
        onSubmit={(event) => {
          event.preventDefault();
          if (isChanged) void save();
        }}
      >
        <p id="sign-in-app-hint" className="quiet-text">
          {TEXT.signIn.app.hint}
        </p>
        <div className="fields wide">
          {NAMES.map((name) => (
            <label key={name} className="field">
              {TEXT.signIn.app[name]}
              <input
                value={app[name]}
                spellCheck={false}
                autoComplete="off"
                aria-describedby="sign-in-app-hint"
                aria-invalid={failure !== undefined}
                onChange={(event) => {
                  setApp({ ...app, [name]: event.target.value });
                  setFailure(undefined);
                  setSaid('');
                }}
              />
              {overruled[name] ? <span>{TEXT.signIn.app.overruled[name]}</span> : null}
            </label>
          ))}
        </div>
        {failure ? <FailureView failure={failure} /> : null}
        <div className="row">
          <button type="submit" className={isChanged ? 'primary' : ''} disabled={!isChanged}>
            {TEXT.signIn.app.use}
          </button>
          <span role="status" className="quiet-text">
            {said}
          </span>
        </div>
      </form>
    </details>
  );
}
