/** Asks an Azure Machine Learning online endpoint for the predictions of some texts. */

import { AppError } from '../../../shared/app-error.ts';
import type { EndpointAnswer, EndpointRequest } from '../../../shared/endpoint.ts';
import { endpointAnswerSchema } from '../../../shared/endpoint.ts';
import type { GetToken } from '../auth/credential.ts';
import type { Fetch } from '../network/create-fetch.ts';
import type { RetryOptions } from '../network/retrying-fetch.ts';
import { createRetryingFetch } from '../network/retrying-fetch.ts';

/** How an endpoint is told who asks: by its own key, or by a token of the sign-in. */
export type EndpointCredential =
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'token'; readonly getToken: GetToken; readonly isForeignHostFine: boolean };

export interface EndpointDeps {
  /** The scoring address, such as `https://NAME.REGION.inference.ml.azure.com/score`. */
  readonly url: string;
  readonly fetch: Fetch;
  readonly credential: EndpointCredential;
  readonly retry?: RetryOptions;
}

/** Throws `registry_unreachable`, `registry_refused`, `registry_invalid`, `cancelled`, and what the sign-in throws. */
export type AskEndpoint = (texts: readonly string[], signal: AbortSignal | undefined) => Promise<EndpointAnswer>;

/** Endpoints of the public and the sovereign clouds; a token opens all that a person may use, so nobody else gets one. */
const TOKEN_HOSTS = /\.inference\.(ml\.azure\.(?:com|us|cn))$/u;
const PUBLIC_CLOUD = 'ml.azure.com';
const LOOPBACK = /^(?:127\.0\.0\.1|localhost|\[::1\])$/u;
const MAX_ANSWER_BYTES = 1024 ** 2;

/** Asks nothing yet. Throws `usage` for an address that is none, or to which the credential can't be sent safely. */
export function createEndpointClient({ url: text, fetch, credential, retry }: EndpointDeps): AskEndpoint {
  const url = checkAddress(text, credential);
  const send = createRetryingFetch({ fetch, ...retry });
  const scope = `https://${TOKEN_HOSTS.exec(url.hostname)?.[1] ?? PUBLIC_CLOUD}/.default`;

  return async (texts, signal) => {
    const secret = credential.kind === 'key' ? credential.key : (await credential.getToken(scope, signal)).token;
    const body: EndpointRequest = { texts };
    // Scoring changes nothing, so a lost answer is simply asked for again.
    const response = await send(
      {
        url: url.href,
        method: 'POST',
        headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json', accept: 'application/json' },
        body: JSON.stringify(body),
      },
      { signal, maxBodyBytes: MAX_ANSWER_BYTES },
    );
    if (!response.ok) throw toEndpointError(response, url.host, credential);
    return parseAnswer(await response.text(), texts.length, url.host);
  };
}

function checkAddress(text: string, credential: EndpointCredential): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.test(url.hostname));
  if (!url || !isSafe || url.username || url.password) {
    throw new AppError(
      'usage',
      'The endpoint must be a https address, such as https://NAME.REGION.inference.ml.azure.com/score. Its key goes into MOODLINE_ENDPOINT_KEY.',
    );
  }
  if (credential.kind === 'key' || credential.isForeignHostFine || TOKEN_HOSTS.test(url.hostname)) return url;
  throw new AppError(
    'usage',
    `${url.host} is no endpoint of Azure Machine Learning, so it does not get your sign-in. Set MOODLINE_ENDPOINT_KEY to the endpoint’s own key.`,
  );
}

function toEndpointError({ status }: Response, host: string, credential: EndpointCredential): AppError {
  const cause = new Error(`HTTP ${status}`);
  if (status === 401 || status === 403) {
    const advice =
      credential.kind === 'key'
        ? 'Correct MOODLINE_ENDPOINT_KEY.'
        : 'Ask its owner for the role "AzureML Data Scientist", or set MOODLINE_ENDPOINT_KEY to its key.';
    return new AppError('registry_refused', `The endpoint at ${host} refused the request. ${advice}`, { cause });
  }
  if (status === 404)
    return new AppError('registry_missing', `There is no endpoint at this address of ${host}. Copy its scoring address again.`, { cause });
  if (status === 408 || status === 429 || status >= 500)
    return new AppError('registry_unreachable', `The endpoint at ${host} is busy or not well (status ${status}). Try again later.`, {
      cause,
    });
  return new AppError(
    'registry_invalid',
    `The endpoint at ${host} did not accept the texts (status ${status}). Deploy models/recipe/score.py there.`,
    {
      cause,
    },
  );
}

function parseAnswer(text: string, count: number, host: string): EndpointAnswer {
  try {
    const answer = endpointAnswerSchema.parse(JSON.parse(text));
    if (answer.predictions.length === count) return answer;
  } catch {
    // Told below: what another script answers is of no use to a person.
  }
  throw new AppError(
    'registry_invalid',
    `The endpoint at ${host} does not answer as models/recipe/score.py does. Deploy that script there.`,
  );
}
