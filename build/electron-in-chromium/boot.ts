/** Entry of the stand-in: makes this Node process look like Electron's main process, then runs the app. */

import { existsSync, readFileSync, statSync } from 'node:fs';
import Module, { registerHooks } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Manifest } from './app.ts';
import { installAsar } from './asar.ts';
import { ELECTRON_VERSION } from './version.ts';

const executable = process.env['MOODLINE_STAND_IN_EXECUTABLE'] ?? join(import.meta.dirname, 'dist', 'electron');
const given = process.argv.slice(2);
process.argv = [executable, ...given];
// Whoever drives the app (Playwright) rewrites process.argv; the switches as they were given are kept for the browser.
const switches = Object.freeze([...given]);

// The about box tells which host runs the app.
process.env['MOODLINE_HOST'] = 'chromium';
installAsar();
defineVersion('electron', ELECTRON_VERSION);
defineVersion('chrome', '0.0.0.0');
Object.defineProperty(process, 'type', { value: 'browser', enumerable: true });

const api = await import('./electron.ts');
provideElectron(api.electron);

const packaged = findPackaged();
if (!packaged) Object.defineProperty(process, 'defaultApp', { value: true, enumerable: true });
Object.defineProperty(process, 'resourcesPath', { value: packaged?.resources ?? join(dirname(executable), 'resources'), enumerable: true });
const { preloads, target } = readArguments();
const folder = packaged?.app ?? resolve(target ?? '.');
const { manifest, main } = readApp(folder);
api.start({ manifest, folder: statSync(folder).isDirectory() ? folder : dirname(folder), isPackaged: packaged !== undefined, switches });

for (const file of preloads) Module.createRequire(join(process.cwd(), 'x'))(resolve(file));
try {
  await import(pathToFileURL(main).href);
  api.announceReady();
} catch (error) {
  process.stderr.write(
    `A JavaScript error occurred in the main process\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  api.app.exit(1);
}

function defineVersion(name: string, value: string): void {
  Object.defineProperty(process.versions, name, { value, enumerable: true, configurable: true, writable: true });
}

/** `import 'electron'` and `require('electron')` give the stand-in's API, as they give the built-in module in Electron. */
function provideElectron(electron: object): void {
  const names = Object.keys(electron);
  (globalThis as Record<string, unknown>)['__moodlineElectron'] = electron;
  const source = `const api = globalThis.__moodlineElectron; export default api; ${names.map((name) => `export const ${name} = api.${name};`).join(' ')}`;
  const url = `data:text/javascript,${encodeURIComponent(source)}`;
  const isElectron = (specifier: string): boolean => /^electron(?:\/(?:main|common))?$/u.test(specifier);
  registerHooks({
    resolve: (specifier, context, next) =>
      isElectron(specifier) && !context.conditions.includes('require')
        ? { url, format: 'module', shortCircuit: true }
        : next(specifier, context),
  });
  // Playwright's own loader is CommonJS and asks by require.
  const loader = Module as unknown as { _load(request: string, ...rest: unknown[]): unknown };
  const load = loader._load.bind(loader);
  loader._load = (request, ...rest) => (isElectron(request) ? electron : load(request, ...rest));
}

/** The app that is packaged beside the executable, as electron-builder lays it out. */
function findPackaged(): { readonly resources: string; readonly app: string } | undefined {
  const resources = join(dirname(executable), 'resources');
  const app = ['app.asar', 'app'].map((name) => join(resources, name)).find((path) => existsSync(path));
  return app ? { resources, app } : undefined;
}

function readArguments(): { readonly preloads: readonly string[]; readonly target: string | undefined } {
  const preloads: string[] = [];
  for (let index = 0; index < given.length; index += 1) {
    const argument = given[index] as string;
    if (argument === '-r' || argument === '--require') preloads.push(given[(index += 1)] as string);
    else if (!argument.startsWith('-')) return { preloads, target: argument };
  }
  return { preloads, target: undefined };
}

function readApp(path: string): { readonly manifest: Manifest; readonly main: string } {
  if (!statSync(path).isDirectory()) return { manifest: { name: 'Electron', version: ELECTRON_VERSION }, main: path };
  const manifest = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) as Manifest;
  return { manifest, main: join(path, manifest.main ?? 'index.js') };
}
