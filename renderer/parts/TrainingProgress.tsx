/** A training under way: its phase in words, how far that is, the curves as they grow, and the way out. */

import type { ReactNode } from 'react';
import type { TrainingRunState } from '../../shared/ipc-training.ts';
import { useApp } from '../state/app-store.ts';
import { request } from '../state/request.ts';
import { askTraining } from '../state/training-actions.ts';
import { TEXT } from '../text.ts';
import { Announced } from './Announced.tsx';
import { TrainingCurves } from './TrainingCurves.tsx';
import { TransferView } from './TransferView.tsx';

export function TrainingProgress({ run }: { readonly run: Extract<TrainingRunState, { readonly kind: 'running' }> }): ReactNode {
  const { phase, done, total, secondsLeft, curves, isCancelling } = run;
  const upload = useApp(({ sync }) => (sync?.state.kind === 'uploading' ? sync.state.progress : undefined));
  // “0 of 1” says nothing of how far a phase is.
  const hasAmount = total > 1;
  const isUploading = phase === 'uploading';
  const words = isCancelling ? TEXT.train.cancelling : TEXT.train.phases[phase];
  return (
    <section className="panel" aria-labelledby="training-phase">
      <Announced>
        <h2 id="training-phase">{words}</h2>
      </Announced>
      {isUploading && upload ? (
        <TransferView progress={upload} isPaused={false} name={words} />
      ) : (
        <div className="progress">
          <progress aria-label={words} {...(hasAmount ? { max: total, value: done } : {})} />
          <span className="quiet-text">{hasAmount ? TEXT.train.amount(done, total, secondsLeft) : '\u00a0'}</span>
        </div>
      )}
      <TrainingCurves curves={curves} title={TEXT.train.curves} />
      <div className="row">
        <button type="button" disabled={isCancelling} onClick={() => void askTraining(() => request('training:cancel'))}>
          {isUploading ? TEXT.train.stopUpload : TEXT.train.cancel}
        </button>
        <span className="quiet-text">{isUploading ? TEXT.train.stopUploadHint : TEXT.train.cancelHint}</span>
      </div>
      <p className="quiet-text">{TEXT.train.usableMeanwhile}</p>
    </section>
  );
}
