/** What the training desk keeps over a restart, in the library's file: what was chosen, and what came of the last training. */

import { z } from 'zod';
import type { LastTraining } from '../../../shared/ipc-training.ts';
import { TASKS } from '../../../shared/labels.ts';
import { createLazyDatabase } from '../library/lazy-database.ts';

const choiceSchema = z.object({
  /** Paths. */
  files: z.array(z.string()),
  evaluation: z.string().nullable(),
  hasCorrections: z.boolean(),
  mayUpload: z.boolean(),
  seed: z.number(),
  epochs: z.number(),
});
export type StoredChoice = Readonly<z.infer<typeof choiceSchema>>;

const count = z.number();
const counts = z.record(z.string(), count);
const interval = z.object({ value: z.number(), low: z.number(), high: z.number() });
const taskEvaluation = z.object({
  rows: count,
  f1_weighted: interval,
  f1_macro: z.number(),
  accuracy: z.number(),
  calibration_error: z.number(),
  labels: z.array(z.string()),
  per_label: z.record(z.string(), z.object({ precision: z.number(), recall: z.number(), f1: z.number(), support: count })),
  confusion: z.array(z.array(count)),
  baseline_f1_weighted: z.number(),
  difference: interval,
});
const resultSchema = z.object({
  version: z.string(),
  metrics: z.record(z.string(), z.record(z.string(), z.number())),
  leaks_removed: count,
  rows: count,
  uploaded: z.boolean(),
  promoted: z.boolean(),
  reason: z.string(),
  parent: z.object({ channel: z.string(), version: z.string() }),
  report: z.object({
    sources: z.array(z.object({ name: z.string(), rows: count })),
    rows: count,
    usable: count,
    labels: z.object({ emotion: counts, sub_emotion: counts, intensity: counts }),
    left_out: z.object({
      no_text: count,
      unknown_label: count,
      inconsistent: count,
      not_english: count,
      duplicates: count,
      conflicts: count,
    }),
    unknown_labels: counts,
    remarks: z.array(z.string()),
  }),
  evaluation: z
    .object({
      rows: count,
      leaks_removed: count,
      leak_examples: z.array(z.string()),
      tasks: z.partialRecord(z.enum(TASKS), taskEvaluation),
      sure_rows: count,
      sure_agreement: z.number(),
      remarks: z.array(z.string()),
    })
    .nullable(),
  seconds: z.object({ embedding: z.number(), fitting: z.number(), total: z.number() }),
});
const curve = z.object({ loss: z.array(z.number()), f1: z.array(z.number()) });
const lastSchema = z.object({ finishedAt: z.string(), result: resultSchema, curves: z.partialRecord(z.enum(TASKS), curve) });

export interface TrainingStore {
  /** What an earlier run left; null for what is not there or can't be read. */
  readonly read: () => { readonly choice: StoredChoice | null; readonly last: LastTraining | null; readonly isCutOff: boolean };
  readonly keepChoice: (choice: StoredChoice) => void;
  readonly keepLast: (last: LastTraining) => void;
  /** A training runs, or ended in whatever way: one that a restart finds marked was cut off. */
  readonly markRunning: (isRunning: boolean) => void;
  /** Corrections of analyses that are not deleted, and the time of the newest. Throws what the library throws. */
  readonly countCorrections: () => { readonly count: number; readonly newest: string };
  readonly close: () => void;
}

/** The file is opened by the first call. `onTrouble` is told when something can't be kept: the desk goes on without. */
export function createTrainingStore(home: string, onTrouble: (error: unknown) => void): TrainingStore {
  const library = createLazyDatabase(home);

  function keep(part: string, content: unknown): void {
    try {
      library.use((database) =>
        database.prepare('INSERT OR REPLACE INTO training_desk (part, content) VALUES (?, ?)').run(part, JSON.stringify(content)),
      );
    } catch (error) {
      onTrouble(error);
    }
  }

  function readPart<Content>(part: string, schema: z.ZodType<Content>): Content | null {
    try {
      const content = library.use(
        (database) => database.prepare('SELECT content FROM training_desk WHERE part = ?').get(part)?.['content'],
      );
      return content === undefined ? null : (schema.safeParse(JSON.parse(String(content))).data ?? null);
    } catch (error) {
      onTrouble(error);
      return null;
    }
  }

  return {
    read: () => ({
      choice: readPart('choice', choiceSchema),
      last: readPart('last', lastSchema),
      isCutOff: readPart('running', z.boolean()) ?? false,
    }),
    keepChoice: (choice) => keep('choice', choice),
    keepLast: (last) => keep('last', last),
    markRunning: (isRunning) => keep('running', isRunning),
    countCorrections: () =>
      library.use((database) => {
        const found = database
          .prepare(
            `SELECT count(*) AS count, max(corrected_at) AS newest FROM corrections
             JOIN analyses ON analyses.id = corrections.analysis_id WHERE analyses.deleted_at IS NULL`,
          )
          .get();
        return { count: Number(found?.['count'] ?? 0), newest: String(found?.['newest'] ?? '') };
      }),
    close: library.close,
  };
}
