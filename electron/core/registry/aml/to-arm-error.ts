/** Turns what Azure Resource Manager answers into errors a person can act on. */

import { AppError } from '../../../../shared/app-error.ts';
import { azureErrorSchema } from '../../../../shared/azure-ml.ts';

export interface ArmErrorContext {
  /** What was asked for: "the workspace w1". */
  readonly what: string;
  /** The role that allows it. */
  readonly role: string;
}

/** An AppError for a failed request. Of the answer only the code and the request's id are kept: its text may repeat names that are nobody's business. */
export function toArmError(response: Response, text: string, { what, role }: ArmErrorContext): AppError {
  const { status } = response;
  const code = readArmCode(text);
  const requestId = response.headers.get('x-ms-request-id') ?? '';
  const cause = new Error([`HTTP ${status}`, code, requestId && `request ${requestId}`].filter(Boolean).join(', '));
  const fail = (kind: ConstructorParameters<typeof AppError>[0], message: string): AppError => new AppError(kind, message, { cause });
  if (status === 401) {
    if (code === 'InvalidAuthenticationTokenTenant') {
      return fail(
        'registry_refused',
        `The sign-in belongs to another organization than ${what}. Set AZURE_TENANT_ID to the organization that owns the subscription, and sign in again.`,
      );
    }
    return fail(
      'sign_in_needed',
      'Azure does not take the sign-in any more. Sign in again: in the settings, or with "moodline login"; with a service principal, check AZURE_TENANT_ID and MOODLINE_AUTHORITY.',
    );
  }
  if (status === 403) {
    if (code === 'RequestDisallowedByPolicy')
      return fail('registry_refused', `A policy of your organization does not allow the request for ${what}. Ask its administrator.`);
    return fail('registry_refused', `You may not use ${what}. Ask the owner of the workspace for the role "${role}".`);
  }
  if (status === 404) return fail('registry_missing', describeMissing(code, what));
  if (status === 409 || status === 412)
    return fail(
      'registry_conflict',
      `Somebody else changed ${what} at the same moment. Nothing of theirs was touched; check and try again.`,
    );
  if (status === 407)
    return fail('registry_unreachable', 'The proxy asks for a name and a password. Put them into HTTPS_PROXY, or ask whoever runs it.');
  if (status === 429)
    return fail(
      'registry_unreachable',
      `Azure asks for patience: too many requests were made for ${what}. Everything on this machine works without it; try again later.`,
    );
  if (status >= 500 || status === 408)
    return fail(
      'registry_unreachable',
      `Azure is not well at the moment (status ${status} for ${what}). Everything on this machine works without it; try again later.`,
    );
  if (status >= 300 && status < 400)
    return fail(
      'registry_unreachable',
      'Something between here and Azure sends requests elsewhere, as sign-in pages of guest networks do. Check the connection.',
    );
  return fail('registry_invalid', `Azure did not accept the request for ${what} (status ${status}${code && `, ${code}`}).`);
}

/** Resource Manager's own code, such as `ResourceGroupNotFound`; empty when there is none. */
export function readArmCode(text: string): string {
  try {
    const { code } = azureErrorSchema.parse(JSON.parse(text)).error;
    return /^\w{1,80}$/u.test(code) ? code : '';
  } catch {
    return '';
  }
}

function describeMissing(code: string, what: string): string {
  switch (code) {
    case 'SubscriptionNotFound':
    case 'InvalidSubscriptionId':
      return 'There is no such subscription, or you may not see it. Correct AZURE_SUBSCRIPTION_ID or the setting, or sign in with another account.';
    case 'ResourceGroupNotFound':
      return 'There is no such resource group in the subscription. Correct AZURE_RESOURCE_GROUP or the setting.';
    default:
      return `There is no such thing as ${what}. Correct the workspace’s name (AZURE_WORKSPACE_NAME or the setting), or choose it from the list.`;
  }
}
