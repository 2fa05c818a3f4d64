/** Signing in at Microsoft, by the browser or by a code typed on any device, and signing out. */

import type { ReactNode } from 'react';
import { useEffect, useId, useState } from 'react';
import { formatClock } from '../../shared/format-time.ts';
import type { AccountState, SigningIn, SignInMethod } from '../../shared/ipc-sync.ts';
import type { Settings } from '../../shared/settings.ts';
import { attempt, useApp } from '../state/app-store.ts';
import { request } from '../state/request.ts';
import { useAccount } from '../state/use-account.ts';
import { useOffline } from '../state/use-offline.ts';
import { TEXT } from '../text.ts';
import { CopyButton } from './CopyButton.tsx';
import { FailureView } from './FailureView.tsx';
import { SignInApp } from './SignInApp.tsx';

const METHODS: readonly SignInMethod[] = ['browser', 'device'];

export function SignInSection({ app }: { readonly app: Settings['sign_in'] }): ReactNode {
  const { account, failure } = useAccount();
  return (
    <section className="panel" id="sign-in">
      <h2>{TEXT.signIn.title}</h2>
      {account ? (
        <>
          <Account account={account} />
          <SignInApp saved={app} overruled={account.overruled} />
        </>
      ) : failure ? (
        <FailureView failure={failure} />
      ) : (
        <p className="quiet-text">{TEXT.common.loading}</p>
      )}
    </section>
  );
}

function Account({ account }: { readonly account: AccountState }): ReactNode {
  const { name, isKept, signingIn, failure } = account;
  if (signingIn) return <SignInProgress signingIn={signingIn} />;
  return (
    <>
      {name === null ? (
        <SignIn account={account} />
      ) : (
        <div className="setting">
          <span>{TEXT.signIn.as(name)}</span>
          <button type="button" onClick={() => void attempt(() => request('account:sign-out'))}>
            {TEXT.signIn.out}
          </button>
        </div>
      )}
      {isKept ? null : <p className="quiet-text">{TEXT.signIn.notKept}</p>}
      {failure ? <FailureView failure={failure} title={TEXT.signIn.failed} /> : null}
    </>
  );
}

function SignIn({ account }: { readonly account: AccountState }): ReactNode {
  const authentication = useApp((state) => state.sync?.authentication ?? 'none');
  const kind = useApp((state) => state.sync?.registry.kind ?? 'none');
  const isNeedless = kind !== 'none' && ['sas', 'connection_string', 'service_principal', 'folder'].includes(authentication);
  return (
    <>
      <p className="quiet-text">{isNeedless ? TEXT.signIn.needless : TEXT.signIn.hint}</p>
      <SignInButtons account={account} isForWorkspace={false} />
    </>
  );
}

interface SignInButtonsProps {
  readonly account: AccountState;
  /** A workspace is to be chosen, so consent is asked for that as well. */
  readonly isForWorkspace: boolean;
}

export function SignInButtons({ account: { obstacle }, isForWorkspace }: SignInButtonsProps): ReactNode {
  const id = useId();
  const isOffline = useOffline() !== null;
  const reason = isOffline ? TEXT.signIn.offline : (obstacle?.message ?? '');
  return (
    <>
      <div className="row">
        {METHODS.map((method) => (
          <button
            key={method}
            type="button"
            disabled={isOffline || obstacle !== null}
            aria-describedby={reason === '' ? undefined : id}
            onClick={() => void attempt(() => request('account:sign-in', { method, isForWorkspace }))}
          >
            {TEXT.signIn.methods[method]}
          </button>
        ))}
      </div>
      {reason === '' ? null : (
        <p id={id} className="quiet-text">
          {reason} {isOffline || !obstacle ? null : <code>{obstacle.code}</code>}
        </p>
      )}
    </>
  );
}

export function SignInProgress({ signingIn }: { readonly signingIn: SigningIn }): ReactNode {
  const code = signingIn.method === 'device' ? signingIn.code : null;
  return (
    <>
      <p role="status">
        {signingIn.method === 'browser' ? TEXT.signIn.inBrowser : code ? TEXT.signIn.typeCode(code.verificationUri) : TEXT.signIn.asking}
      </p>
      {code ? (
        <div className="row">
          <output className="device-code" aria-label={TEXT.signIn.code}>
            {code.userCode}
          </output>
          <CopyButton text={code.userCode} label={TEXT.signIn.copyCode} />
          <button type="button" className="primary" onClick={() => void attempt(() => request('account:open-page'))}>
            {TEXT.signIn.openPage}
          </button>
        </div>
      ) : null}
      <div className="row">
        <button type="button" onClick={() => void attempt(() => request('account:cancel'))}>
          {TEXT.common.cancel}
        </button>
        {code ? <Countdown until={code.expiresAt} /> : null}
      </div>
    </>
  );
}

/** How long the code can still be typed. */
function Countdown({ until }: { readonly until: string }): ReactNode {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.max(0, Math.ceil((Date.parse(until) - nowMs) / 1000));
  return (
    <span role="timer" className="quiet-text">
      {seconds > 0 ? TEXT.signIn.valid(formatClock(seconds)) : TEXT.signIn.expired}
    </span>
  );
}
