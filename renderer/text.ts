/** Every word the window shows that is not part of an error or of the data. */

const plural = (count: number, one: string, many: string): string => `${formatCount(count)} ${count === 1 ? one : many}`;

export function formatCount(value: number): string {
  return value.toLocaleString();
}

export function formatPercent(share: number): string {
  const percent = share * 100;
  return percent > 0 && percent < 1 ? '< 1 %' : `${Math.round(percent)} %`;
}

export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const [value, unit] = bytes < 1e6 ? [bytes / 1e3, 'kB'] : bytes < 1e9 ? [bytes / 1e6, 'MB'] : [bytes / 1e9, 'GB'];
  return `${value.toLocaleString(undefined, { maximumFractionDigits: value < 10 ? 1 : 0 })} ${unit}`;
}

export function formatDate(iso: string): string {
  const date = new Date(iso);
  const isThisYear = date.getFullYear() === new Date().getFullYear();
  return date.toLocaleDateString(undefined, { day: 'numeric', month: 'short', ...(isThisYear ? {} : { year: 'numeric' }) });
}

export function formatDateTime(iso: string): string {
  return new Date(iso).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}

export function formatTimeLeft(seconds: number): string {
  if (seconds < 60) return `${Math.max(1, Math.round(seconds))} s left`;
  return `${Math.round(seconds / 60)} min left`;
}

const versionOf = (version: string): string => (version === 'imported' ? 'imported' : `v${version}`);

