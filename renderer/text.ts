/** Every word the window shows that is not part of an error or of the data. */

import { ANALYSIS_TEXT } from './text/analysis-text.ts';
import { formatCount, plural } from './text/format.ts';
import { LIBRARY_TEXT } from './text/library-text.ts';
import { NEWS_TEXT } from './text/news-text.ts';
import { MODELS_TEXT } from './text/models-text.ts';
import { REGISTRY_TEXT } from './text/registry-text.ts';
import { SETTINGS_TEXT } from './text/settings-text.ts';
import { SYNC_TEXT } from './text/sync-text.ts';
import { TRAINING_TEXT } from './text/training-text.ts';
import { VIDEO_TEXT } from './text/video-text.ts';

export {
  formatBytes,
  formatCount,
  formatDate,
  formatDateTime,
  formatPercent,
  formatTime,
  formatTimeLeft,
  formatVersion,
} from './text/format.ts';

export const TEXT = {
  app: 'Moodline',
  nav: {
    label: 'Main',
    analyze: 'Analyze',
    library: 'Library',
    queue: 'Queue',
    model: 'Model',
    train: 'Train',
    sync: 'Sync',
    history: 'History',
    settings: 'Settings',
    newer: 'a newer model is there',
  },
  common: {
    cancel: 'Cancel',
    close: 'Close',
    dismiss: 'Dismiss',
    undo: 'Undo',
    copy: 'Copy',
    copied: 'Copied',
    copyCode: 'Copy the error',
    details: 'Details',
    save: 'Save',
    loading: 'Loading',
    saved: (path: string) => `Saved as ${path}`,
  },
  counts: {
    segments: (count: number) => plural(count, 'sentence', 'sentences'),
    analyses: (count: number) => plural(count, 'analysis', 'analyses'),
    corrected: (count: number) => `${formatCount(count)} corrected`,
    uncertain: (count: number) => `${formatCount(count)} unsure`,
  },
  ...ANALYSIS_TEXT,
  ...LIBRARY_TEXT,
  ...SYNC_TEXT,
  ...TRAINING_TEXT,
  ...MODELS_TEXT,
  ...REGISTRY_TEXT,
  ...SETTINGS_TEXT,
  ...VIDEO_TEXT,
  ...NEWS_TEXT,
  shortcuts: {
    title: 'Keyboard shortcuts',
    list: [
      ['Ctrl/⌘ + V', 'Analyze what was copied (on Analyze)'],
      ['Ctrl/⌘ + O', 'Open a file'],
      ['Ctrl/⌘ + 1 … 6', 'Analyze, Library, Model, Train, Sync, History'],
      ['Ctrl/⌘ + ,', 'Settings'],
      ['/ or Ctrl/⌘ + F', 'Search'],
      ['Space', 'Play or pause the video'],
      ['← →', 'Previous and next of the sentences shown'],
      ['Enter', 'Change the labels of the current sentence'],
      ['+ − 0', 'Zoom the timeline, show all'],
      ['Esc', 'Leave the search or close what is open'],
      ['?', 'This list'],
    ] as const,
  },
  about: {
    title: 'About Moodline',
    version: (version: string) => `Version ${version}`,
    host: {
      electron: (version: string) => `Runs in Electron ${version}.`,
      chromium: (version: string) => `Runs in an installed Chromium, in place of Electron ${version}.`,
    },
    what: 'Reads the emotions in a video’s words, on this machine.',
    credits: 'The labels are those of GoEmotions (Demszky et al., 2020).',
    goEmotions: 'Read the paper',
  },
};
