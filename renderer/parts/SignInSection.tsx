/** Signing in at Microsoft, by the browser or by a code typed on any device, and signing out. */

import type { ReactNode } from 'react';
import { useEffect, useState } from 'react';
import { formatClock } from '../../shared/format-time.ts';
import type { AccountState, SigningIn, SignInMethod } from '../../shared/ipc-sync.ts';
import { attempt, useApp } from '../state/app-store.ts';
import { request } from '../state/request.ts';
import { useLoaded } from '../state/use-loaded.ts';
import { useOffline } from '../state/use-offline.ts';
import { TEXT } from '../text.ts';
import { CopyButton } from './CopyButton.tsx';
import { FailureView } from './FailureView.tsx';

const METHODS: readonly SignInMethod[] = ['browser', 'device'];

export function SignInSection(): ReactNode {
  const pushed = useApp((state) => state.account);
  // Asked for as well: what keeps it from being pushed is told here then.
  const { value, failure } = useLoaded(() => request('account:get'), '');
  const account = pushed ?? value;
  return (
    <section className="panel" id="sign-in">
      <h2>{TEXT.signIn.title}</h2>
      {account ? (
        <Account account={account} />
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
  if (signingIn) return <Progress signingIn={signingIn} />;
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

function SignIn({ account: { obstacle } }: { readonly account: AccountState }): ReactNode {
  const authentication = useApp((state) => state.sync?.authentication ?? 'none');
  const kind = useApp((state) => state.sync?.registry.kind ?? 'none');
  const isOffline = useOffline() !== null;
  const isNeedless = kind !== 'none' && ['sas', 'connection_string', 'service_principal', 'folder'].includes(authentication);
  const reason = isOffline ? TEXT.signIn.offline : (obstacle?.message ?? '');
  return (
    <>
      <p className="quiet-text">{isNeedless ? TEXT.signIn.needless : TEXT.signIn.hint}</p>
      <div className="row">
        {METHODS.map((method) => (
          <button
            key={method}
            type="button"
            disabled={isOffline || obstacle !== null}
            aria-describedby={reason === '' ? undefined : 'sign-in-reason'}
            onClick={() => void attempt(() => request('account:sign-in', { method }))}
          >
            {TEXT.signIn.methods[method]}
          </button>
        ))}
      </div>
      {reason === '' ? null : (
        <p id="sign-in-reason" className="quiet-text">
          {reason} {isOffline || !obstacle ? null : <code>{obstacle.code}</code>}
        </p>
      )}
    </>
  );
}

function Progress({ signingIn }: { readonly signingIn: SigningIn }): ReactNode {
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