export const TEXT = {
  app: 'Moodline',
  nav: { label: 'Main', analyze: 'Analyze', library: 'Library', model: 'Model', settings: 'Settings' },
  status: {
    model: (version: string, isOffline: boolean) => `${isOffline ? 'Offline, using' : 'Using'} baseline v${version}`,
    loading: 'Starting',
    broken: 'Model needs repair',
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
  analyze: {
    title: 'Analyze',
    lead: 'What do these words feel like?',
    field: 'Text to analyze',
    placeholder: 'Drop a subtitle file here, or paste text…',
    drop: 'Drop to analyze',
    start: 'Analyze',
    open: 'Open file…',
    hint: 'SRT, WebVTT, SBV, TTML, YouTube captions, CSV or plain text. Everything stays on this machine.',
    running: 'In progress',
    stopped: 'Not finished',
    recent: 'Recent',
    all: 'Show all in the library',
    samples: 'Try a sample',
    samplesLead: 'Nothing analyzed yet. Your analyses will be listed here.',
  },
  job: {
    states: {
      waiting: 'Waiting',
      reading: 'Reading',
      predicting: 'Reading the emotions',
      saving: 'Saving',
      done: 'Done',
      failed: 'Failed',
      cancelled: 'Cancelled',
    },
    progress: (done: number, total: number) => `${formatCount(done)} / ${formatCount(total)} sentences`,
    cancelled: 'Cancelled. What was read so far is shown here; it was not saved.',
    show: 'Show',
    back: 'Back to Analyze',
    failedTitle: 'This could not be analyzed',
    gone: 'This analysis is no longer in progress.',
  },
  analysis: {
    model: (channel: string, version: string) => (channel === 'imported' ? 'imported labels' : `${channel} ${versionOf(version)}`),
    export: 'Export',
    formats: { csv: 'CSV table', json: 'JSON', srt: 'Subtitles with emotions (SRT)', xlsx: 'Excel workbook (XLSX)' },
    noTimes: 'This text has no times, so there are no subtitles to make.',
    rerun: 'Run again with the current model',
    rename: 'Rename…',
    more: 'More',
    delete: 'Delete',
    deleted: (title: string) => `Deleted “${title}”.`,
    timeline: 'Emotions over time',
    timelineText: 'Sentences in their order',
    legend: 'Taller is stronger, hollow is unsure.',
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    showAll: 'Show all',
    charts: { emotion: 'Emotion', sub_emotion: 'Sub-emotion', intensity: 'Intensity' },
    shares: 'Share of speaking time',
    sharesOfWords: 'Share of words',
    saveChart: 'Save as PNG',
    png: 'PNG',
    warnings: 'Remarks on reading this file',
    changed: (count: number, version: string) =>
      count === 0
        ? `The same labels as ${version === 'imported' ? 'in the imported sheet' : `with v${version}`}.`
        : `${plural(count, 'sentence has', 'sentences have')} other labels than ${version === 'imported' ? 'in the imported sheet' : `with v${version}`}.`,
    showChanged: 'Show only these',
    before: (labels: string) => `was ${labels}`,
    beforeNone: 'had no label',
    summaryLabel: (parts: string) => `Shares: ${parts}`,
  },
  transcript: {
    title: 'Transcript',
    lines: 'Sentences',
    search: 'Search the transcript',
    searchHint: 'Search…',
    filter: 'Show',
    all: 'all emotions',
    unsure: 'unsure ones',
    corrected: 'corrected ones',
    changed: 'changed ones',
    none: 'No sentence matches.',
    showAll: 'Show all sentences',
    shown: (shown: number, total: number) =>
      shown === total ? TEXT.counts.segments(total) : `${formatCount(shown)} of ${plural(total, 'sentence', 'sentences')}`,
    notSpeech: 'not speech',
    unlabelled: 'no label',
    unsureMark: 'unsure',
    yours: 'yours',
    edit: 'Change the labels',
  },
  correction: {
    title: 'Change the labels',
    model: (labels: string) => `The model says: ${labels}`,
    emotion: 'Emotion',
    subEmotion: 'Sub-emotion',
    intensity: 'Intensity',
    keep: 'Keep mine',
    revert: 'Back to the model’s',
  },
  library: {
    title: 'Library',
    search: 'Search titles and text',
    sort: 'Sort by',
    sorts: { created: 'newest', title: 'title', duration: 'longest' },
    import: 'Import result sheets…',
    export: 'Export all',
    formats: { json: 'JSON', csv: 'CSV table of all sentences', training: 'Corrections as training CSV' },
    empty: 'Your analyses will be kept here, and found again without a network.',
    emptyAction: 'Analyze something',
    noMatch: (query: string) => `Nothing contains “${query}”.`,
    clear: 'Clear the search',
    renameTitle: 'Rename this analysis',
    name: 'Title',
    delete: 'Delete',
    actions: (title: string) => `Actions for ${title}`,
    imported: (count: number) => `Imported ${plural(count, 'sheet', 'sheets')}.`,
    importedRows: (title: string, rows: number, skipped: number) =>
      `${title}: ${plural(rows, 'row', 'rows')}${skipped > 0 ? `, ${formatCount(skipped)} without text left out` : ''}`,
    exported: (rows: number, path: string) => `${plural(rows, 'row', 'rows')} saved as ${path}`,
    noText: 'no times',
  },
  model: {
    title: 'Model',
    installed: 'Installed on this machine',
    version: 'Version',
    created: 'Made',
    size: 'Size',
    hash: 'SHA-256',
    file: 'File',
    folder: 'Folder',
    f1: 'Weighted F1 on held-out rows',
    labels: 'Labels',
    length: 'Longest sentence',
    tokens: (count: number) => `${formatCount(count)} tokens`,
    verify: 'Verify now',
    verified: 'Whole: the hash agrees, the model loads and reads a test sentence.',
    repair: 'Install the bundled model again',
    repaired: 'The bundled model is installed again.',
    working: 'Working…',
    tasks: { emotion: 'Emotion', sub_emotion: 'Sub-emotion', intensity: 'Intensity' } as Readonly<Record<string, string>>,
    english: 'The model reads English. It is a small model and often unsure; a score is the probability that its label is right.',
  },
  settings: {
    title: 'Settings',
    look: 'Look',
    theme: 'Theme',
    themes: { system: 'As the system', light: 'Light', dark: 'Dark' },
    transcripts: 'Transcripts',
    language: 'Language of new transcripts',
    languageHint: 'A tag such as en or pt-BR. The model reads English; other languages get labels, but poor ones.',
    languageInvalid: (tag: string) => `“${tag}” is no language tag. Enter one such as en or pt-BR.`,
    network: 'Network',
    offline: 'Stay offline',
    offlineHint: 'Moodline then never uses the network, whatever is added to it later.',
    logs: 'Logs',
    log: 'Log level',
    logLevels: { error: 'Errors', warn: 'Warnings', info: 'Events', debug: 'Everything' },
    logHint: 'Logs hold events and error codes, never transcripts or passwords. Two weeks are kept.',
    data: 'Your data',
    folder: 'Folder',
    show: 'Open the folder',
    move: 'Move…',
    backup: 'Back up…',
    erase: 'Erase everything…',
    parts: { weights: 'Model', library: 'Library', logs: 'Logs', settings: 'Settings', other: 'Window’s own files' },
    total: 'Together',
    moved: 'Your data was moved.',
    backedUp: (path: string) => `Backed up to ${path}. The backup is a data folder itself: to use it, copy it back.`,
    erased: 'Everything was erased.',
    eraseTitle: 'Erase everything?',
    eraseText: (analyses: string) =>
      `This removes ${analyses} with all corrections, your settings, the logs and the model from this machine. It can’t be undone. The bundled model is installed again at once.`,
    eraseConfirm: 'Erase',
    privacy: 'What leaves this machine',
    privacyText:
      'Nothing. Transcripts, text and corrections are read, analyzed and kept on this machine only. Moodline has no account, sends no statistics and makes no request to the network; the window is not even allowed to. A file leaves only when you export or back it up to a place that is shared.',
    doctor: 'Check the installation',
    doctorRun: 'Run the check',
    doctorCopy: 'Copy report',
    doctorWell: 'Everything is in order.',
    doctorIll: 'Something is broken; the lines say what to do.',
    ok: 'ok',
    broken: 'broken',
  },
  shortcuts: {
    title: 'Keyboard shortcuts',
    list: [
      ['Ctrl/⌘ + V', 'Analyze what was copied (on Analyze)'],
      ['Ctrl/⌘ + O', 'Open a file'],
      ['Ctrl/⌘ + 1, 2, 3', 'Analyze, Library, Model'],
      ['Ctrl/⌘ + ,', 'Settings'],
      ['/ or Ctrl/⌘ + F', 'Search'],
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
