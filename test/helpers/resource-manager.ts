/** A stand-in for Azure Resource Manager with one Machine Learning workspace, which answers in the shapes of Microsoft's published examples. */

import { createServer } from 'node:https';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { makeCertificate } from './certificate.ts';

const SUBSCRIPTION = '00000000-1111-2222-3333-444444444444';
const GROUP = 'test-rg';
const WORKSPACE = 'my-aml-workspace';
const PROVIDER = 'Microsoft.MachineLearningServices';
const PAGE = 50;

interface VersionProperties {
  readonly tags?: Readonly<Record<string, string>>;
  readonly properties?: Readonly<Record<string, string>>;
  readonly modelType?: string;
  readonly modelUri?: string;
  readonly isArchived?: boolean;
}

interface StoredVersion {
  readonly model: string;
  readonly version: string;
  readonly createdAt: string;
  properties: VersionProperties;
}

/** What a test wants answered instead; undefined for the usual answer. */
export type Interfere = (request: {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: string;
}) => { readonly status: number; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> } | undefined;

export interface ResourceManager {
  /** For MOODLINE_ARM. */
  readonly origin: string;
  /** `azureml://subscriptions/…`. */
  readonly address: string;
  readonly workspacePath: string;
  readonly subscription: string;
  readonly group: string;
  readonly workspace: string;
  /** Method, path within the workspace as `{ws}`, and query of each request; never a token. */
  readonly log: string[];
  /** In the order of their making. */
  readonly versions: StoredVersion[];
  readonly datastore: Record<string, unknown>;
  secrets: Readonly<Record<string, unknown>>;
  permissions: readonly { readonly actions: readonly string[]; readonly notActions: readonly string[] }[];
  interfere: Interfere | undefined;
  /** Awaited before an answer is worked out. */
  hold: ((request: Parameters<Interfere>[0]) => Promise<void>) | undefined;
  /** Decides about a bearer token; any is taken while there is none. */
  isTokenGood: ((token: string) => boolean) | undefined;
  /** Registers as another tool does, at once. */
  register(model: string, version: string, properties: VersionProperties): StoredVersion;
  modelUri(path: string): string;
  stop(): Promise<void>;
}

