/** Electron's `dialog`: on a desktop by zenity, where that is installed; otherwise the person is told, and nothing is chosen. */

import { execFile } from 'node:child_process';

interface FileDialogOptions {
  readonly title?: string;
  readonly defaultPath?: string;
  readonly properties?: readonly string[];
  readonly filters?: readonly { readonly name: string; readonly extensions: readonly string[] }[];
}

/** Electron's calls take the window as an optional first argument. */
const optionsOf = (given: readonly unknown[]): FileDialogOptions => given.at(-1) ?? {};

async function ask(parameters: readonly string[]): Promise<readonly string[] | undefined> {
  if (!process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) return undefined;
  return new Promise((resolve) => {
    execFile('zenity', parameters, (error, output) => {
      if (error?.code === 'ENOENT') process.stderr.write('File dialogs need "zenity" here: install it, or drop files into the window.\n');
      resolve(error ? undefined : output.trimEnd().split('\n').filter(Boolean));
    });
  });
}

function toParameters(options: FileDialogOptions): string[] {
  const filters = (options.filters ?? []).map(({ name, extensions }) => {
    const patterns = extensions.map((extension) => (extension === '*' ? '*' : `*.${extension}`));
    return `--file-filter=${name} | ${patterns.join(' ')}`;
  });
  const start = options.defaultPath ? [`--filename=${options.defaultPath}`] : [];
  return ['--file-selection', ...(options.title ? [`--title=${options.title}`] : []), ...start, ...filters];
}

/** https://www.electronjs.org/docs/latest/api/dialog */
export const dialog = {
  async showOpenDialog(...given: unknown[]): Promise<{ canceled: boolean; filePaths: string[] }> {
    const options = optionsOf(given);
    const has = (property: string): boolean => options.properties?.includes(property) ?? false;
    const kind = [...(has('openDirectory') ? ['--directory'] : []), ...(has('multiSelections') ? ['--multiple', '--separator=\n'] : [])];
    const chosen = await ask([...toParameters(options), ...kind]);
    return { canceled: !chosen?.length, filePaths: [...(chosen ?? [])] };
  },
  async showSaveDialog(...given: unknown[]): Promise<{ canceled: boolean; filePath: string }> {
    const chosen = await ask([...toParameters(optionsOf(given)), '--save', '--confirm-overwrite']);
    return { canceled: !chosen?.[0], filePath: chosen?.[0] ?? '' };
  },
  async showMessageBox(...given: unknown[]): Promise<{ response: number; checkboxChecked: boolean }> {
    const { message = '', detail = '' } = optionsOf(given) as { message?: string; detail?: string };
    await ask(['--info', `--text=${message}\n${detail}`, '--no-markup']);
    return { response: 0, checkboxChecked: false };
  },
  showErrorBox(title: string, content: string): void {
    process.stderr.write(`${title}: ${content}\n`);
  },
};
