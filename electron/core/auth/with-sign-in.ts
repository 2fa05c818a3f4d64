/** The environment as a person's sign-in reads it: what it does not say of the app registration comes from the settings. */

import type { Settings } from '../../../shared/settings.ts';
import { hasServicePrincipal } from './service-principal.ts';

const SETTINGS: ReadonlyMap<PropertyKey, keyof Settings['sign_in']> = new Map([
  ['AZURE_CLIENT_ID', 'client_id'],
  ['AZURE_TENANT_ID', 'tenant_id'],
] as const);

/** A view that follows the settings as they change. A service principal is configured by the environment alone. */
export function withSignIn(variables: NodeJS.ProcessEnv, settings: () => Settings['sign_in']): NodeJS.ProcessEnv {
  return new Proxy(variables, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      const setting = SETTINGS.get(name);
      if (value || !setting || hasServicePrincipal(target)) return value;
      return settings()[setting] || value;
    },
  });
}

/** Which of the settings do not count, since the environment says something else. */
export function findOverruled(variables: NodeJS.ProcessEnv): Readonly<Record<keyof Settings['sign_in'], boolean>> {
  return { client_id: Boolean(variables['AZURE_CLIENT_ID']), tenant_id: Boolean(variables['AZURE_TENANT_ID']) };
}
