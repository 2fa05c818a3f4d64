/** Finds which registry is meant: flag, environment, setting, then Azure's own variables. */

import { isAbsolute } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { AppError } from '../../../shared/app-error.ts';

export type ChosenBy = 'flag' | 'environment' | 'setting' | 'azure_variables' | 'none';

export interface RegistryChoice {
  readonly kind: 'none' | 'blob' | 'folder' | 'azureml';
  /** For people and logs: no signature in it; empty in local mode. */
  readonly address: string;
  /** What opens it: an address with its signature, or a folder's path. A secret: it is not enumerable, so that nothing prints it by accident. */
  readonly url: string;
  /** The storage account of a Blob container; null for everything else. */
  readonly account: string | null;
  readonly chosenBy: ChosenBy;
  /** What is missing or wrong; the kind is then `none`. Null when the choice is whole, or nothing was chosen. */
  readonly problem: AppError | null;
}

export interface FindRegistryOptions {
  readonly flag?: string | undefined;
  readonly environment: NodeJS.ProcessEnv;
  /** `registry` of settings.json; empty for none. */
  readonly setting: string;
}

const AZURE_VARIABLES = ['AZURE_SUBSCRIPTION_ID', 'AZURE_RESOURCE_GROUP', 'AZURE_WORKSPACE_NAME'] as const;
/** Azure's rule for container names. */
const CONTAINER_NAME = /^[a-z0-9](-?[a-z0-9])*$/u;
const AZUREML = /^azureml:\/\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/workspaces\/([^/]+)\/?$/iu;

/** Never throws and asks nothing: what is wrong with the configuration stands in `problem`. */
export function findRegistry({ flag, environment, setting }: FindRegistryOptions): RegistryChoice {
  const named: readonly (readonly [ChosenBy, string | undefined])[] = [
    ['flag', flag],
    ['environment', environment['MOODLINE_REGISTRY']],
    ['setting', setting],
  ];
  for (const [chosenBy, value] of named) {
    const text = value?.trim();
    if (text) return parseRegistry(text, chosenBy);
  }
  return findWorkspace(environment);
}

function findWorkspace(environment: NodeJS.ProcessEnv): RegistryChoice {
  const values = AZURE_VARIABLES.map((name) => environment[name]?.trim() ?? '');
  const missing = AZURE_VARIABLES.filter((_, index) => values[index] === '');
  if (missing.length === AZURE_VARIABLES.length) return toChoice({ kind: 'none', chosenBy: 'none' });
  if (missing.length > 0) {
    return toProblem(
      'azure_variables',
      `Moodline works with the model on this machine, because ${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} not set. Set ${missing.length === 1 ? 'it' : 'them'} to use the Azure Machine Learning workspace, or name another registry by MOODLINE_REGISTRY.`,
    );
  }
  const [subscription = '', group = '', workspace = ''] = values.map((value) => encodeURIComponent(value));
  const address = `azureml://subscriptions/${subscription}/resourceGroups/${group}/workspaces/${workspace}`;
  return toChoice({ kind: 'azureml', chosenBy: 'azure_variables', address, url: address });
}

function parseRegistry(text: string, chosenBy: ChosenBy): RegistryChoice {
  if (AZUREML.test(text)) return toChoice({ kind: 'azureml', chosenBy, address: text.replace(/\/$/u, ''), url: text });
  if (isAbsolute(text)) return toChoice({ kind: 'folder', chosenBy, address: pathToFileURL(text).href, url: text });
  if (!URL.canParse(text)) return toProblem(chosenBy, unusable(chosenBy, 'it is no address'));
  const url = new URL(text);
  if (url.protocol === 'file:') return parseFolder(url, chosenBy);
  if (url.protocol === 'https:' || url.protocol === 'http:') return parseContainer(url, chosenBy);
  return toProblem(chosenBy, unusable(chosenBy, `${url.protocol}// is not known`));
}

function parseFolder(url: URL, chosenBy: ChosenBy): RegistryChoice {
  try {
    return toChoice({ kind: 'folder', chosenBy, address: url.href, url: fileURLToPath(url) });
  } catch {
    return toProblem(chosenBy, unusable(chosenBy, 'a folder is written file:///FOLDER'));
  }
}

/** The account stands in the host (`ACCOUNT.blob…`), or is the first part of the path as Azurite has it. */
function parseContainer(url: URL, chosenBy: ChosenBy): RegistryChoice {
  if (url.username || url.password) return toProblem(chosenBy, unusable(chosenBy, 'it must not hold a user name or password'));
  const parts = url.pathname.split('/').filter(Boolean);
  const hostAccount = /^([a-z0-9]{3,24})(-secondary)?\.blob\./u.exec(url.hostname)?.[1] ?? null;
  const expected = hostAccount === null ? [1, 2] : [1];
  const container = parts.at(-1) ?? '';
  if (!expected.includes(parts.length) || !CONTAINER_NAME.test(container) || container.length < 3 || container.length > 63) {
    return toProblem(chosenBy, unusable(chosenBy, 'its path must be one container'));
  }
  const account = hostAccount ?? (parts.length === 2 ? (parts[0] ?? null) : null);
  const address = `${url.origin}/${parts.join('/')}`;
  return toChoice({ kind: 'blob', chosenBy, address, url: `${address}${url.search}`, account });
}

/** Says where the wrong text stands, not the text: it may hold a signature. */
function unusable(chosenBy: ChosenBy, why: string): string {
  const where = chosenBy === 'flag' ? 'given' : chosenBy === 'environment' ? 'in MOODLINE_REGISTRY' : 'in the settings';
  return `The registry ${where} can't be used: ${why}. Write https://ACCOUNT.blob.core.windows.net/CONTAINER, file:///FOLDER or azureml://subscriptions/S/resourceGroups/G/workspaces/W.`;
}

function toProblem(chosenBy: ChosenBy, message: string): RegistryChoice {
  return toChoice({ kind: 'none', chosenBy, problem: new AppError('registry_not_configured', message) });
}

function toChoice(parts: Partial<RegistryChoice> & Pick<RegistryChoice, 'kind' | 'chosenBy'>): RegistryChoice {
  const { url = '', ...shown } = parts;
  const choice = { address: '', account: null, problem: null, ...shown };
  return Object.defineProperty(choice, 'url', { value: url, enumerable: false }) as RegistryChoice;
}
