/** What an online endpoint is asked and answers: the contract between Moodline and `models/recipe/score.py`. */

import { z } from 'zod';
import { EMOTIONS, INTENSITIES, SUB_EMOTIONS } from './labels.ts';
import { CHANNELS } from './model-config.ts';

/** Texts of one request; score.py refuses more. */
export const MAX_ENDPOINT_TEXTS = 64;

export interface EndpointRequest {
  readonly texts: readonly string[];
}

const score = z.number().min(0).max(1);

export const endpointAnswerSchema = z.object({
  model: z.object({
    channel: z.enum(CHANNELS),
    version: z.string().max(64),
    /** Hex SHA-256 of the weights. */
    sha256: z.string().regex(/^[0-9a-f]{64}$/u),
  }),
  /** In the order of the texts. */
  predictions: z.array(
    z.object({
      emotion: z.enum(EMOTIONS),
      emotion_score: score,
      sub_emotion: z.enum(SUB_EMOTIONS),
      sub_emotion_score: score,
      intensity: z.enum(INTENSITIES),
      intensity_score: score,
    }),
  ),
});
export type EndpointAnswer = z.infer<typeof endpointAnswerSchema>;
