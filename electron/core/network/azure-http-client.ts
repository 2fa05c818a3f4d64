/** Sends the requests of Azure's libraries through our own fetch: one place for proxies, retries, time-outs and counting. */

import { Readable } from 'node:stream';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';
import { toHttpHeadersLike } from '@azure/core-http-compat';
import { createHttpHeaders } from '@azure/core-rest-pipeline';
import type { IHttpClient, WebResource } from '@azure/storage-blob';
import type { RequestContext, RetryingFetch } from './retrying-fetch.ts';

/** What fetch sets itself; Chromium's refuses requests that try. */
const SET_BY_FETCH = /^(content-length|host|connection|accept-encoding|transfer-encoding)$/iu;

/** `context` is asked at each request: who counts it, and whether its body is streamed or read whole. */
export function createAzureHttpClient(
  send: RetryingFetch,
  context: () => Pick<RequestContext, 'meter' | 'maxBodyBytes'> & { readonly isStreaming: boolean },
): IHttpClient {
  return {
    async sendRequest(request) {
      const { meter, maxBodyBytes, isStreaming } = context();
      const signal = toSignal(request);
      const isStreamed = (status: number): boolean =>
        request.streamResponseStatusCodes?.has(status) || request.streamResponseStatusCodes?.has(Number.POSITIVE_INFINITY) || false;
      const response = await send(
        { url: request.url, method: request.method, headers: toHeaders(request), body: toBody(request) },
        { signal, meter, maxBodyBytes, ...(isStreaming ? { isStreamed } : {}) },
      );
      const parts = {
        request,
        status: response.status,
        headers: toHttpHeadersLike(createHttpHeaders(Object.fromEntries(response.headers))),
      };
      if (!isStreamed(response.status)) return { ...parts, bodyAsText: await response.text() };
      // Lib.dom's stream and Node's are the same object with two types.
      const body = response.body as NodeReadableStream<Uint8Array> | null;
      return { ...parts, readableStreamBody: body ? quietly(Readable.fromWeb(body)) : Readable.from([]) };
    },
  };
}

/** The library stops listening before it ends a stream: an error that comes then would end the whole program. Readers get theirs all the same. */
function quietly(stream: Readable): Readable {
  return stream.on('error', () => undefined);
}

function toHeaders(request: WebResource): Record<string, string> {
  const headers = request.headers.toJson({ preserveCase: true });
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !SET_BY_FETCH.test(name)));
}

function toBody(request: WebResource): Uint8Array<ArrayBuffer> | string | undefined {
  const body: unknown = request.body;
  if (body === undefined || body === null) return undefined;
  if (typeof body === 'string') return body;
  if (body instanceof Uint8Array) return body as Uint8Array<ArrayBuffer>;
  throw new TypeError('Only texts and bytes are sent: they can be sent again.');
}

function toSignal(request: WebResource): AbortSignal | undefined {
  const given = request.abortSignal;
  if (given === undefined || given instanceof AbortSignal) return given;
  // The library's pollers bring a signal of their own make.
  const controller = new AbortController();
  if (given.aborted) controller.abort();
  else given.addEventListener('abort', () => controller.abort());
  return controller.signal;
}
