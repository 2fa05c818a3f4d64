/** Electron's `Menu`: no native menu is drawn, but its items can be found and clicked, and their shortcuts work in the window. */

export interface MenuItemOptions {
  readonly id?: string;
  readonly label?: string;
  readonly role?: string;
  readonly type?: string;
  readonly accelerator?: string;
  readonly enabled?: boolean;
  readonly visible?: boolean;
  readonly checked?: boolean;
  readonly submenu?: readonly MenuItemOptions[] | Menu;
  readonly click?: (item: MenuItem, window: unknown, event: object) => void;
}

export class MenuItem {
  readonly id: string | undefined;
  readonly label: string;
  readonly role: string | undefined;
  readonly accelerator: string | undefined;
  readonly submenu: Menu | undefined;
  readonly type: string;
  enabled: boolean;
  visible: boolean;
  checked: boolean;
  readonly #click: MenuItemOptions['click'];

  constructor(options: MenuItemOptions) {
    this.id = options.id;
    this.label = options.label ?? options.role ?? '';
    this.role = options.role;
    this.accelerator = options.accelerator;
    this.enabled = options.enabled !== false;
    this.submenu = options.submenu instanceof Menu ? options.submenu : options.submenu && Menu.buildFromTemplate(options.submenu);
    this.type = options.type ?? (this.submenu ? 'submenu' : 'normal');
    this.visible = options.visible !== false;
    this.checked = options.checked === true;
    this.#click = options.click;
  }

  click(event: object = {}, window?: unknown): void {
    if (!this.enabled) return;
    if (this.type === 'checkbox') this.checked = !this.checked;
    this.#click?.(this, window, event);
  }
}

let applicationMenu: Menu | null = null;

export class Menu {
  readonly items: MenuItem[] = [];

  static buildFromTemplate(template: readonly MenuItemOptions[]): Menu {
    const menu = new Menu();
    for (const options of template) menu.append(new MenuItem(options));
    return menu;
  }
  static setApplicationMenu(menu: Menu | null): void {
    applicationMenu = menu;
  }
  static getApplicationMenu(): Menu | null {
    return applicationMenu;
  }

  append(item: MenuItem): void {
    this.items.push(item);
  }
  insert(position: number, item: MenuItem): void {
    this.items.splice(position, 0, item);
  }

  getMenuItemById(id: string): MenuItem | null {
    return this.all().find((item) => item.id === id) ?? null;
  }

  /** Every item, at any depth. */
  all(): MenuItem[] {
    return this.items.flatMap((item) => [item, ...(item.submenu?.all() ?? [])]);
  }

  popup(): void {}
}

export interface PressedKey {
  readonly key: string;
  readonly ctrl: boolean;
  readonly meta: boolean;
  readonly shift: boolean;
  readonly alt: boolean;
}

/** Clicks the item that a pressed key stands for, if there is one. */
export function pressAccelerator(pressed: PressedKey, window: unknown): void {
  const item = applicationMenu?.all().find((candidate) => candidate.accelerator && isPressed(candidate.accelerator, pressed));
  item?.click({ triggeredByAccelerator: true }, window);
}

/** Accelerators as Electron writes them: `CmdOrCtrl+Shift+O`. */
function isPressed(accelerator: string, pressed: PressedKey): boolean {
  const parts = accelerator.toLowerCase().split('+');
  const has = (...names: readonly string[]): boolean => names.some((name) => parts.includes(name));
  const isMac = process.platform === 'darwin';
  const key = parts.at(-1) || '+';
  return (
    pressed.key.toLowerCase() === key &&
    pressed.shift === has('shift') &&
    pressed.alt === has('alt', 'option') &&
    pressed.ctrl === (has('ctrl', 'control') || (!isMac && has('cmdorctrl', 'commandorcontrol'))) &&
    pressed.meta === (has('cmd', 'command', 'meta') || (isMac && has('cmdorctrl', 'commandorcontrol')))
  );
}