/** Starts it over https; `datastore` are the fields that lead to a container. */
export async function startResourceManager(
  datastore: Readonly<Record<string, unknown>>,
  secrets: Readonly<Record<string, unknown>> = { secretsType: 'None' },
): Promise<ResourceManager> {
  const { cert, key } = await makeCertificate();
  const workspacePath = `/subscriptions/${SUBSCRIPTION}/resourceGroups/${GROUP}/providers/${PROVIDER}/workspaces/${WORKSPACE}`;
  let tick = Date.parse('2026-11-24T00:00:00.000Z');

  const server = createServer({ cert, key }, (request, response) => {
    void readBody(request).then(async (body) => {
      const url = new URL(request.url ?? '/', manager.origin);
      const method = request.method ?? 'GET';
      const query = [...url.searchParams].filter(([name]) => name !== 'api-version').map((pair) => pair.join('='));
      manager.log.push(
        `${method} ${decodeURIComponent(url.pathname).replace(workspacePath, '{ws}')}${query.length > 0 ? `?${query.join('&')}` : ''}`,
      );
      const token = /^Bearer (\S+)$/u.exec(request.headers.authorization ?? '')?.[1] ?? '';
      const asked = { method, path: url.pathname, query: url.searchParams, body };
      await manager.hold?.(asked);
      const answer =
        manager.interfere?.(asked) ??
        (token && (manager.isTokenGood?.(token) ?? true)
          ? answerTo(method, url, body)
          : fail(401, 'InvalidAuthenticationToken', 'The access token is invalid.'));
      const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body ?? {});
      response.writeHead(answer.status, { 'content-type': 'application/json', 'x-ms-request-id': 'r-1', ...answer.headers }).end(text);
    });
  });

  type Answer = NonNullable<ReturnType<Interfere>>;
  const ok = (body: unknown, status = 200): Answer => ({ status, body });
  const fail = (status: number, code: string, message: string): Answer => ({ status, body: { error: { code, message, details: [] } } });

  function answerTo(method: string, url: URL, body: string): Answer {
    if (!url.searchParams.has('api-version'))
      return fail(400, 'MissingApiVersionParameter', 'The api-version query parameter is required.');
    if (!url.pathname.toLowerCase().startsWith(`${workspacePath.toLowerCase()}`)) return answerOutside(url.pathname);
    const parts = url.pathname.slice(workspacePath.length).split('/').filter(Boolean).map(decodeURIComponent);
    const [kind, name = '', sub, version = ''] = parts;
    if (parts.length === 0) return ok(toResource(workspacePath, WORKSPACE, `${PROVIDER}/workspaces`, { friendlyName: WORKSPACE }));
    if (kind === 'datastores' && parts.length === 1) return ok({ value: [describeDatastore('workspaceblobstore')] });
    if (kind === 'datastores' && parts.length === 2) return ok(describeDatastore(name));
    if (kind === 'datastores' && sub === 'listSecrets' && method === 'POST') return ok(manager.secrets);
    if (kind === 'models' && sub === 'versions' && parts.length === 3) return listVersions(name, url);
    if (kind === 'models' && sub === 'versions' && method === 'GET') return getVersion(name, version);
    if (kind === 'models' && sub === 'versions' && method === 'PUT') return putVersion(name, version, body);
    if (kind === 'providers' && sub === 'permissions') return ok({ value: manager.permissions });
    return fail(404, 'NotFound', 'No such path.');
  }

  function answerOutside(path: string): Answer {
    const [, , subscription, , group] = path.split('/');
    const resource = (id: string, name: string) => ({ id, name, location: 'westeurope', properties: {} });
    if (path === '/subscriptions') {
      const about = { state: 'Enabled', tenantId: SUBSCRIPTION };
      return ok({
        value: [
          { id: `/subscriptions/${SUBSCRIPTION}`, subscriptionId: SUBSCRIPTION, displayName: 'Research', ...about },
          { id: '/subscriptions/old', subscriptionId: 'old', displayName: 'Closed', ...about, state: 'Deleted' },
        ],
      });
    }
    if (subscription !== SUBSCRIPTION) return fail(404, 'SubscriptionNotFound', 'The subscription could not be found.');
    if (path.endsWith('/resourcegroups')) return ok({ value: [resource(`${path}/${GROUP}`, GROUP), resource(`${path}/other`, 'other')] });
    if (group !== GROUP) return fail(404, 'ResourceGroupNotFound', 'Resource group could not be found.');
    if (path.endsWith('/workspaces')) return ok({ value: [toResource(workspacePath, WORKSPACE, `${PROVIDER}/workspaces`, {})] });
    return fail(404, 'ResourceNotFound', 'The resource was not found.');
  }

  function listVersions(model: string, url: URL): Answer {
    const all = manager.versions.filter((each) => each.model === model);
    // A model that was never registered is no empty list.
    if (all.length === 0) return fail(404, 'UserError', 'Model container was not found.');
    const view = url.searchParams.get('listViewType') ?? 'ActiveOnly';
    const seen = all.filter(({ properties }) => view === 'All' || (properties.isArchived ?? false) === (view === 'ArchivedOnly'));
    const ordered = url.searchParams.get('$orderBy') === 'createdtime desc' ? seen.toReversed() : seen;
    const from = Number(url.searchParams.get('$skip') ?? 0);
    const top = Math.min(PAGE, Number(url.searchParams.get('$top') ?? PAGE));
    const next = new URL(url);
    next.searchParams.set('$skip', String(from + top));
    const isLast = from + top >= ordered.length;
    return ok({ value: ordered.slice(from, from + top).map(describeVersion), ...(isLast ? {} : { nextLink: next.href }) });
  }

  function getVersion(model: string, version: string): Answer {
    const found = find(model, version);
    return found ? ok(describeVersion(found)) : fail(404, 'UserError', 'Model version was not found.');
  }

  function putVersion(model: string, version: string, body: string): Answer {
    const { properties } = JSON.parse(body) as { properties: VersionProperties };
    const found = find(model, version);
    if (!found) return ok(describeVersion(manager.register(model, version, properties)), 201);
    // The condition that a request may carry is not looked at: what the real service does with it is not documented.
    if (found.properties.modelUri !== properties.modelUri) return fail(400, 'UserError', 'Asset paths cannot be updated.');
    found.properties = properties;
    return ok(describeVersion(found));
  }

  const find = (model: string, version: string): StoredVersion | undefined =>
    manager.versions.find((each) => each.model === model && each.version === version);

  const toResource = (id: string, name: string, type: string, properties: unknown): object => ({
    id,
    name,
    type,
    location: 'westeurope',
    properties,
  });

  function describeVersion({ model, version, properties, createdAt }: StoredVersion): object {
    const about = { createdBy: 'Ada', createdByType: 'User', lastModifiedAt: createdAt, lastModifiedBy: 'Ada', lastModifiedByType: 'User' };
    return {
      id: `${workspacePath}/models/${model}/versions/${version}`,
      name: version,
      type: `${PROVIDER}/workspaces/models/versions`,
      properties: { description: null, tags: {}, properties: {}, isArchived: false, isAnonymous: false, flavors: {}, ...properties },
      systemData: { createdAt, ...about },
    };
  }

  const describeDatastore = (name: string): object => ({
    id: `${workspacePath}/datastores/${name}`,
    name,
    type: `${PROVIDER}/workspaces/datastores`,
    properties: { description: null, tags: null, properties: null, isDefault: true, datastoreType: 'AzureBlob', ...manager.datastore },
  });

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const manager: ResourceManager = {
    origin: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    address: `azureml://subscriptions/${SUBSCRIPTION}/resourceGroups/${GROUP}/workspaces/${WORKSPACE}`,
    workspacePath,
    subscription: SUBSCRIPTION,
    group: GROUP,
    workspace: WORKSPACE,
    log: [],
    versions: [],
    datastore: { credentials: { credentialsType: 'AccountKey', secrets: { secretsType: 'AccountKey' } }, ...datastore },
    secrets,
    permissions: [{ actions: ['*'], notActions: [] }],
    interfere: undefined,
    hold: undefined,
    isTokenGood: undefined,
    register(model, version, properties) {
      tick += 1000;
      const stored = { model, version, createdAt: new Date(tick).toISOString(), properties };
      manager.versions.push(stored);
      return stored;
    },
    modelUri: (path) =>
      `azureml://subscriptions/${SUBSCRIPTION}/resourcegroups/${GROUP}/workspaces/${WORKSPACE}/datastores/workspaceblobstore/paths/${path}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return manager;
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
