/** What a person asks of the sync, wherever they do it. How an operation went is told by the snapshot that follows. */

import type { Channel } from '../../shared/model-config.ts';
import { CHANNELS } from '../../shared/model-config.ts';
import { TEXT } from '../text.ts';
import { attempt, offerUndo } from './app-store.ts';
import { request } from './request.ts';

export function checkForUpdates(): void {
  void attempt(() => request('sync:check', { channels: [...CHANNELS] }));
}

export function install(channel: Channel, isForced: boolean): void {
  void attempt(() => request('sync:download', { channels: [channel], force: isForced }));
}

/** Goes back at once, and offers to undo it: going back a second time brings the newer version again. */
export async function goBack(channel: Channel): Promise<void> {
  const result = await attempt(() => request('sync:rollback', { channel }));
  const version = result?.channels[channel]?.to_version;
  if (result?.outcome !== 'rolled_back' || !version) return;
  offerUndo({ text: TEXT.sync.wentBack(version), run: () => request('sync:rollback', { channel }) });
}

export function release(channel: Channel): void {
  void attempt(() => request('sync:release', { channel }));
}
