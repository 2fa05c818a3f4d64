/** `moodline config`: reads and changes `settings.json`. */

import { AppError } from '../../../shared/app-error.ts';
import { redactSecrets } from '../../../shared/redact-secrets.ts';
import type { Settings } from '../../../shared/settings.ts';
import { DEFAULT_SETTINGS } from '../../../shared/settings.ts';
import { findRegistry } from '../../core/registry/find-registry.ts';
import { readSettings } from '../../core/settings/read-settings.ts';
import { openSettings } from '../../core/settings/settings-store.ts';
import type { CommonOptions } from '../common-options.ts';
import type { CommandContext } from '../run-command.ts';

type Value = string | number | boolean;

/** Every setting by its name; one of a group as `GROUP.NAME`. */
function flatten(settings: Settings): ReadonlyMap<string, Value> {
  const { auto_sync, sign_in, notifications, ...own } = settings;
  const grouped = Object.entries({ sign_in, auto_sync, notifications }).flatMap(([group, values]) =>
    Object.entries<Value>(values).map(([name, value]): [string, Value] => [`${group}.${name}`, value]),
  );
  return new Map<string, Value>([...Object.entries(own), ...grouped]);
}

const NAMES = [...flatten(DEFAULT_SETTINGS).keys()];

/** Those of the automatic sync also go by their own name alone. */
function findName(given: string): string {
  const name = NAMES.find((known) => known === given || known === `auto_sync.${given}`);
  if (name) return name;
  throw new AppError('usage', `There is no setting ${given}. The settings are: ${NAMES.join(', ')}.`);
}

/** A signature in an address is never shown. */
function show(value: Value): Value {
  return typeof value === 'string' ? redactSecrets(value) : value;
}

/** Prints all settings. */
export async function listConfig(options: CommonOptions, { services, terminal }: CommandContext): Promise<void> {
  const { settings, problem } = await readSettings(services.home);
  if (problem) terminal.note(`note: ${problem.message}`);
  if (options.json) {
    terminal.print(JSON.stringify({ ...settings, registry: show(settings.registry) }, undefined, 2));
    return;
  }
  const width = Math.max(...NAMES.map((name) => name.length)) + 2;
  terminal.print([...flatten(settings)].map(([name, value]) => `${name.padEnd(width)}${show(value)}`.trimEnd()).join('\n'));
}

/** Prints one setting. */
export async function getConfig(given: string, options: CommonOptions, { services, terminal }: CommandContext): Promise<void> {
  const name = findName(given);
  const { settings } = await readSettings(services.home);
  const value = show(flatten(settings).get(name) ?? '');
  terminal.print(options.json ? JSON.stringify({ [name]: value }, undefined, 2) : String(value));
}

/** Changes one setting. Throws `usage` for an unknown name, `settings_invalid` for a value that can't be. */
export async function setConfig(
  given: string,
  text: string,
  options: CommonOptions,
  { services, terminal }: CommandContext,
): Promise<void> {
  const name = findName(given);
  const value = parseValue(name, text);
  const { problem } = name === 'registry' ? findRegistry({ environment: {}, setting: text }) : { problem: null };
  if (problem) throw new AppError('settings_invalid', problem.message, { cause: problem });
  const store = await openSettings(services.home);
  const [group, key] = name.split('.');
  const settings = await store.set(key === undefined ? { [name]: value } : { [group ?? '']: { [key]: value } });
  const saved = show(flatten(settings).get(name) ?? '');
  if (options.json) terminal.print(JSON.stringify({ [name]: saved }, undefined, 2));
  else terminal.note(`${name} is ${saved === '' ? 'empty' : saved} now.`);
}

/** A setting keeps its type: `true` is a text for one and a choice for another. */
function parseValue(name: string, text: string): Value {
  switch (typeof flatten(DEFAULT_SETTINGS).get(name)) {
    case 'boolean':
      if (text === 'true' || text === 'false') return text === 'true';
      throw new AppError('settings_invalid', `${name} is true or false, not ${text}.`);
    case 'number':
      if (text.trim() !== '' && Number.isFinite(Number(text))) return Number(text);
      throw new AppError('settings_invalid', `${name} is a number, not ${text}.`);
    default:
      return text;
  }
}
