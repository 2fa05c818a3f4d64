/** Holds the loaded model of each channel, and changes it for another version without a failed or a mixed prediction. */

import type { Channel } from '../../../shared/model-config.ts';
import type { LoadedModel } from '../analyze.ts';
import type { ModelFiles } from '../weights/model-files.ts';

export interface ModelSwitchDeps {
  readonly load: (channel: Channel) => Promise<LoadedModel>;
  /** False when other files took the place of these while they were loaded: then they are loaded anew. */
  readonly isCurrent?: (files: ModelFiles) => Promise<boolean>;
}

export interface ModelSwitch {
  /** The channel's model, loaded at the first call and ready. A failure is not remembered: the next call tries anew. */
  current(channel: Channel): Promise<LoadedModel>;
  /** Runs `work` with the channel's model, which is not closed before `work` ends. */
  use<Result>(channel: Channel, work: (model: LoadedModel) => Promise<Result>): Promise<Result>;
  /** Loads what is installed now beside what is loaded; then it takes its place. Does nothing for a channel that was never loaded. On failure the old one stays. */
  replace(channel: Channel): Promise<void>;
  /** Closes the channel's model at once; the next call loads it anew. */
  drop(channel: Channel): Promise<void>;
  close(): Promise<void>;
}
export declare function createModelSwitch(deps: ModelSwitchDeps): ModelSwitch;
