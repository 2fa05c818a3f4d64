/** A score from 0 to 1 on a line, with its interval, beside the baseline's and the threshold. The same numbers stand beside it in words. */

import type { ReactNode } from 'react';
import type { Interval } from '../../shared/training.ts';
import { TEXT } from '../text.ts';

interface ScoreScaleProps {
  readonly score: Interval;
  readonly baseline: number;
  /** Null where none is set. */
  readonly threshold: number | null;
}

const at = (value: number): { readonly insetInlineStart: string } => ({ insetInlineStart: `${value * 100}%` });

export function ScoreScale({ score, baseline, threshold }: ScoreScaleProps): ReactNode {
  const { legend } = TEXT.train;
  const gap = threshold === null ? null : { start: Math.min(score.value, threshold), size: Math.abs(threshold - score.value) };
  return (
    <div className="score-scale" aria-hidden="true">
      <div className="score-line">
        {gap ? <span className="gap" style={{ ...at(gap.start), inlineSize: `${gap.size * 100}%` }} /> : null}
        <span className="interval" style={{ ...at(score.low), inlineSize: `${(score.high - score.low) * 100}%` }} />
        <span className="baseline" style={at(baseline)} />
        {threshold === null ? null : <span className="threshold" style={at(threshold)} />}
        <span className="score" style={at(score.value)} />
      </div>
      <div className="score-ends quiet-text">
        <span>0</span>
        <span>0.5</span>
        <span>1</span>
      </div>
      <ul className="score-legend quiet-text">
        <li>
          <span className="sign score" /> {legend.score}
        </li>
        <li>
          <span className="sign baseline" /> {legend.baseline}
        </li>
        {threshold === null ? null : (
          <li>
            <span className="sign threshold" /> {legend.threshold} {threshold}
          </li>
        )}
      </ul>
    </div>
  );
}
