/** What follows a training: the dynamic model is published, and made the baseline when it is good enough, as far as the settings want it. */

import type { AutoSyncSettings, SyncResult } from '../../../shared/sync.ts';

export interface TrainingSync {
  readonly uploaded: boolean;
  readonly promoted: boolean;
  /** The number the registry gave it; null when it stayed here. */
  readonly version: string | null;
  /** Why it was or was not published and promoted, as a sentence. */
  readonly reason: string;
}

export interface AfterTrainingDeps {
  readonly settings: AutoSyncSettings;
  /** The weighted emotion F1 that the training measured; undefined when it measured none. */
  readonly f1: number | undefined;
  readonly canAsk: () => Promise<boolean>;
  readonly upload: () => Promise<SyncResult>;
  readonly promote: (reason: string) => Promise<SyncResult>;
}

/** Never rejects for an expected failure: the model stays on this machine then, and the reason says so. */
export async function syncAfterTraining({ settings, f1, canAsk, upload, promote }: AfterTrainingDeps): Promise<TrainingSync> {
  const kept = { uploaded: false, promoted: false, version: null };
  if (!settings.auto_upload_after_training) return { ...kept, reason: 'Not uploaded: auto_upload_after_training is off.' };
  if (!(await canAsk())) return { ...kept, reason: 'Not uploaded: no registry can be asked. "moodline sync upload" publishes it later.' };
  const sent = await upload();
  if (sent.outcome !== 'uploaded') return { ...kept, reason: `Not uploaded: ${sent.error?.message ?? sent.outcome}` };
  const uploaded = { ...kept, uploaded: true, version: sent.channels.dynamic?.to_version ?? null };
  const threshold = settings.auto_promote_threshold;
  if (f1 === undefined) return { ...uploaded, reason: 'Not promoted: its weighted emotion F1 was not measured.' };
  const compared = `its weighted emotion F1 is ${f1.toFixed(3)}, the threshold ${threshold}`;
  if (f1 < threshold) return { ...uploaded, reason: `Not promoted: ${compared}.` };
  const promotion = await promote(`By itself: ${compared}.`);
  if (promotion.outcome !== 'promoted') return { ...uploaded, reason: `Not promoted: ${promotion.error?.message ?? promotion.outcome}` };
  return { ...uploaded, promoted: true, reason: `Promoted: ${compared}.` };
}
