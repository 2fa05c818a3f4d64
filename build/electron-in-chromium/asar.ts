/** Lets Node read files in asar archives as Electron does: `fs`, `import`, `require`, and native modules that lie unpacked beside. */

import fs from 'node:fs';
import Module, { registerHooks, syncBuiltinESMExports } from 'node:module';
import { resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { AsarArchive, AsarEntry } from './asar-archive.ts';
import { openArchive } from './asar-archive.ts';

interface Inside {
  readonly archive: AsarArchive;
  readonly entry: AsarEntry | undefined;
  readonly path: string;
  /** The real file, when it lies unpacked. */
  readonly unpacked: string | undefined;
}

const archives = new Map<string, AsarArchive | undefined>();
const real = { ...fs, promises: { ...fs.promises } };

/** What a path inside an archive stands for; undefined for any other path. */
function look(given: unknown): Inside | undefined {
  const path = toPath(given);
  const match = path === undefined ? null : /^(?<archive>.*?\.asar)(?:[\\/](?<inner>.*))?$/u.exec(path);
  if (!path || !match?.groups) return undefined;
  const archivePath = match.groups['archive'] as string;
  if (!archives.has(archivePath)) archives.set(archivePath, tryOpen(archivePath));
  const archive = archives.get(archivePath);
  if (!archive) return undefined;
  const inner = (match.groups['inner'] ?? '').replaceAll('\\', '/');
  const entry = archive.find(inner);
  return { archive, entry, path, unpacked: entry?.unpacked ? `${archivePath}.unpacked${sep}${inner}` : undefined };
}

function toPath(given: unknown): string | undefined {
  if (given instanceof URL) return given.protocol === 'file:' ? fileURLToPath(given) : undefined;
  return typeof given === 'string' && given.includes('.asar') ? resolve(given) : undefined;
}

function tryOpen(path: string): AsarArchive | undefined {
  try {
    return openArchive(path);
  } catch {
    return undefined;
  }
}

function missing(call: string, path: string): Error {
  return Object.assign(new Error(`ENOENT: no such file or directory, ${call} '${path}'`), {
    code: 'ENOENT',
    errno: -2,
    syscall: call,
    path,
  });
}

function entryOf(inside: Inside, call: string): AsarEntry {
  if (!inside.entry) throw missing(call, inside.path);
  return inside.entry;
}

function readInside(inside: Inside, options: unknown): string | Buffer {
  const bytes = inside.archive.read(entryOf(inside, 'open'));
  const encoding = typeof options === 'string' ? options : (options as { encoding?: string } | undefined)?.encoding;
  return encoding ? bytes.toString(encoding as BufferEncoding) : bytes;
}

/** Stats of an entry: those of the archive, with the entry's own size and kind. */
function statInside(inside: Inside, options: unknown): fs.Stats | undefined {
  if (!inside.entry) {
    if ((options as { throwIfNoEntry?: boolean } | undefined)?.throwIfNoEntry === false) return undefined;
    throw missing('stat', inside.path);
  }
  const stats = real.statSync(inside.archive.path);
  const isFolder = inside.entry.files !== undefined;
  return Object.assign(stats, { size: inside.entry.size ?? 0, isFile: () => !isFolder, isDirectory: () => isFolder });
}

/** What each synchronous call answers for a path inside an archive. */
const INSIDE: Readonly<Record<string, (inside: Inside, options: unknown) => unknown>> = {
  readFileSync: readInside,
  statSync: statInside,
  lstatSync: statInside,
  existsSync: (inside) => inside.entry !== undefined,
  accessSync: (inside) => void entryOf(inside, 'access'),
  realpathSync: (inside) => (entryOf(inside, 'realpath'), inside.path),
  readdirSync: (inside) => Object.keys(entryOf(inside, 'scandir').files ?? {}),
};

type AnyFunction = (...parameters: unknown[]) => unknown;

/** Patches `fs`, the module loaders and `process.dlopen`. Only reading is patched: an archive can't be written, in Electron neither. */
export function installAsar(): void {
  for (const [name, answer] of Object.entries(INSIDE)) patchSync(name, answer);
  for (const name of ['readFile', 'stat', 'lstat', 'access', 'readdir', 'realpath']) patchAsync(name);
  const dlopen = process.dlopen.bind(process);
  process.dlopen = (module: object, file: string, ...rest: number[]) => dlopen(module, look(file)?.unpacked ?? file, ...(rest as [number]));
  // `import { readFile } from 'node:fs/promises'` gets the patched ones as well.
  syncBuiltinESMExports();
  installLoader();
}

function patchSync(name: string, answer: (inside: Inside, options: unknown) => unknown): void {
  const original = (real as unknown as Record<string, AnyFunction>)[name] as AnyFunction;
  (fs as unknown as Record<string, AnyFunction>)[name] = (path, ...rest) => {
    const inside = look(path);
    if (!inside) return original.call(fs, path, ...rest);
    return inside.unpacked ? original.call(fs, inside.unpacked, ...rest) : answer(inside, rest[0]);
  };
}

/** The promise and the callback form answer as the synchronous one. */
function patchAsync(name: string): void {
  const sync = (path: unknown, options: unknown): unknown =>
    (fs as unknown as Record<string, AnyFunction>)[`${name}Sync`]?.(path, typeof options === 'function' ? undefined : options);
  const promised = (real.promises as unknown as Record<string, AnyFunction>)[name] as AnyFunction;
  (fs.promises as unknown as Record<string, AnyFunction>)[name] = async (path, ...rest) =>
    look(path) ? sync(path, rest[0]) : promised.call(fs.promises, path, ...rest);
  const called = (real as unknown as Record<string, AnyFunction>)[name] as AnyFunction;
  (fs as unknown as Record<string, AnyFunction>)[name] = (path, ...rest) => {
    const done = rest.at(-1) as AnyFunction;
    if (!look(path)) return called.call(fs, path, ...rest);
    try {
      const value = sync(path, rest[0]);
      process.nextTick(done, null, value);
    } catch (error) {
      process.nextTick(done, error);
    }
    return undefined;
  };
}

/** Node's loaders read past `fs`: paths inside an archive are resolved and loaded here. */
function installLoader(): void {
  registerHooks({
    resolve(specifier, context, next) {
      const parent = context.parentURL?.startsWith('file:') ? fileURLToPath(context.parentURL) : undefined;
      const isPath = /^(?:\.{0,2}\/|file:)/u.test(specifier);
      if (!isPath && !look(parent)) return next(specifier, context);
      const found = isPath ? resolvePath(specifier, parent) : resolvePackage(specifier, parent as string);
      return found ? { url: pathToFileURL(found).href, shortCircuit: true } : next(specifier, context);
    },
    load(url, context, next) {
      const inside = url.startsWith('file:') ? look(fileURLToPath(url)) : undefined;
      if (!inside?.entry || inside.path.endsWith('.node')) return next(url, context);
      const source = fs.readFileSync(inside.path);
      return { format: formatOf(inside.path), source, shortCircuit: true };
    },
  });
  const loader = Module as unknown as { _findPath: (request: string, paths: string[] | null, isMain: boolean) => string | false };
  const findPath = loader._findPath.bind(loader);
  loader._findPath = (request, paths, isMain) => {
    const bases = request.startsWith('/') ? [request] : (paths ?? []).map((path) => resolve(path, request));
    for (const base of bases) {
      const found = look(base) ? findFile(base) : undefined;
      if (found) return found;
    }
    return findPath(request, paths, isMain);
  };
}

function resolvePath(specifier: string, parent: string | undefined): string | undefined {
  const path = specifier.startsWith('file:') ? fileURLToPath(specifier) : resolve(parent ? `${parent}/..` : '.', specifier);
  return look(path) ? findFile(path) : undefined;
}

/** A package in one of the `node_modules` above the module that asks. */
function resolvePackage(specifier: string, parent: string): string | undefined {
  for (let folder = resolve(parent, '..'); folder.includes('.asar'); folder = resolve(folder, '..')) {
    const found = findFile(`${folder}/node_modules/${specifier}`);
    if (found) return found;
  }
  return undefined;
}

function findFile(base: string): string | undefined {
  const isFile = (path: string): boolean => {
    const entry = look(path)?.entry;
    return entry !== undefined && entry.files === undefined;
  };
  const candidates = (path: string): string[] => [path, ...['.js', '.cjs', '.mjs', '.json', '.node'].map((ending) => `${path}${ending}`)];
  const direct = candidates(base).find(isFile);
  if (direct) return direct;
  if (!isFile(`${base}/package.json`)) return candidates(`${base}/index`).find(isFile);
  const manifest = JSON.parse(fs.readFileSync(`${base}/package.json`, 'utf8')) as { readonly main?: string };
  return [...candidates(resolve(base, manifest.main ?? 'index')), ...candidates(resolve(base, manifest.main ?? '', 'index'))].find(isFile);
}

function formatOf(path: string): 'module' | 'json' | 'commonjs' {
  if (path.endsWith('.mjs')) return 'module';
  return path.endsWith('.json') ? 'json' : 'commonjs';
}
