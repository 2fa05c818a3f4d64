/** What the whole window shares: where it is, and the main process's snapshots. */

import { create } from 'zustand';
import type { ComparisonSnapshot, VersionRef } from '../../shared/comparison.ts';
import type { Failure } from '../../shared/failure.ts';
import type { AccountState } from '../../shared/ipc-sync.ts';
import type { TrainingSnapshot } from '../../shared/ipc-training.ts';
import type { MediaFile } from '../../shared/ipc-video.ts';
import type { AppInfo, Job, JobSource, ModelInfo, Notice } from '../../shared/ipc.ts';
import type { Settings } from '../../shared/settings.ts';
import type { NewsEntry } from '../../shared/news.ts';
import type { SyncSnapshot } from '../../shared/sync.ts';
import { failureOf, request, subscribe } from './request.ts';

export const MODEL_TABS = ['in-use', 'versions', 'compare'] as const;
export type ModelTab = (typeof MODEL_TABS)[number];

export type Route =
  | { readonly screen: 'analyze' | 'library' | 'queue' | 'train' | 'sync' | 'history' }
  /** `first` and `second`: what the comparison's tab has chosen. */
  | { readonly screen: 'model'; readonly tab?: ModelTab; readonly first?: VersionRef; readonly second?: VersionRef }
  | { readonly screen: 'compare'; readonly ids: readonly number[] }
  /** With a section: that one is brought into view. */
  | { readonly screen: 'settings'; readonly section?: 'registry' | 'sign-in' | 'network' | 'notifications' }
  /** Continued: from the screen of its progress. */
  | { readonly screen: 'analysis'; readonly id: number; readonly isContinued?: boolean }
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
  readonly training: TrainingSnapshot | undefined;
  /** Newest first. */
  readonly news: readonly NewsEntry[];
  /** The comparison of two models, as it stands. */
  readonly comparison: ComparisonSnapshot | undefined;
  /** Grows with each change of the sync's history. */
  readonly historyRevision: number;
  /** Grows with each change of the library: what shows a part of it asks again. */
  readonly libraryRevision: number;
  /** The last request of the person that failed. */
  readonly failure: Failure | undefined;
  readonly undo: Undo | undefined;
  /** Video and audio files that were dropped with their subtitles, by the analysis; the window has them for as long as it is open. */
  readonly droppedMedia: Readonly<Record<number, MediaFile>>;
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
  training: undefined,
  news: [],
  comparison: undefined,
  historyRevision: 0,
  libraryRevision: 0,
  failure: undefined,
  undo: undefined,
  droppedMedia: {},
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

/** The same for what nobody pressed a button for: what is said on the screen stays there. */
export async function quietly<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
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

/** Files that play beside the analysis of a job, once it is done. */
const mediaOfJobs = new Map<number, MediaFile>();

/** Starts analyses, each with the file that plays beside it; with a single one the window goes to it, with several to the queue. */
export async function startJobs(sources: readonly (JobSource & { readonly media?: MediaFile })[]): Promise<void> {
  const ids: number[] = [];
  const { route } = get();
  await attempt(async () => {
    for (const { media, ...source } of sources) {
      const started = await request('jobs:start', { source });
      ids.push(...started.ids);
      if (media) for (const id of started.ids) mediaOfJobs.set(id, media);
    }
  });
  showJobs(ids, route);
}

/** Who went somewhere else meanwhile is not called back. */
function showJobs(ids: readonly number[], from: Route): void {
  if (get().route !== from) return;
  if (ids.length === 1) goTo({ screen: 'job', jobId: ids[0] as number });
  else if (ids.length > 1) goTo({ screen: 'queue' });
}

/** A dropped file plays beside the analysis that is open. */
export function playBeside(analysisId: number, media: MediaFile): void {
  set({ droppedMedia: { ...get().droppedMedia, [analysisId]: media } });
}

export async function pickFiles(): Promise<void> {
  const { route } = get();
  const picked = await attempt(() => request('jobs:pick'));
  if (picked) showJobs(picked.ids, route);
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
    subscribe('training:changed', (training) => set({ training })),
    subscribe('news:changed', (news) => set({ news })),
    subscribe('comparison:changed', (comparison) => set({ comparison })),
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
  for (const { id, analysisId } of jobs) {
    const media = analysisId === null ? undefined : mediaOfJobs.get(id);
    if (!media || analysisId === null) continue;
    mediaOfJobs.delete(id);
    playBeside(analysisId, media);
  }
  if (route.screen !== 'job') return;
  const watched = jobs.find((job) => job.id === route.jobId);
  if (watched?.state === 'done' && watched.analysisId !== null)
    set({ route: { screen: 'analysis', id: watched.analysisId, isContinued: true } });
}
