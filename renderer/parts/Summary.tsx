/** What an analysis shows, in at most five sentences; each leads to its moment. */

import type { ReactNode } from 'react';
import type { DescribedSentence } from '../../shared/describe-analysis.ts';
import { TEXT } from '../text.ts';

interface SummaryProps {
  readonly sentences: readonly DescribedSentence[];
  readonly onJump: (index: number) => void;
}

export function Summary({ sentences, onJump }: SummaryProps): ReactNode {
  if (sentences.length === 0) return null;
  return (
    <section className="panel summary" aria-label={TEXT.summary.title}>
      <h2>{TEXT.summary.title}</h2>
      <ul>
        {sentences.map(({ text, index }) => {
          // A number stays with its sign.
          const words = text.replaceAll(' %', '\u00A0%');
          return (
            <li key={text}>
              {index === null ? (
                words
              ) : (
                <button type="button" className="quiet" onClick={() => onJump(index)}>
                  {words}
                </button>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
