/** Promotion by hand: what it means for everybody, what the rule says of this version, and the reason, which must be given where the rule is not met. */

import type { ReactNode } from 'react';
import { useId, useState } from 'react';
import type { Failure } from '../../shared/failure.ts';
import { judgePromotion } from '../../shared/promotion-rule.ts';
import { DEFAULT_AUTO_SYNC } from '../../shared/sync.ts';
import { attempt, useApp } from '../state/app-store.ts';
import { isWorking } from '../state/describe-sync.ts';
import { toFailure } from '../state/model-actions.ts';
import { failureOf, request } from '../state/request.ts';
import { useOffline } from '../state/use-offline.ts';
import { TEXT } from '../text.ts';
import { FailureView } from './FailureView.tsx';
import { Modal } from './Modal.tsx';

/** Characters; the main process takes no more. */
const MAX_REASON = 2000;

type Step =
  | { readonly kind: 'asking'; readonly failure?: Failure }
  | { readonly kind: 'promoting' }
  /** `version` was promoted, and is the baseline `became`. */
  | { readonly kind: 'done'; readonly version: string; readonly became: string };

/** Promotes the newest dynamic version that the registry was seen to have; the main process refuses when another one took its place meanwhile. */
export function PromoteDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  // What the person judges stays what it is, also when a newer one is seen meanwhile.
  const [latest] = useState(() => useApp.getState().sync?.channels.dynamic.latest ?? null);
  const threshold = useApp(({ settings }) => settings?.auto_sync.auto_promote_threshold ?? DEFAULT_AUTO_SYNC.auto_promote_threshold);
  const isBusy = useApp(({ sync }) => sync !== undefined && isWorking(sync.state));
  const offline = useOffline();
  const id = useId();
  const [reason, setReason] = useState('');
  const [step, setStep] = useState<Step>({ kind: 'asking' });
  const words = TEXT.promote;

  if (step.kind === 'done') {
    return (
      <Modal title={words.title(step.version)} onClose={onClose}>
        <p role="status">{reason.trim() === '' ? words.doneWithoutReason(step.became) : words.done(step.became)}</p>
      </Modal>
    );
  }
  if (!latest) {
    return (
      <Modal title={words.titleOfNone} onClose={onClose}>
        <p>{words.none}</p>
      </Modal>
    );
  }

  const { version } = latest;
  const verdict = judgePromotion(latest.metrics, threshold);
  const isReasonMissing = !verdict.isMet && reason.trim() === '';
  const obstacle =
    step.kind === 'promoting'
      ? null
      : offline
        ? TEXT.sync.reasons[offline === 'started' ? 'started' : 'offline']
        : isBusy
          ? TEXT.sync.reasons.busy
          : null;

  async function promote(): Promise<void> {
    setStep({ kind: 'promoting' });
    try {
      const result = await request('sync:promote', { version, reason: reason.trim() });
      const failure = toFailure(result);
      if (result.outcome === 'promoted') setStep({ kind: 'done', version, became: result.channels.baseline?.to_version ?? version });
      else setStep(failure ? { kind: 'asking', failure } : { kind: 'asking' });
    } catch (error) {
      setStep({ kind: 'asking', failure: failureOf(error) });
    }
  }

  /** While it goes on, closing ends it; the answer says how it ended. */
  function close(): void {
    if (step.kind === 'promoting') void attempt(() => request('sync:cancel'));
    else onClose();
  }

  return (
    <Modal
      title={words.title(version)}
      onClose={close}
      closeLabel={TEXT.common.cancel}
      actions={
        <button
          type="button"
          className="primary"
          disabled={isReasonMissing || obstacle !== null || step.kind === 'promoting'}
          aria-describedby={obstacle === null ? undefined : `${id}-obstacle`}
          onClick={() => void promote()}
        >
          {words.run(version)}
        </button>
      }
    >
      <p>{words.everybody}</p>
      <p>{verdict.isMet ? words.met(verdict.why) : words.notMet(verdict.why)}</p>
      <div className="field">
        <label htmlFor={`${id}-reason`}>{verdict.isMet ? words.optional : words.reason}</label>
        <textarea
          id={`${id}-reason`}
          rows={3}
          value={reason}
          maxLength={MAX_REASON}
          required={!verdict.isMet}
          disabled={step.kind === 'promoting'}
          aria-describedby={`${id}-hint`}
          onChange={(event) => setReason(event.target.value)}
        />
        <span id={`${id}-hint`}>{verdict.isMet ? words.reasonHint : words.reasonNeeded}</span>
      </div>
      {step.kind === 'asking' && step.failure ? <FailureView failure={step.failure} title={words.failed} /> : null}
      {obstacle === null ? null : (
        <p id={`${id}-obstacle`} className="quiet-text">
          {obstacle}
        </p>
      )}
      <p role="status" className="quiet-text">
        {step.kind === 'promoting' ? words.running : ''}
      </p>
    </Modal>
  );
}
