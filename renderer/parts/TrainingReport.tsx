/** The data report before a training: rows, labels as bars, what is left out and why. */

import type { ReactNode } from 'react';
import type { Emotion, SubEmotion, Task } from '../../shared/labels.ts';
import { EMOTION_OF } from '../../shared/labels.ts';
import type { DataReport } from '../../shared/training.ts';
import { formatCount, TEXT } from '../text.ts';
import { EmotionMark } from './EmotionMark.tsx';

/** Labels the model does not have that are named; the rest is counted. */
const UNKNOWN_SHOWN = 12;

export function TrainingReport({ report }: { readonly report: DataReport }): ReactNode {
  const leftOut = (Object.entries(report.left_out) as [keyof DataReport['left_out'], number][]).filter(([, count]) => count > 0);
  const unknown = Object.entries(report.unknown_labels);
  const subEmotions = Object.values(report.labels.sub_emotion).filter((count) => count > 0).length;
  return (
    <div className="training-report">
      <h3>{TEXT.train.report}</h3>
      <p>
        {TEXT.train.usable(report.usable, report.rows)}
        {report.sources.length > 1 ? (
          <span className="quiet-text"> ({report.sources.map(({ name, rows }) => TEXT.train.source(name, rows)).join(', ')})</span>
        ) : null}
      </p>
      <div className="label-counts">
        <LabelCounts task="emotion" counts={report.labels.emotion} />
        <LabelCounts task="intensity" counts={report.labels.intensity} />
      </div>
      {subEmotions === 0 ? null : (
        <details>
          <summary>{TEXT.train.subEmotions(subEmotions)}</summary>
          <LabelCounts task="sub_emotion" counts={report.labels.sub_emotion} />
        </details>
      )}
      {leftOut.length > 0 ? (
        <>
          <h4>{TEXT.train.leftOut}</h4>
          <ul className="plain-list">
            {leftOut.map(([why, count]) => (
              <li key={why}>{TEXT.train.leftOutParts[why](count)}</li>
            ))}
          </ul>
        </>
      ) : null}
      {unknown.length > 0 ? (
        <p className="quiet-text">{TEXT.train.unknown(unknown.slice(0, UNKNOWN_SHOWN), Math.max(0, unknown.length - UNKNOWN_SHOWN))}</p>
      ) : null}
      {report.remarks.length > 0 ? (
        <>
          <h4>{TEXT.train.remarks}</h4>
          <ul className="plain-list">
            {report.remarks.map((remark) => (
              <li key={remark}>{remark}</li>
            ))}
          </ul>
        </>
      ) : null}
    </div>
  );
}

function LabelCounts({ task, counts }: { readonly task: Task; readonly counts: Readonly<Record<string, number>> }): ReactNode {
  const present = Object.entries(counts).filter(([, count]) => count > 0);
  const shown = task === 'intensity' ? present : present.toSorted((a, b) => b[1] - a[1]);
  const most = Math.max(1, ...shown.map(([, count]) => count));
  return (
    <section className={`label-count ${task}`} aria-label={TEXT.train.labels(task)}>
      {task === 'sub_emotion' ? null : <h4>{TEXT.train.labels(task)}</h4>}
      {shown.length === 0 ? <p className="quiet-text">{TEXT.train.noLabels}</p> : null}
      <ul>
        {shown.map(([label, count]) => {
          const emotion = emotionOf(task, label);
          return (
            <li key={label}>
              {emotion ? <EmotionMark emotion={emotion} /> : null}
              <span className="title">{label}</span>
              <span className={`bar ${emotion ?? ''}`} aria-hidden="true">
                <span style={{ inlineSize: `${(count / most) * 100}%` }} />
              </span>
              <span className="count">{formatCount(count)}</span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function emotionOf(task: Task, label: string): Emotion | undefined {
  return task === 'emotion' ? (label as Emotion) : task === 'sub_emotion' ? EMOTION_OF[label as SubEmotion] : undefined;
}
