/** Which Azure is meant: the public cloud, or a sovereign one with addresses of its own. */

import { AppError } from '../../../shared/app-error.ts';
import { STORAGE_SCOPE } from './credential.ts';

export interface AzureCloud {
  /** Resource Manager's address, without a slash at the end. */
  readonly resourceManager: string;
  readonly resourceManagerScope: string;
}

const PUBLIC_RESOURCE_MANAGER = 'https://management.azure.com';
/** Sign-in servers of other clouds and the Resource Manager that takes their tokens (https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud). */
const RESOURCE_MANAGERS: Readonly<Record<string, string>> = {
  'login.microsoftonline.us': 'https://management.usgovcloudapi.net',
  'login.chinacloudapi.cn': 'https://management.chinacloudapi.cn',
  'login.partner.microsoftonline.cn': 'https://management.chinacloudapi.cn',
};

/** From MOODLINE_ARM, else from MOODLINE_AUTHORITY. Throws `registry_not_configured` for an address that is none. */
export function findCloud(environment: NodeJS.ProcessEnv): AzureCloud {
  const given = environment['MOODLINE_ARM']?.trim();
  const authority = environment['MOODLINE_AUTHORITY']?.trim() ?? '';
  const host = URL.canParse(authority) ? new URL(authority).host : '';
  const url = parse(given || (RESOURCE_MANAGERS[host] ?? PUBLIC_RESOURCE_MANAGER));
  // Tokens are for a cloud, not for a proxy or a stand-in in front of it.
  const isKnown = Object.values(RESOURCE_MANAGERS).includes(url.origin);
  return { resourceManager: url.origin, resourceManagerScope: `${isKnown ? url.origin : PUBLIC_RESOURCE_MANAGER}/.default` };
}

/** What a sign-in asks consent for: a workspace needs both services, and a person shall be asked once. */
export function signInScopes(kind: 'none' | 'blob' | 'folder' | 'azureml', environment: NodeJS.ProcessEnv): readonly string[] {
  return kind === 'azureml' ? [findCloud(environment).resourceManagerScope, STORAGE_SCOPE] : [STORAGE_SCOPE];
}

function parse(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'https:' && !url.username && !url.password) return url;
  throw new AppError(
    'registry_not_configured',
    'MOODLINE_ARM must be the https address of Azure Resource Manager, such as https://management.usgovcloudapi.net. Correct it, or remove it for the public cloud.',
  );
}
