/** The shortcuts that belong to the whole window, and the commands of the native menu. */

import type { MenuCommand } from '../../shared/ipc.ts';
import { goTo, openDialog, pickFiles } from './app-store.ts';
import { subscribe } from './request.ts';

/** Watches keys and menu; the function returned ends that. */
export function watchKeys(): () => void {
  const onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
    if (event.key === '?') openDialog('shortcuts');
    else if (event.key === '/' && focusSearch()) event.preventDefault();
  };
  window.addEventListener('keydown', onKey);
  const end = subscribe('menu:command', ({ command }) => obey(command));
  return () => {
    window.removeEventListener('keydown', onKey);
    end();
  };
}

/** True while a person writes or chooses: plain keys are then theirs. */
export function isTyping(event: KeyboardEvent): boolean {
  return event.target instanceof HTMLElement && event.target.matches('input, textarea, select, [role="menuitem"], [role="dialog"] *');
}

function focusSearch(): boolean {
  const search = document.querySelector<HTMLInputElement>('main input[type="search"]');
  search?.focus();
  search?.select();
  return search !== null;
}

function obey(command: MenuCommand): void {
  switch (command) {
    case 'open':
      void pickFiles();
      break;
    case 'paste':
    case 'analyze':
      goTo({ screen: 'analyze' });
      break;
    case 'library':
    case 'model':
    case 'train':
    case 'sync':
    case 'history':
    case 'settings':
      goTo({ screen: command });
      break;
    case 'doctor':
      goTo({ screen: 'settings' });
      break;
    case 'find':
      if (!focusSearch()) goTo({ screen: 'library' });
      break;
    case 'shortcuts':
    case 'about':
      openDialog(command);
      break;
  }
}
