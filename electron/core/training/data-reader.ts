/** Reads what a training would learn from, whenever it has changed, and tells what there is. */

import { stat } from 'node:fs/promises';
import { toFailure } from '../../../shared/failure.ts';
import type { TrainingDataState } from '../../../shared/ipc-training.ts';
import type { TrainRequest } from './train.ts';

type Choice = Pick<TrainRequest, 'files' | 'hasCorrections' | 'evaluationFile'>;

export interface DataReader {
  /** Resolves when it is known whether there is something new to read; the reading goes on. `corrections`: changes when those in the library do. */
  readonly read: (choice: Choice, corrections: string) => Promise<void>;
  /** The library can't be read. */
  readonly fail: (error: unknown) => void;
  readonly stop: () => void;
}

/** `onState` is told of each state, the reading included. */
export function createDataReader(home: string, onState: (state: TrainingDataState) => void): DataReader {
  /** What was read last, or is being read; undefined when that came to nothing. */
  let known: string | undefined;
  let reading: AbortController | undefined;
  /** Grows with each call: of two choices the later one counts. */
  let asked = 0;

  async function readNow(choice: Choice, own: AbortController): Promise<void> {
    const tell = (state: TrainingDataState): void => {
      if (own === reading) onState(state);
    };
    tell({ kind: 'reading' });
    try {
      // Loaded at the first use: a window that never trains must not pay for it.
      const { readData, readEvaluation } = await import('./read-sources.ts');
      const { report } = await readData(choice, home, own.signal);
      own.signal.throwIfAborted();
      const measured = choice.evaluationFile === undefined ? null : await readEvaluation(choice.evaluationFile, own.signal);
      tell({ kind: 'ready', report, measured: measured && measured.report });
    } catch (error) {
      if (own === reading) known = undefined;
      tell({ kind: 'failed', failure: toFailure(error) });
    }
  }

  function stop(): void {
    asked += 1;
    reading?.abort();
    reading = undefined;
    known = undefined;
  }

  return {
    async read(choice, corrections) {
      const turn = (asked += 1);
      const paths = [...choice.files, ...(choice.evaluationFile === undefined ? [] : [choice.evaluationFile])];
      const stamp = JSON.stringify([choice, choice.hasCorrections ? corrections : '', await Promise.all(paths.map(lookAt))]);
      if (turn !== asked) return;
      if (choice.files.length === 0 && !choice.hasCorrections) {
        stop();
        onState({ kind: 'none' });
        return;
      }
      if (stamp === known) return;
      reading?.abort();
      known = stamp;
      reading = new AbortController();
      void readNow(choice, reading);
    },
    fail(error) {
      stop();
      onState({ kind: 'failed', failure: toFailure(error) });
    },
    stop,
  };
}

/** Changes when the file does. */
async function lookAt(path: string): Promise<string> {
  return stat(path).then(
    ({ mtimeMs, size }) => `${mtimeMs} ${size}`,
    () => 'not there',
  );
}
