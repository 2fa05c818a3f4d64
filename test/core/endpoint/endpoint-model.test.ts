/** Predictions through an endpoint: batches, order, back-off, and the local model when it fails. */

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { identify } from '../../../electron/core/analyze.ts';
import type { EndpointCredential } from '../../../electron/core/endpoint/endpoint-client.ts';
import { createEndpointClient } from '../../../electron/core/endpoint/endpoint-client.ts';
import { createEndpointModel } from '../../../electron/core/endpoint/endpoint-model.ts';
import type { AppError } from '../../../shared/app-error.ts';
import { EMOTIONS } from '../../../shared/labels.ts';
import type { Prediction } from '../../../shared/prediction.ts';

const MODEL = { channel: 'baseline', version: '24', sha256: 'a'.repeat(64) } as const;

/** A prediction that tells which text it is for. */
const row = (text: string) => ({
  emotion: EMOTIONS[Number(text) % 7],
  emotion_score: Number(text) / 1000,
  sub_emotion: 'neutral',
  sub_emotion_score: 0.5,
  intensity: 'mild',
  intensity_score: 0.5,
});
const texts = Array.from({ length: 300 }, (_, index) => String(index));

interface Endpoint {
  readonly url: string;
  readonly requests: { readonly count: number; readonly authorization: string | undefined }[];
}

