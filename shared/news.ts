/** What Moodline tells of by itself: the events, and their words, which a system notification and the window share. */

import { z } from 'zod';
import { assertNever } from './app-error.ts';

export const NEWS_KINDS = ['model_promoted', 'newer_baseline', 'upload_waiting'] as const;
export type NewsKind = (typeof NEWS_KINDS)[number];

const version = z.string();

export const newsEventSchema = z.discriminatedUnion('kind', [
  /** A dynamic version became everybody's baseline, from this machine. `reason` is the rule's sentence, or the person's words; empty for none. */
  z.object({ kind: z.literal('model_promoted'), dynamic: version, baseline: version, reason: z.string(), isByRule: z.boolean() }),
  /** A newer baseline is in use on this machine; `from` is the one before. */
  z.object({ kind: z.literal('newer_baseline'), version, from: version }),
  /** What a trained model waits for until the registry can be reached. `sha256` is that of its weights, in hex. */
  z.object({ kind: z.literal('upload_waiting'), version, sha256: z.string(), waitsFor: z.enum(['upload', 'promotion']) }),
]);
export type NewsEvent = z.infer<typeof newsEventSchema>;

export interface NewsEntry {
  readonly id: number;
  /** ISO 8601 in UTC. */
  readonly at: string;
  readonly event: NewsEvent;
  readonly isSeen: boolean;
}

export interface NewsWords {
  readonly title: string;
  readonly body: string;
  /** The screen that shows more of it. */
  readonly screen: 'sync' | 'history';
}

/** What happened, in words. */
export function describeNews(event: NewsEvent): NewsWords {
  switch (event.kind) {
    case 'model_promoted': {
      const now = `It is baseline v${event.baseline} in the registry now, for everybody who follows it.`;
      const why = event.reason === '' ? '' : event.isByRule ? ` ${event.reason}` : ` Reason: ${event.reason}`;
      return { title: `Dynamic v${event.dynamic} was promoted`, body: `${now}${why}`, screen: 'history' };
    }
    case 'newer_baseline':
      return {
        title: `Moodline uses baseline v${event.version} now`,
        body: `It took the place of v${event.from}, which is kept. Analyses from now on are made with it.`,
        screen: 'sync',
      };
    case 'upload_waiting':
      return event.waitsFor === 'upload'
        ? {
            title: 'A trained model waits to be uploaded',
            body: `${event.version} is kept and works on this machine. It is uploaded when the registry can be reached.`,
            screen: 'sync',
          }
        : {
            title: 'A trained model waits to be promoted',
            body: `Dynamic v${event.version} is uploaded. It becomes the baseline when the registry can be reached.`,
            screen: 'sync',
          };
    default:
      return assertNever(event);
  }
}
