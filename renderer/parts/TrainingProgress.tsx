/** A training under way: its phase in words, how far that is, the curves as they grow, and the way out. */

import type { ReactNode } from 'react';
import type { TrainingRunState } from '../../shared/ipc-training.ts';
import { useApp } from '../state/app-store.ts';
import { request } from '../state/request.ts';
import { askTraining } from '../state/training-actions.ts';
import { TEXT } from '../text.ts';
import { TrainingCurves } from './TrainingCurves.tsx';
import { TransferView } from './TransferView.tsx';

export function TrainingProgress({ run }: { readonly run: Extract<TrainingRunState, { readonly kind: 'running' }> }): ReactNode {
  const { phase, done, total, secondsLeft, curves, isCancelling } = run;
  const upload = useApp(({ sync }) => (sync?.state.kind === 'uploading' ? sync.state.progress : undefined));
  const isUploading = phase === 'uploading';
  const words = isCancelling ? TEXT.train.cancelling : TEXT.train.phases[phase];
  return (
    <section className="panel" aria-labelledby="training-phase">
      <div role="status">
        <h2 id="training-phase">{words}</h2>
      </div>
      {isUploading && upload ? (
        <TransferView progress={upload} isPaused={false} name={words} />
      ) : (
        <div className="progress">
          <progress aria-label={words} {...(total > 0 ? { max: total, value: done } : {})} />
          <span className="quiet-text">{total > 0 ? TEXT.train.amount(done, total, secondsLeft) : '\u00a0'}</span>
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
