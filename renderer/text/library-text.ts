/** The words of the library and of the model's page. */

import { formatCount, plural } from './format.ts';

export const LIBRARY_TEXT = {
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
    damaged: (count: number) =>
      count === 1
        ? 'One damaged analysis is not in it. Delete it in the library and analyze it again.'
        : `${formatCount(count)} damaged analyses are not in it. Delete them in the library and analyze them again.`,
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
};