/** An endpoint that answers by `answer`; the n-th request, from 1. */
async function startEndpoint(
  answer: (
    texts: readonly string[],
    n: number,
  ) => { readonly status?: number; readonly body?: unknown; readonly headers?: Record<string, string> },
): Promise<Endpoint> {
  const requests: { count: number; authorization: string | undefined }[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      const asked: string[] = JSON.parse(body).texts;
      requests.push({ count: asked.length, authorization: request.headers.authorization });
      const { status = 200, body: sent = { model: MODEL, predictions: asked.map(row) }, headers = {} } = answer(asked, requests.length);
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(sent));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/score`, requests };
}

const KEY: EndpointCredential = { kind: 'key', key: 'endpoint-key' };

function openModel(url: string, credential: EndpointCredential = KEY) {
  const reasons: AppError[] = [];
  const predictedHere: string[] = [];
  const session = {
    async predict(
      asked: readonly string[],
      options: { onBatch?: (indices: readonly number[], found: readonly Prediction[]) => void } = {},
    ) {
      predictedHere.push(...asked);
      const found = asked.map((text): Prediction => {
        const index = Number(text);
        return {
          emotion: 'neutral',
          emotionScore: index / 1000,
          subEmotion: 'neutral',
          subEmotionScore: 0,
          intensity: 'mild',
          intensityScore: 0,
        };
      });
      options.onBatch?.(
        asked.map((_, index) => index),
        found,
      );
      return found;
    },
  };
  const local = { session, files: { channel: 'baseline' as const, version: '20', sha256: 'b'.repeat(64) }, loadMs: Promise.resolve(1) };
  const ask = createEndpointClient({ url, fetch: globalThis.fetch, credential, retry: { maxTries: 3, baseDelayMs: 1 } });
  const model = createEndpointModel({
    ask,
    loadLocal: () => Promise.resolve(local),
    onFallback: (reason) => reasons.push(reason),
  });
  return { model, reasons, predictedHere, describeModel: () => identify(model) };
}

const scores = (predictions: readonly Prediction[]): number[] => predictions.map(({ emotionScore }) => Math.round(emotionScore * 1000));
const inOrder = texts.map(Number);

describe('an endpoint', () => {
  test('is asked in batches, and the predictions come in the order of the texts', async () => {
    const { url, requests } = await startEndpoint(() => ({}));
    const { model, reasons, describeModel } = openModel(url);
    const seen: number[] = [];
    const progress: number[] = [];
    const predictions = await model.session.predict(texts, {
      onBatch: (indices, found) => indices.forEach((index, at) => (seen[index] = Math.round((found[at]?.emotionScore ?? 0) * 1000))),
      onProgress: ({ done }) => progress.push(done),
    });
    expect(scores(predictions)).toEqual(inOrder);
    expect(seen).toEqual(inOrder);
    expect(progress.at(-1)).toBe(300);
    expect(requests.map(({ count }) => count).toSorted((a, b) => a - b)).toEqual([44, 64, 64, 64, 64]);
    expect(new Set(requests.map(({ authorization }) => authorization))).toEqual(new Set(['Bearer endpoint-key']));
    expect(await describeModel()).toEqual(MODEL);
    expect(reasons).toEqual([]);
  });

  test('that is busy is asked again when it says so', async () => {
    const { url, requests } = await startEndpoint((_, n) =>
      n <= 2 ? { status: n === 1 ? 429 : 503, headers: { 'retry-after': '0' } } : {},
    );
    const { model, reasons } = openModel(url);
    expect(scores(await model.session.predict(texts.slice(0, 10)))).toEqual(inOrder.slice(0, 10));
    expect(requests).toHaveLength(3);
    expect(reasons).toEqual([]);
  });

  test('that fails in the middle leaves the rest to the model on this machine, nothing twice, and says so once', async () => {
    const { url, requests } = await startEndpoint((asked) => (asked.includes('200') ? { status: 500 } : {}));
    const { model, reasons, predictedHere, describeModel } = openModel(url);
    expect(scores(await model.session.predict(texts))).toEqual(inOrder);
    expect(predictedHere).toContain('200');
    expect(predictedHere).not.toContain('0');
    expect(reasons.map(({ code }) => code)).toEqual(['registry_unreachable']);
    expect(await describeModel()).toEqual({ channel: 'baseline', version: '20', sha256: 'b'.repeat(64) });
    const before = requests.length;
    expect(scores(await model.session.predict(texts.slice(0, 3)))).toEqual([0, 1, 2]);
    expect(requests).toHaveLength(before);
    expect(reasons).toHaveLength(1);
  });

  test.for([
    ['a wrong key', { status: 401 }, 'registry_refused'],
    ['no such endpoint', { status: 404 }, 'registry_missing'],
    ['another script', { body: { result: 'happy' } }, 'registry_invalid'],
    ['too few predictions', { body: { model: MODEL, predictions: [] } }, 'registry_invalid'],
    ['labels that are none', { body: { model: MODEL, predictions: [{ ...row('1'), emotion: 'glee' }] } }, 'registry_invalid'],
  ] as const)('with %s is told as such, and the model on this machine answers', async ([, answer, code]) => {
    const { url } = await startEndpoint(() => answer);
    const { model, reasons, predictedHere } = openModel(url);
    expect(scores(await model.session.predict(['1']))).toEqual([1]);
    expect(predictedHere).toEqual(['1']);
    expect(reasons.map((reason) => reason.code)).toEqual([code]);
    expect(reasons[0]?.message).not.toContain('endpoint-key');
  });

  test('that nobody serves is told as unreachable', async () => {
    const { model, reasons } = openModel('http://127.0.0.1:9/score');
    await model.session.predict(['1']);
    expect(reasons.map(({ code }) => code)).toEqual(['registry_unreachable']);
  });

  test('is not gone on with after a cancel', async () => {
    const { url } = await startEndpoint(() => ({}));
    const { model, reasons } = openModel(url);
    const work = model.session.predict(texts, { signal: AbortSignal.abort() });
    expect(
      await work.then(
        () => null,
        (error: AppError) => error.code,
      ),
    ).toBe('cancelled');
    expect(reasons).toEqual([]);
  });

  test('gets long texts cut and large ones in requests of their own', async () => {
    const lengths: number[] = [];
    const { url, requests } = await startEndpoint((asked) => {
      lengths.push(...asked.map((text) => text.length));
      return { body: { model: MODEL, predictions: asked.map(() => row('1')) } };
    });
    await openModel(url).model.session.predict(Array.from({ length: 60 }, () => 'x'.repeat(100_000)));
    expect(Math.max(...lengths)).toBe(8000);
    expect(requests.map(({ count }) => count).toSorted((a, b) => a - b)).toEqual([10, 25, 25]);
  });

  test.for([
    ['http on another machine', 'http://endpoint.example/score', KEY],
    ['a password', 'https://user:secret@endpoint.example/score', KEY],
    ['no address', 'endpoint', KEY],
    [
      'a foreign host for a sign-in',
      'https://endpoint.example/score',
      { kind: 'token', getToken: () => expect.fail('asked'), isForeignHostFine: false },
    ],
  ] as const)('can not be %s', ([, url, credential]) => {
    expect(() => openModel(url, credential)).toThrow(expect.objectContaining({ code: 'usage' }));
  });

  test('gets a token of the sign-in for Azure Machine Learning where there is no key', async () => {
    const { url, requests } = await startEndpoint(() => ({}));
    const scopes: string[] = [];
    const getToken = (scope: string) => {
      scopes.push(scope);
      return Promise.resolve({ token: 'a-token', expiresOn: Date.now() + 1000 });
    };
    await openModel(url, { kind: 'token', getToken, isForeignHostFine: true }).model.session.predict(['1']);
    expect(scopes).toEqual(['https://ml.azure.com/.default']);
    expect(requests[0]?.authorization).toBe('Bearer a-token');
  });
});
