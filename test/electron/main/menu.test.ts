import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, it } from 'vitest';
import { createMenuTemplate } from '../../../electron/main/menu.ts';
import type { MenuCommand } from '../../../shared/ipc.ts';
import { MENU_COMMANDS } from '../../../shared/ipc.ts';

const PLATFORMS = ['linux', 'win32', 'darwin'] as const;

const submenuOf = (menu: MenuItemConstructorOptions): readonly MenuItemConstructorOptions[] =>
  (menu.submenu ?? []) as readonly MenuItemConstructorOptions[];
const itemsOf = (template: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] =>
  template.flatMap((menu) => submenuOf(menu));
const rolesIn = (menu: MenuItemConstructorOptions | undefined): unknown[] =>
  menu ? submenuOf(menu).flatMap(({ role }) => role ?? []) : [];

describe.each(PLATFORMS)('the menu on %s', (platform) => {
  it('sends each of its commands, all of them of the contract, and each once', () => {
    const sent: MenuCommand[] = [];
    const items = itemsOf(createMenuTemplate(platform, (command) => sent.push(command))).filter(({ click }) => click);
    for (const { click } of items) (click as () => void)();
    expect(sent).toEqual(items.map(({ id }) => id));
    expect(sent.every((command) => MENU_COMMANDS.includes(command))).toBe(true);
    expect(new Set(sent).size).toBe(sent.length);
    for (const command of ['open', 'settings', 'find', 'library', 'shortcuts', 'doctor', 'about']) expect(sent).toContain(command);
  });

  it('has a label or a role on every item, and no shortcut twice', () => {
    const items = itemsOf(createMenuTemplate(platform, () => undefined)).filter(({ type }) => type !== 'separator');
    expect(items.every(({ label, role }) => Boolean(label) || Boolean(role))).toBe(true);
    const shortcuts = items.flatMap(({ accelerator }) => accelerator ?? []);
    expect(new Set(shortcuts).size).toBe(shortcuts.length);
    expect(shortcuts).toEqual(expect.arrayContaining(['CmdOrCtrl+O', 'CmdOrCtrl+,', 'CmdOrCtrl+F']));
  });

  it('can undo, cut, copy, paste and select: without the roles the shortcuts of text fields fail', () => {
    const edit = createMenuTemplate(platform, () => undefined).find(({ label }) => label === 'Edit');
    expect(rolesIn(edit)).toEqual(['undo', 'redo', 'cut', 'copy', 'paste', 'selectAll']);
  });

  it('can quit, and close the window', () => {
    const roles = createMenuTemplate(platform, () => undefined).flatMap((menu) => rolesIn(menu));
    expect(roles.filter((role) => role === 'quit')).toHaveLength(1);
    expect(roles.filter((role) => role === 'close')).toHaveLength(1);
  });
});

describe('the menu', () => {
  it('on a Mac begins with the app’s own menu, which holds About, Settings and Quit', () => {
    const [own, file] = createMenuTemplate('darwin', () => undefined);
    expect(own?.label).toBe('Moodline');
    expect(own && submenuOf(own).flatMap(({ id }) => id ?? [])).toEqual(['about', 'settings']);
    expect(rolesIn(own)).toEqual(['services', 'hide', 'hideOthers', 'unhide', 'quit']);
    expect(rolesIn(file)).toEqual(['close']);
  });

  it.each(['linux', 'win32'] as const)('on %s has Settings and Quit under File, and About under Help', (platform) => {
    const template = createMenuTemplate(platform, () => undefined);
    expect(template.map(({ label }) => label)).toEqual(['File', 'Edit', 'Go', 'View', 'Window', 'Help']);
    const [file] = template;
    const help = template.at(-1);
    expect(file && submenuOf(file).flatMap(({ id }) => id ?? [])).toEqual(['open', 'settings']);
    expect(rolesIn(file)).toEqual(['quit']);
    expect(help && submenuOf(help).flatMap(({ id }) => id ?? [])).toContain('about');
  });
});
