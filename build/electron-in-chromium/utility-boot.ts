/** Entry of a utility process: gives it `process.parentPort`, then runs the module it was forked for. */

import { EventEmitter } from 'node:events';
import { pathToFileURL } from 'node:url';
import { installAsar } from './asar.ts';

const [executable = '', , module = '', ...rest] = process.argv;
process.argv = [executable, module, ...rest];
Object.defineProperty(process, 'type', { value: 'utility', enumerable: true });

const port = Object.assign(new EventEmitter(), {
  postMessage: (message: unknown) => void process.send?.(message as object, undefined, undefined, () => undefined),
  start: () => undefined,
});
// What arrives before the module listens waits for it, as it does in Electron.
const early: unknown[] = [];
process.on('message', (data) => {
  if (port.listenerCount('message') === 0) early.push(data);
  else port.emit('message', { data, ports: [] });
});
port.on('newListener', (name) => {
  if (name === 'message') queueMicrotask(() => early.splice(0).forEach((data) => port.emit('message', { data, ports: [] })));
});
// Nothing may outlive the app, also when it was killed.
process.on('disconnect', () => process.exit(0));
Object.defineProperty(process, 'parentPort', { value: port, enumerable: true });

installAsar();
await import(pathToFileURL(module).href);
