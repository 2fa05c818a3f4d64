/** The child process's line to its owner: Node's `fork` or Electron's `utilityProcess`, whichever started it. */

/** Electron's `process.parentPort` (https://www.electronjs.org/docs/latest/api/parent-port); not in Node's types. */
interface ParentPort {
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void;
  postMessage(message: unknown): void;
}

export interface OwnerLink {
  send(message: unknown): void;
}

/** Opens the line; the process ends by itself when the owner is gone. Throws when nobody owns the process. */
export function openOwnerLink(onMessage: (message: unknown) => void): OwnerLink {
  // Ctrl+C reaches the whole process group; it is the owner who decides what then becomes of the work.
  process.on('SIGINT', () => undefined);

  const { parentPort } = process as { readonly parentPort?: ParentPort };
  if (parentPort) {
    // Electron ends its utility processes together with the app.
    parentPort.on('message', (event) => onMessage(event.data));
    return { send: (message) => parentPort.postMessage(message) };
  }

  if (!process.send) throw new Error('This program is started by Moodline, not by hand.');
  process.on('message', onMessage);
  process.on('disconnect', () => process.exit(0));
  return {
    send(message) {
      process.send?.(message, undefined, undefined, (error) => {
        if (error) process.exit(0);
      });
    },
  };
}
