/** The part of the window's contract that is about versions of models: making one current, and comparing two. */

import { z } from 'zod';
import type { ComparisonSnapshot } from './comparison.ts';
import { anyVersionSchema } from './manifest.ts';
import { CHANNELS } from './model-config.ts';
import type { SyncResult } from './sync.ts';

const none = z.undefined();
const versionRef = z.object({ channel: z.enum(CHANNELS), version: anyVersionSchema });

export const MODEL_REQUEST_INPUTS = {
  'models:use': versionRef,
  'comparison:get': none,
  'comparison:start': z.object({ first: versionRef, second: versionRef, on: z.enum(['library', 'file']) }),
  'comparison:cancel': none,
} as const;

export interface ModelRequestResults {
  /** Makes a version the current one of its channel: kept here, or fetched from the registry. A newer one is held then. */
  'models:use': SyncResult;
  'comparison:get': ComparisonSnapshot;
  /** Answers when it has begun; `comparison:changed` tells the rest. On a file: asks for it first, and null when the person closed the dialog. */
  'comparison:start': ComparisonSnapshot | null;
  'comparison:cancel': null;
}

export interface ModelEventPayloads {
  'comparison:changed': ComparisonSnapshot;
}
