/** What follows a training: the dynamic model is published, and made the baseline when it has earned it, as far as the settings want it. */

import type { AutoSyncSettings, SyncResult } from '../../../shared/sync.ts';
import type { ChannelConfig } from '../../../shared/model-config.ts';
import { judgePromotion } from '../../../shared/promotion-rule.ts';
import type { Waiting } from './sync-memory.ts';

export interface TrainingSync {
  readonly uploaded: boolean;
  readonly promoted: boolean;
  /** The number the registry gave it; null when it stayed here. */
  readonly version: string | null;
  /** Why it was or was not published and promoted, as a sentence. */
  readonly reason: string;
}

/** What is left to do for a model, and what is known of it. */
export interface AfterTrainingDeps {
  readonly settings: AutoSyncSettings;
  /** The trained model as it is installed. */
  readonly model: Pick<ChannelConfig, 'version' | 'sha256' | 'metrics' | 'parent'>;
  /** The baseline that is installed now; undefined when there is none. */
  readonly baselineVersion: string | undefined;
  readonly access: 'open' | 'none' | 'offline';
  readonly upload: () => Promise<SyncResult>;
  /** Promotes this version and no other, and only over the baseline it was measured against. */
  readonly promote: (version: string, reason: string) => Promise<SyncResult>;
  /** Remembers what is left to do until there is a network again; null when nothing is. */
  readonly wait: (waiting: Waiting | null) => Promise<void>;
}

const LATER = 'It waits, and is uploaded when the registry can be reached again.';

/** Never rejects for an expected failure: the model stays on this machine then, and the reason says so. */
export async function syncAfterTraining(deps: AfterTrainingDeps): Promise<TrainingSync> {
  const { settings, model, access, upload, wait } = deps;
  const kept = { uploaded: false, promoted: false, version: null };
  if (!settings.auto_upload_after_training)
    return { ...kept, reason: 'Not uploaded: uploading after a training is switched off (auto_upload_after_training).' };
  if (access === 'none') return { ...kept, reason: 'Not uploaded: there is no registry to upload it to.' };
  // Noted first: a kill in the middle of the upload leaves it to the next start.
  await wait({ sha256: model.sha256, version: null });
  if (access === 'offline') return { ...kept, reason: `Not uploaded: Moodline is set to stay offline. ${LATER}` };
  const sent = await upload();
  const version = sent.channels.dynamic?.to_version ?? null;
  if (sent.outcome !== 'uploaded' || version === null) {
    const isLater = mayHelpLater(sent);
    if (!isLater) await wait(null);
    return { ...kept, reason: `Not uploaded: ${sent.error?.message ?? sent.outcome}${isLater ? ` ${LATER}` : ''}` };
  }
  return promoteByRule(deps, version);
}

/** The second half, for a version that was uploaded already. */
export async function promoteByRule(deps: Omit<AfterTrainingDeps, 'upload' | 'access'>, version: string): Promise<TrainingSync> {
  const { settings, model, baselineVersion, promote, wait } = deps;
  const uploaded = { uploaded: true, promoted: false, version };
  const verdict = judgePromotion(model.metrics, settings.auto_promote_threshold);
  const isOverThis = model.parent?.channel === 'baseline' && model.parent.version === baselineVersion;
  if (!verdict.isMet || !isOverThis) {
    await wait(null);
    const why = verdict.isMet
      ? `it was measured against baseline ${model.parent?.version ?? 'none'}, and ${baselineVersion ?? 'none'} is installed now; train again`
      : verdict.why;
    return { ...uploaded, reason: `Not promoted: ${why}.` };
  }
  await wait({ sha256: model.sha256, version });
  const promotion = await promote(version, `By itself: ${verdict.why}.`);
  if (promotion.outcome === 'promoted') {
    await wait(null);
    return { ...uploaded, promoted: true, reason: `Promoted: ${verdict.why}.` };
  }
  if (!mayHelpLater(promotion)) await wait(null);
  return { ...uploaded, reason: `Not promoted: ${promotion.error?.message ?? promotion.outcome}` };
}

/** What no other day would change; a network, a sign-in or a share that is missing may be there tomorrow. */
const FINAL: ReadonlySet<string> = new Set(['nothing_to_upload', 'nothing_to_promote', 'registry_conflict']);

function mayHelpLater({ error }: SyncResult): boolean {
  return error !== null && !FINAL.has(error.code) && !/^(?:model|tokenizer)_/u.test(error.code);
}
