/** Which registry is meant, and what is said when that can't be told. */

import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { findRegistry } from '../../../electron/core/registry/find-registry.ts';

const BLOB = 'https://moodline.blob.core.windows.net/models';
const WORKSPACE = { AZURE_SUBSCRIPTION_ID: 's1', AZURE_RESOURCE_GROUP: 'g1', AZURE_WORKSPACE_NAME: 'w1' };
const find = (text: string) => findRegistry({ flag: text, environment: {}, setting: '' });

describe('the registry', () => {
  test('is the flag’s, then the environment’s, then the setting’s, then that of Azure’s variables', () => {
    const all = { flag: 'file:///flag', environment: { ...WORKSPACE, MOODLINE_REGISTRY: 'file:///variable' }, setting: 'file:///setting' };
    const without = { ...all, flag: undefined };
    expect(findRegistry(all)).toMatchObject({ kind: 'folder', address: 'file:///flag', chosenBy: 'flag' });
    expect(findRegistry(without)).toMatchObject({ address: 'file:///variable', chosenBy: 'environment' });
    expect(findRegistry({ ...without, environment: WORKSPACE })).toMatchObject({ address: 'file:///setting', chosenBy: 'setting' });
    expect(findRegistry({ environment: WORKSPACE, setting: '' })).toMatchObject({
      kind: 'azureml',
      address: 'azureml://subscriptions/s1/resourceGroups/g1/workspaces/w1',
      chosenBy: 'azure_variables',
    });
  });

  test('is none, calmly, when nothing is configured', () => {
    expect(findRegistry({ flag: '', environment: { MOODLINE_REGISTRY: ' ' }, setting: '' })).toMatchObject({
      kind: 'none',
      address: '',
      chosenBy: 'none',
      problem: null,
    });
  });

  test('is none when one of Azure’s variables is missing, and the missing ones are named', () => {
    const { AZURE_RESOURCE_GROUP: _, ...partly } = WORKSPACE;
    const choice = findRegistry({ environment: partly, setting: '' });
    expect(choice).toMatchObject({ kind: 'none', chosenBy: 'azure_variables', problem: { code: 'registry_not_configured' } });
    expect(choice.problem?.message).toContain('AZURE_RESOURCE_GROUP is not set');
    const lonely = findRegistry({ environment: { AZURE_WORKSPACE_NAME: 'w' }, setting: '' });
    expect(lonely.problem?.message).toContain('AZURE_SUBSCRIPTION_ID and AZURE_RESOURCE_GROUP are not set');
  });

  test.for([
    [BLOB, 'moodline'],
    [`${BLOB}/`, 'moodline'],
    ['https://moodline.blob.core.usgovcloudapi.net/models', 'moodline'],
    ['http://127.0.0.1:10000/devstoreaccount1/models', 'devstoreaccount1'],
    ['http://azurite:10000/devstoreaccount1/models', 'devstoreaccount1'],
    ['https://models.company.example/models', null],
  ] as const)('at %s is a container of account %s', ([text, account]) => {
    expect(find(text)).toMatchObject({ kind: 'blob', address: text.replace(/\/$/u, ''), account, problem: null });
  });

  test.for([
    'not an address',
    'ftp://moodline/models',
    'https://moodline.blob.core.windows.net/',
    `${BLOB}/sub/folder`,
    'https://moodline.blob.core.windows.net/Models_1',
    'https://user:secret@moodline.blob.core.windows.net/models',
    'azureml://subscriptions/s/workspaces/w',
  ])('can not be %s, and the sentence says how it is written', (text) => {
    const choice = find(text);
    expect(choice).toMatchObject({ kind: 'none', chosenBy: 'flag', problem: { code: 'registry_not_configured' } });
    expect(choice.problem?.message).toContain('https://ACCOUNT.blob.core.windows.net/CONTAINER');
    expect(choice.problem?.message).not.toContain('secret');
  });

  test('keeps its signature out of everything that shows it', () => {
    const choice = find(`${BLOB}?sv=2024-01-01&sig=c2VjcmV0`);
    expect(choice).toMatchObject({ kind: 'blob', address: BLOB });
    expect(choice.url).toContain('sig=c2VjcmV0');
    expect(
      [JSON.stringify(choice), inspect(choice), JSON.stringify({ ...choice }), Object.values(choice).join(' ')].join('\n'),
    ).not.toContain('c2VjcmV0');
  });
});
