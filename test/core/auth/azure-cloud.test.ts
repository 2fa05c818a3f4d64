/** Which cloud's addresses and scopes are meant. */

import { describe, expect, test } from 'vitest';
import { findCloud, signInScopes } from '../../../electron/core/auth/azure-cloud.ts';

describe('the cloud', () => {
  test.for([
    ['the public one', {}, 'https://management.azure.com', 'https://management.azure.com/.default'],
    [
      'that of the sign-in server',
      { MOODLINE_AUTHORITY: 'https://login.microsoftonline.us' },
      'https://management.usgovcloudapi.net',
      'https://management.usgovcloudapi.net/.default',
    ],
    [
      'that of MOODLINE_ARM',
      { MOODLINE_AUTHORITY: 'https://login.microsoftonline.us', MOODLINE_ARM: 'https://management.chinacloudapi.cn/' },
      'https://management.chinacloudapi.cn',
      'https://management.chinacloudapi.cn/.default',
    ],
    [
      'behind a gateway of one’s own',
      { MOODLINE_ARM: 'https://arm.company.example' },
      'https://arm.company.example',
      'https://management.azure.com/.default',
    ],
  ] as const)('is %s', ([, environment, resourceManager, resourceManagerScope]) => {
    expect(findCloud(environment)).toEqual({ resourceManager, resourceManagerScope });
  });

  test('asks consent for Resource Manager and Storage at once for a workspace, and for Storage alone otherwise', () => {
    expect(signInScopes('azureml', {})).toEqual(['https://management.azure.com/.default', 'https://storage.azure.com/.default']);
    expect(signInScopes('blob', {})).toEqual(['https://storage.azure.com/.default']);
  });
});
