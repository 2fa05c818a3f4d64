/** Files dropped anywhere in the window, and what is pasted on the Analyze screen, are analyzed; tables dropped on the Train screen are trained with. */

import type { MediaFile } from '../../shared/ipc-video.ts';
import type { JobSource } from '../../shared/ipc.ts';
import { playBeside, startJobs, useApp } from './app-store.ts';
import { dropForTraining } from './training-actions.ts';

/** The same limit as the main process's, which refuses larger files; they are not even read here. */
const MAX_BYTES = 20_000_000;

/** Watches the window; the function returned ends that. */
export function watchDrops(): () => void {
  const onDragOver = (event: DragEvent): void => {
    if (!event.dataTransfer?.types.includes('Files') && !event.dataTransfer?.types.includes('text/plain')) return;
    event.preventDefault();
    document.documentElement.dataset['dropping'] = 'true';
  };
  const onDragEnd = (event: DragEvent): void => {
    if (event.relatedTarget === null) delete document.documentElement.dataset['dropping'];
  };
  const onDrop = (event: DragEvent): void => {
    event.preventDefault();
    delete document.documentElement.dataset['dropping'];
    void analyzeTransfer(event.dataTransfer);
  };
  const onPaste = (event: ClipboardEvent): void => {
    const isTyping = event.target instanceof HTMLElement && event.target.matches('input, textarea, select');
    const hasFiles = (event.clipboardData?.files.length ?? 0) > 0;
    if (useApp.getState().route.screen !== 'analyze' || (isTyping && !hasFiles)) return;
    event.preventDefault();
    void analyzeTransfer(event.clipboardData);
  };
  window.addEventListener('dragover', onDragOver);
  window.addEventListener('dragleave', onDragEnd);
  window.addEventListener('drop', onDrop);
  window.addEventListener('paste', onPaste);
  return () => {
    window.removeEventListener('dragover', onDragOver);
    window.removeEventListener('dragleave', onDragEnd);
    window.removeEventListener('drop', onDrop);
    window.removeEventListener('paste', onPaste);
  };
}

async function analyzeTransfer(transfer: DataTransfer | null): Promise<void> {
  const files = [...(transfer?.files ?? [])];
  const text = transfer?.getData('text/plain') ?? '';
  if (files.length > 0) await analyzeFiles(files);
  else if (text.trim() !== '') await startJobs([{ kind: 'text', text }]);
}

/** A video or audio file goes with the subtitles of its name, or with the only ones; alone, with the analysis that is open. */
async function analyzeFiles(files: readonly File[]): Promise<void> {
  const { route } = useApp.getState();
  const tables = route.screen === 'train' ? files.filter(({ name }) => /\.csv$/iu.test(name)) : [];
  if (tables.length > 0) await dropForTraining(await Promise.all(tables.map(toSource)));
  const media = files.filter((file) => kindOf(file) !== null);
  const others = files.filter((file) => !media.includes(file) && !tables.includes(file));
  const [first] = media;
  if (others.length === 0 && media.length === 1 && first && route.screen === 'analysis') {
    playBeside(route.id, toMediaFile(first));
    return;
  }
  const used = new Set<File>();
  const sources = await Promise.all(
    others.map(async (file) => {
      const own = media.find((one) => nameOf(one) === nameOf(file)) ?? (others.length === 1 && media.length === 1 ? first : undefined);
      if (own) used.add(own);
      return { ...(await toSource(file)), ...(own ? { media: toMediaFile(own) } : {}) };
    }),
  );
  // What belongs to nothing is given too: the person hears why it can't be analyzed.
  const left = await Promise.all(media.filter((file) => !used.has(file)).map((file) => toSource(file)));
  await startJobs([...sources, ...left]);
}

/** As the browser sees it; it does not know Matroska by name. */
function kindOf({ type, name }: File): 'video' | 'audio' | null {
  if (type.startsWith('video/') || /\.mkv$/iu.test(name)) return 'video';
  return type.startsWith('audio/') && !/\.m3u8?$/iu.test(name) ? 'audio' : null;
}

function toMediaFile(file: File): MediaFile {
  return { url: URL.createObjectURL(file), kind: kindOf(file) ?? 'video', name: file.name };
}

/** Without endings; `talk.en.srt` belongs to `talk.mp4`. */
function nameOf({ name }: File): string {
  return name
    .replace(/\.[a-z0-9]{2,5}$/iu, '')
    .replace(/\.[a-z]{2,3}(?:-[a-z0-9]{2,8})*$/iu, '')
    .toLowerCase();
}

async function toSource(file: File): Promise<Extract<JobSource, { kind: 'drop' }>> {
  const source = { kind: 'drop', name: file.name, sizeBytes: file.size } as const;
  if (file.size > MAX_BYTES) return { ...source, bytes: null };
  try {
    return { ...source, bytes: new Uint8Array(await file.arrayBuffer()) };
  } catch {
    // A folder, or a file that may not be read: the main process says which words go with that.
    return { ...source, bytes: null };
  }
}
