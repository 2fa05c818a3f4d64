/** The settings as a window may see them: a signature in the registry's address stays in the main process. */

import { AppError } from '../../shared/app-error.ts';
import { redactSecrets } from '../../shared/redact-secrets.ts';
import type { Settings, SettingsPatch } from '../../shared/settings.ts';
import { findRegistry } from '../core/registry/find-registry.ts';

/** The address with its signature masked. */
export function showSettings(settings: Settings): Settings {
  return { ...settings, registry: redactSecrets(settings.registry) };
}

/** The change that a window means: an address that comes back masked as it was given changes nothing. Throws `settings_invalid`. */
export function readPatch(patch: SettingsPatch, settings: Settings): SettingsPatch {
  const { registry, ...others } = patch;
  if (registry === undefined) return others;
  const meant = readRegistry(registry, settings);
  if (meant === settings.registry) return others;
  const { problem } = findRegistry({ environment: {}, setting: meant });
  if (problem) throw new AppError('settings_invalid', problem.message, { cause: problem });
  return { ...others, registry: meant };
}

/** The whole address for one that may be masked. Throws `settings_invalid` for a masked one that is not the one that is kept. */
export function readRegistry(given: string, settings: Settings): string {
  if (given === redactSecrets(settings.registry)) return settings.registry;
  // Masking it again changes nothing where the signature is a mask already; an address without a secret has no mask in it.
  if (given.includes('***')) {
    throw new AppError('settings_invalid', 'The signature of this address is hidden here. Paste the whole address, with its signature.');
  }
  return given;
}
