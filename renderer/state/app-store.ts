/** What the whole window shares: where it is, and the main process's snapshots. */

import { create } from 'zustand';
import type { Failure } from '../../shared/failure.ts';
import type { AccountState } from '../../shared/ipc-sync.ts';
import type { AppInfo, Job, JobSource, ModelInfo, Notice } from '../../shared/ipc.ts';
import type { Settings } from '../../shared/settings.ts';
import type { SyncSnapshot } from '../../shared/sync.ts';
import { failureOf, request, subscribe } from './request.ts';

export type Route =
  | { readonly screen: 'analyze' | 'library' | 'model' | 'sync' | 'history' }
  /** With a section: that one is brought into view. */
  | { readonly screen: 'settings'; readonly section?: 'registry' | 'sign-in' | 'network' }
  | { readonly screen: 'analysis'; readonly id: number }
  /** An analysis that is still in progress. */
  | { readonly screen: 'job'; readonly jobId: number };

/** Something that was done and can be undone. */
export interface Undo {
  readonly text: string;
  readonly run: () => Promise<unknown>;
}

interface AppState {
  readonly route: Route;
  readonly info: AppInfo | undefined;
  readonly jobs: readonly Job[];
  readonly notices: readonly Notice[];
  readonly settings: Settings | undefined;
  readonly model: ModelInfo | undefined;
  readonly sync: SyncSnapshot | undefined;
  readonly account: AccountState | undefined;
  /** Grows with each change of the sync's history. */
  readonly historyRevision: number;
  /** Grows with each change of the library: what shows a part of it asks again. */
  readonly libraryRevision: number;
  /** The last request of the person that failed. */
  readonly failure: Failure | undefined;
  readonly undo: Undo | undefined;
  readonly dialog: 'shortcuts' | 'about' | undefined;
}

export const useApp = create<AppState>()(() => ({
  route: { screen: 'analyze' },
  info: undefined,
  jobs: [],
  notices: [],
  settings: undefined,
  model: undefined,
  sync: undefined,
  account: undefined,
  historyRevision: 0,
  libraryRevision: 0,
  failure: undefined,
  undo: undefined,
  dialog: undefined,
}));

const { setState: set, getState: get } = useApp;

/** How long something can be undone by the button; in the library it stays longer. */
const UNDO_SHOWN_MS = 10_000;
let undoTimer: number | undefined;

export function goTo(route: Route): void {
  set({ route, failure: undefined });
}

export function openDialog(dialog: AppState['dialog']): void {
  set({ dialog });
}

/** Runs what a person asked for; a failure is shown on the screen, and the result is then undefined. */
export async function attempt<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
  set({ failure: undefined });
  try {
    return await work();
  } catch (error) {
    set({ failure: failureOf(error) });
    return undefined;
  }
}

export function clearFailure(): void {
  set({ failure: undefined });
}

export function offerUndo(undo: Undo | undefined): void {
  window.clearTimeout(undoTimer);
  set({ undo });
  if (undo) undoTimer = window.setTimeout(() => set({ undo: undefined }), UNDO_SHOWN_MS);
}

/** Starts analyses; with a single one the window goes to it. */
export async function startJobs(sources: readonly JobSource[]): Promise<void> {
  const ids: number[] = [];
  await attempt(async () => {
    for (const source of sources) ids.push(...(await request('jobs:start', { source })).ids);
  });
  if (ids.length === 1) goTo({ screen: 'job', jobId: ids[0] as number });
}

export async function pickFiles(): Promise<void> {
  const picked = await attempt(() => request('jobs:pick'));
  if (!picked || picked.ids.length === 0) return;
  goTo(picked.ids.length === 1 ? { screen: 'job', jobId: picked.ids[0] as number } : { screen: 'analyze' });
}

/** Subscribes to everything, then asks once; the function returned ends that. */
export function connect(): () => void {
  const ends = [
    subscribe('jobs:changed', onJobs),
    subscribe('notices:changed', (notices) => set({ notices })),
    subscribe('settings:changed', (settings) => set({ settings })),
    subscribe('model:changed', (model) => set({ model })),
    subscribe('sync:changed', (sync) => set({ sync })),
    subscribe('account:changed', (account) => set({ account })),
    subscribe('history:changed', ({ revision }) => set({ historyRevision: revision })),
    subscribe('library:changed', ({ revision }) => set({ libraryRevision: revision })),
  ];
  void attempt(async () => set({ info: await request('app:info') }));
  void attempt(() => request('app:ready'));
  return () => ends.forEach((end) => end());
}

/** Who watches an analysis in progress goes on to the one in the library when it is saved. */
function onJobs(jobs: readonly Job[]): void {
  const { route } = get();
  set({ jobs });
  if (route.screen !== 'job') return;
  const watched = jobs.find((job) => job.id === route.jobId);
  if (watched?.state === 'done' && watched.analysisId !== null) set({ route: { screen: 'analysis', id: watched.analysisId } });
}
