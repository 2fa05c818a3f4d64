/** Electron's `Notification` (https://www.electronjs.org/docs/latest/api/notification), shown by the desktop's `notify-send` where there is one. */

import { execFile } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

interface NotificationOptions {
  readonly title?: string;
  readonly body?: string;
  readonly silent?: boolean;
}

const PROGRAM = 'notify-send';

export class Notification extends EventEmitter {
  title: string;
  body: string;
  silent: boolean;

  constructor({ title = '', body = '', silent = false }: NotificationOptions = {}) {
    super();
    this.title = title;
    this.body = body;
    this.silent = silent;
  }

  /** False without a desktop, as on a Linux without a notification server. */
  static isSupported(): boolean {
    const hasDisplay = Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);
    return hasDisplay && (process.env['PATH'] ?? '').split(delimiter).some((folder) => isExecutable(join(folder, PROGRAM)));
  }

  show(): void {
    if (!Notification.isSupported()) return;
    execFile(PROGRAM, ['--', this.title, this.body], (error) => {
      if (!error) this.emit('show', {});
    });
  }

  /** The desktop takes it away by itself. */
  close(): void {}
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
