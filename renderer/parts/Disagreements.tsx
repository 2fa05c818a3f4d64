/** The sentences on which two versions are surest of different emotions. */

import type { ReactNode } from 'react';
import type { Disagreement } from '../../shared/comparison.ts';
import { UNCERTAIN_BELOW } from '../../shared/emotion-marks.ts';
import { EMOTIONS } from '../../shared/labels.ts';
import { formatPercent, TEXT } from '../text.ts';
import { EmotionMark } from './EmotionMark.tsx';

interface DisagreementsProps {
  readonly disagreements: readonly Disagreement[];
  readonly names: readonly [string, string];
}

export function Disagreements({ disagreements, names: [first, second] }: DisagreementsProps): ReactNode {
  const words = TEXT.compareModels;
  return (
    <section className="panel" aria-labelledby="disagreements-title">
      <h2 id="disagreements-title">{words.disagreements(disagreements.length)}</h2>
      <ol className="disagreements">
        {disagreements.map(({ text, from, from_score, to, to_score, given }, place) => (
          <li key={place}>
            <p>{text}</p>
            <p className="row quiet-text">
              <Label label={from} score={from_score} />
              <span aria-hidden="true">→</span>
              <span className="visually-hidden">{words.to}</span>
              <Label label={to} score={to_score} />
              {given === null ? null : (
                <span>
                  {given === from ? words.givenTo(first, given) : given === to ? words.givenTo(second, given) : words.given(given)}
                </span>
              )}
            </p>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Label({ label, score }: { readonly label: string; readonly score: number }): ReactNode {
  const isUncertain = score < UNCERTAIN_BELOW;
  const emotion = EMOTIONS.find((known) => known === label);
  return (
    <span>
      {emotion ? (
        <span className={`labels ${emotion}`}>
          <EmotionMark emotion={emotion} isUncertain={isUncertain} /> {label}
        </span>
      ) : (
        label
      )}{' '}
      {formatPercent(score)}
      {isUncertain ? `, ${TEXT.compareModels.unsure}` : ''}
    </span>
  );
}
