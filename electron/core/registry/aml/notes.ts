/** Moodline's own notes in the workspace's default datastore: claimed numbers, and whose turn it is to publish. */

import { MODEL_NAMES } from '../../../../shared/manifest.ts';
import type { Channel } from '../../../../shared/model-config.ts';

const FOLDER = 'moodline';

/** The claim of a number; without a number, the folder of all. */
export const claimPath = (channel: Channel, version: string): string =>
  `${FOLDER}/${MODEL_NAMES[channel]}/claims/${version && `${version}/claim.json`}`;

export const turnPath = (channel: Channel): string => `${FOLDER}/${MODEL_NAMES[channel]}/turn.json`;

/** A blob that nobody ever makes. */
export const probePath = `${FOLDER}/probe.json`;
