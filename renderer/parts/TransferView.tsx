/** A transfer in numbers: done and total, speed, time left. */

import type { ReactNode } from 'react';
import type { TransferProgress } from '../../shared/sync.ts';
import { shareOf } from '../state/describe-sync.ts';
import { TEXT } from '../text.ts';

interface TransferViewProps {
  readonly progress: TransferProgress;
  readonly isPaused: boolean;
  readonly name: string;
}

export function TransferView({ progress, isPaused, name }: TransferViewProps): ReactNode {
  const { doneBytes, totalBytes, bytesPerSecond, secondsLeft } = progress;
  const words = [
    TEXT.sync.transferred(doneBytes, totalBytes, shareOf(progress)),
    ...(isPaused || bytesPerSecond === null || bytesPerSecond <= 0 ? [] : [TEXT.sync.speed(bytesPerSecond)]),
    ...(isPaused || secondsLeft === null ? [] : [TEXT.sync.left(secondsLeft)]),
  ].join(' · ');
  return (
    <div className="progress">
      <progress aria-label={name} max={Math.max(1, totalBytes)} value={doneBytes} />
      <span className="quiet-text">{words}</span>
    </div>
  );
}
