/** The file dialogs of the app, each with its filters. */

import type { BrowserWindow, Dialog } from 'electron';
import { AUDIO_ENDINGS, VIDEO_ENDINGS } from '../core/library/media-links.ts';

export interface FileDialogs {
  /** Transcripts to analyze; empty when the person closed the dialog. */
  readonly pickTranscripts: () => Promise<readonly string[]>;
  readonly pickSheets: () => Promise<readonly string[]>;
  /** CSV files with labelled rows; at most one where only one is wanted. */
  readonly pickTables: (options: { readonly title: string; readonly isSeveral: boolean }) => Promise<readonly string[]>;
  /** One video or audio file. */
  readonly pickMedia: () => Promise<string | undefined>;
  readonly pickFolder: (title: string) => Promise<string | undefined>;
  /** Where to save; undefined when the person closed the dialog. */
  readonly pickTarget: (suggested: string) => Promise<string | undefined>;
}

const TRANSCRIPTS = ['srt', 'vtt', 'sbv', 'ttml', 'json3', 'srv3', 'xml', 'csv', 'txt'];

/** They stand before `window`, or alone where there is none. What is chosen is not looked at; a dialog rejects only where the system can't show it. */
export function createFileDialogs(
  dialog: Pick<Dialog, 'showOpenDialog' | 'showSaveDialog'>,
  window: () => BrowserWindow | undefined,
): FileDialogs {
  async function open(options: Electron.OpenDialogOptions): Promise<readonly string[]> {
    const parent = window();
    const { canceled, filePaths } = await (parent ? dialog.showOpenDialog(parent, options) : dialog.showOpenDialog(options));
    return canceled ? [] : filePaths;
  }
  return {
    pickTranscripts: () =>
      open({
        title: 'Open transcripts',
        properties: ['openFile', 'multiSelections'],
        filters: [
          { name: 'Subtitles, captions and text', extensions: TRANSCRIPTS },
          { name: 'All files', extensions: ['*'] },
        ],
      }),
    pickSheets: () =>
      open({
        title: 'Import result sheets',
        properties: ['openFile', 'multiSelections'],
        filters: [{ name: 'Excel workbooks', extensions: ['xlsx'] }],
      }),
    pickTables: ({ title, isSeveral }) =>
      open({
        title,
        properties: isSeveral ? ['openFile', 'multiSelections'] : ['openFile'],
        filters: [
          { name: 'CSV tables', extensions: ['csv'] },
          { name: 'All files', extensions: ['*'] },
        ],
      }),
    pickMedia: async () =>
      (
        await open({
          title: 'Choose the video or audio file',
          properties: ['openFile'],
          filters: [{ name: 'Video and audio', extensions: [...VIDEO_ENDINGS, ...AUDIO_ENDINGS] }],
        })
      )[0],
    pickFolder: async (title) => (await open({ title, properties: ['openDirectory', 'createDirectory'] }))[0],
    async pickTarget(suggested) {
      const ending = suggested.split('.').at(-1) ?? '*';
      const options = { defaultPath: suggested, filters: [{ name: ending.toUpperCase(), extensions: [ending] }] };
      const parent = window();
      const { canceled, filePath } = await (parent ? dialog.showSaveDialog(parent, options) : dialog.showSaveDialog(options));
      return canceled || !filePath ? undefined : filePath;
    },
  };
}
