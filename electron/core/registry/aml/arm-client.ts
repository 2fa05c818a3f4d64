/** Asks Azure Resource Manager: tokens, pages, and answers checked against their schemas. */

import type { z } from 'zod';
import { AppError } from '../../../../shared/app-error.ts';
import { azurePageSchema } from '../../../../shared/azure-ml.ts';
import type { AzureCloud } from '../../auth/azure-cloud.ts';
import type { GetToken } from '../../auth/credential.ts';
import type { Fetch } from '../../network/create-fetch.ts';
import type { RetryOptions } from '../../network/retrying-fetch.ts';
import { createRetryingFetch } from '../../network/retrying-fetch.ts';
import type { CallOptions } from '../registry.ts';
import { toArmError } from './to-arm-error.ts';

export interface ArmClientDeps {
  readonly cloud: AzureCloud;
  readonly fetch: Fetch;
  readonly getToken: GetToken;
  readonly retry?: RetryOptions;
}

export interface ArmRequest {
  /** From the first slash, encoded; or the whole address of a next page. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly method?: 'GET' | 'PUT' | 'POST';
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** What is asked for, for the sentence of an error: "the workspace w1". */
  readonly what: string;
  /** The role that allows it. */
  readonly role: string;
}

export interface ArmClient {
  /** Throws what a `Registry` throws, and `sign_in_needed`. */
  ask<Shape extends z.ZodType>(request: ArmRequest, schema: Shape, options: CallOptions): Promise<z.infer<Shape>>;
  /** Null when there is no such thing (404). */
  askOptional<Shape extends z.ZodType>(request: ArmRequest, schema: Shape, options: CallOptions): Promise<z.infer<Shape> | null>;
  /** Page after page until there are `most` items; null when there is no such list. */
  list<Shape extends z.ZodType>(request: ArmRequest, schema: Shape, most: number, options: CallOptions): Promise<z.infer<Shape>[] | null>;
}

/** Answers are lists of at most some hundred items; more is no answer of this service. */
const MAX_ANSWER_BYTES = 8 * 1024 ** 2;
/** A service that sends us round in circles is left. */
const MAX_PAGES = 100;

/** Asks nothing of the network yet. */
export function createArmClient({ cloud, fetch, getToken, retry }: ArmClientDeps): ArmClient {
  const send = createRetryingFetch({ fetch, ...retry });

  async function sendWithToken(request: ArmRequest, options: CallOptions): Promise<Response> {
    const { token } = await getToken(cloud.resourceManagerScope, options.signal);
    const once = (bearer: string): Promise<Response> =>
      send(
        {
          url: toUrl(cloud.resourceManager, request),
          method: request.method ?? 'GET',
          headers: {
            authorization: `Bearer ${bearer}`,
            accept: 'application/json',
            ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
            ...request.headers,
          },
          ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
        },
        { signal: options.signal, meter: options.meter, maxBodyBytes: MAX_ANSWER_BYTES },
      );
    const response = await once(token);
    if (response.status !== 401) return response;
    // It may have ended between here and there; where the cache has no other, asking again would end the same way.
    const next = await getToken(cloud.resourceManagerScope, options.signal);
    return next.token === token ? response : once(next.token);
  }

  async function askOptional<Shape extends z.ZodType>(request: ArmRequest, schema: Shape, options: CallOptions) {
    const response = await sendWithToken(request, options);
    const text = await response.text();
    if (response.status === 404) return null;
    if (!response.ok) throw toArmError(response, text, request);
    return parse(text, schema, request);
  }

  return {
    askOptional,

    async ask(request, schema, options) {
      const response = await sendWithToken(request, options);
      const text = await response.text();
      if (!response.ok) throw toArmError(response, text, request);
      return parse(text, schema, request);
    },

    async list(request, schema, most, options) {
      const items: z.infer<typeof schema>[] = [];
      let next: ArmRequest | null = request;
      for (let pages = 0; next && pages < MAX_PAGES && items.length < most; pages += 1) {
        const page: z.infer<typeof azurePageSchema> | null = await askOptional(next, azurePageSchema, options);
        if (page === null) return pages === 0 ? null : items;
        for (const item of page.value) items.push(check(item, schema, request));
        next = page.nextLink ? { ...request, query: {}, path: nextPath(page.nextLink, cloud, request) } : null;
      }
      return items.slice(0, most);
    },
  };
}

function toUrl(origin: string, { path, query = {} }: ArmRequest): string {
  const url = new URL(path, origin);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
}

/** The token goes with it, so the next page must lie where the first one did. */
function nextPath(link: string, { resourceManager }: AzureCloud, request: ArmRequest): string {
  const url = URL.canParse(link, resourceManager) ? new URL(link, resourceManager) : undefined;
  if (url?.origin === new URL(resourceManager).origin) return `${url.pathname}${url.search}`;
  throw unusable(request, 'its next page lies elsewhere');
}

function parse<Shape extends z.ZodType>(text: string, schema: Shape, request: ArmRequest): z.infer<Shape> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw unusable(request, 'it is no JSON');
  }
  return check(json, schema, request);
}

function check<Shape extends z.ZodType>(json: unknown, schema: Shape, request: ArmRequest): z.infer<Shape> {
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  // The values may be secrets, so only the place and the rule are told.
  throw unusable(request, `${issue?.path.join('.') || 'its form'}: ${issue?.code ?? 'unknown'}`);
}

function unusable({ what }: ArmRequest, why: string): AppError {
  return new AppError(
    'registry_invalid',
    `What Azure answered about ${what} can't be used (${why}). Check MOODLINE_ARM and the workspace; the installed version stays.`,
  );
}
