/** What a person does with an analysis of the library, wherever they do it. */

import type { ExportFormat } from '../../shared/ipc.ts';
import { TEXT } from '../text.ts';
import { attempt, goTo, offerUndo } from './app-store.ts';
import { request } from './request.ts';

/** Deletes at once, and offers to undo it. */
export async function deleteAnalysis(id: number, title: string): Promise<boolean> {
  const done = await attempt(() => request('library:delete', { ids: [id] }));
  if (done === undefined) return false;
  offerUndo({ text: TEXT.analysis.deleted(title), run: () => request('library:restore', { ids: [id] }) });
  return true;
}

export async function rerunAnalysis(id: number): Promise<void> {
  const job = await attempt(() => request('jobs:rerun', { id }));
  if (job) goTo({ screen: 'job', jobId: job.id });
}

/** The path of the exported file; undefined when the person chose none or it failed. */
export async function exportAs(id: number, format: ExportFormat): Promise<string | undefined> {
  return (await attempt(() => request('library:export', { id, format })))?.path;
}
