/** The native menu, with the platform's usual items and shortcuts. */

import type { MenuItemConstructorOptions } from 'electron';
import type { MenuCommand } from '../../shared/ipc.ts';

/** The template for `Menu.buildFromTemplate`; `onCommand` gets what the window has to do. */
export function createMenuTemplate(platform: NodeJS.Platform, onCommand: (command: MenuCommand) => void): MenuItemConstructorOptions[] {
  const isMac = platform === 'darwin';
  const item = (command: MenuCommand, label: string, accelerator?: string): MenuItemConstructorOptions => ({
    id: command,
    label,
    ...(accelerator ? { accelerator } : {}),
    click: () => onCommand(command),
  });
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  const about = item('about', 'About Moodline');
  const settings = item('settings', isMac ? 'Settings…' : 'Settings', 'CmdOrCtrl+,');
  const appMenu: MenuItemConstructorOptions = {
    label: 'Moodline',
    submenu: [
      about,
      separator,
      settings,
      separator,
      { role: 'services' },
      separator,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      separator,
      { role: 'quit' },
    ],
  };
  return [
    ...(isMac ? [appMenu] : []),
    {
      label: 'File',
      submenu: [
        item('open', 'Open file…', 'CmdOrCtrl+O'),
        separator,
        ...(isMac ? [{ role: 'close' } as const] : [settings, separator, { role: 'quit' } as const]),
      ],
    },
    {
      label: 'Edit',
      submenu: [
        { role: 'undo' },
        { role: 'redo' },
        separator,
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        { role: 'selectAll' },
        separator,
        item('find', 'Find', 'CmdOrCtrl+F'),
      ],
    },
    {
      label: 'Go',
      submenu: [
        item('analyze', 'Analyze', 'CmdOrCtrl+1'),
        item('library', 'Library', 'CmdOrCtrl+2'),
        item('model', 'Model', 'CmdOrCtrl+3'),
        item('train', 'Train', 'CmdOrCtrl+4'),
        item('sync', 'Sync', 'CmdOrCtrl+5'),
        item('history', 'History', 'CmdOrCtrl+6'),
      ],
    },
    {
      label: 'View',
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        separator,
        { role: 'togglefullscreen' },
        { role: 'toggleDevTools' },
      ],
    },
    {
      label: 'Window',
      submenu: isMac ? [{ role: 'minimize' }, { role: 'zoom' }, separator, { role: 'front' }] : [{ role: 'minimize' }, { role: 'close' }],
    },
    {
      role: 'help',
      label: 'Help',
      submenu: [
        item('shortcuts', 'Keyboard shortcuts', 'CmdOrCtrl+/'),
        item('doctor', 'Check the installation'),
        ...(isMac ? [] : [separator, about]),
      ],
    },
  ];
}
