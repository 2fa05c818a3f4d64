/** Files dropped anywhere in the window, and what is pasted on the Analyze screen, are analyzed. */

import type { JobSource } from '../../shared/ipc.ts';
import { startJobs, useApp } from './app-store.ts';

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
  if (files.length > 0) await startJobs(await Promise.all(files.map((file) => toSource(file))));
  else if (text.trim() !== '') await startJobs([{ kind: 'text', text }]);
}

async function toSource(file: File): Promise<JobSource> {
  const source = { kind: 'drop', name: file.name, sizeBytes: file.size } as const;
  if (file.size > MAX_BYTES) return { ...source, bytes: null };
  try {
    return { ...source, bytes: new Uint8Array(await file.arrayBuffer()) };
  } catch {
    // A folder, or a file that may not be read: the main process says which words go with that.
    return { ...source, bytes: null };
  }
}
