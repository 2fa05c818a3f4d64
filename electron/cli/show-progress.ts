/** Shows on stderr what a sync is doing: a bar at a terminal, a line a step elsewhere. */

import type { SyncSnapshot, SyncState } from '../../shared/sync.ts';
import { formatBytes } from './format-sync.ts';
import type { CommandContext } from './run-command.ts';
import type { Progress } from './terminal.ts';

/** Follows the sync until stopped. */
export function showProgress({ terminal, onSync }: Pick<CommandContext, 'terminal' | 'onSync'>): { readonly stop: () => void } {
  let bar: Progress | undefined;
  let said = '';

  const stopBar = (): void => {
    bar?.stop();
    bar = undefined;
  };

  function follow({ state }: SyncSnapshot): void {
    const line = describe(state);
    if (line !== said) {
      stopBar();
      said = line;
      if (line) terminal.note(line);
    }
    if (state.kind !== 'downloading' && state.kind !== 'uploading') return;
    bar ??= terminal.progress(state.kind === 'downloading' ? 'fetched' : 'sent', formatBytes);
    bar.update({ done: state.progress.doneBytes, total: state.progress.totalBytes });
  }

  onSync(follow);
  return {
    stop() {
      onSync(undefined);
      stopBar();
    },
  };
}

function describe(state: SyncState): string {
  switch (state.kind) {
    case 'downloading':
    case 'uploading': {
      const { channel, version, totalBytes } = state.progress;
      return state.kind === 'downloading' ? `Fetching ${channel} v${version}: ${formatBytes(totalBytes)}` : `Sending the ${channel} model`;
    }
    case 'verifying':
      return `Trying ${state.channel} v${state.version}`;
    default:
      return '';
  }
}
