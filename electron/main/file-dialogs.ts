/** The file dialogs of the app, each with its filters. */

import type { BrowserWindow, Dialog } from 'electron';

export interface FileDialogs {
  /** Transcripts to analyze; empty when the person closed the dialog. */
  readonly pickTranscripts: () => Promise<readonly string[]>;
  readonly pickSheets: () => Promise<readonly string[]>;
  readonly pickFolder: (title: string) => Promise<string | undefined>;
  /** Where to save; undefined when the person closed the dialog. */
  readonly pickTarget: (suggested: string) => Promise<string | undefined>;
}

const TRANSCRIPTS = ['srt', 'vtt', 'sbv', 'ttml', 'json3', 'srv3', 'xml', 'csv', 'txt'];
/** Not allowed in a file name on one system or the other. */
const FORBIDDEN = /[\u0000-\u001F<>:"/\\|?*]+/gu;
/** Windows keeps these for devices, whatever their ending. */
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)$/iu;
/** File systems take 255 bytes; the ending, and what a file is called while it is written, need some. */
const MAX_NAME_BYTES = 180;

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

/** A title as a file name that every system takes. */
export function toFileName(title: string, ending: string): string {
  const plain = title.replaceAll(FORBIDDEN, ' ').replaceAll(/\s+/gu, ' ').trim();
  const name = cutTo(plain, MAX_NAME_BYTES).replace(/[. ]+$/u, '');
  return `${RESERVED.test(name) ? `${name}_` : name || 'Moodline'}.${ending}`;
}

/** The beginning of a text that takes no more than so many bytes, cut between characters. */
function cutTo(text: string, maxBytes: number): string {
  let bytes = 0;
  let end = 0;
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > maxBytes) break;
    end += character.length;
  }
  return text.slice(0, end);
}
