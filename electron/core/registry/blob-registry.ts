/** A registry in an Azure Blob container. */

import { AppError } from '../../../shared/app-error.ts';
import { azureCodeOf, statusOf } from '../network/to-registry-error.ts';
import { createBlobContainer } from './blob-container.ts';
import type { BlobContainer, BlobRegistryDeps, CallContext } from './blob-container.ts';
import { copyBlob, uploadFile } from './blob-upload.ts';
import type { RangeRead, Registry } from './registry.ts';
import { createStoreRegistry } from './store-registry.ts';
import type { Store, TextRead } from './store.ts';

const JSON_TYPE = { blobContentType: 'application/json' } as const;
const MAX_SMALL_TEXT_BYTES = 65_536;

/** Asks nothing of the network yet. */
export function createBlobRegistry(deps: BlobRegistryDeps): Registry {
  return createStoreRegistry('blob', createBlobStore(createBlobContainer(deps)));
}

/** The store over any container; a workspace has several. */
export function createBlobStore(container: BlobContainer): Store {
  const store: Store = {
    address: container.address,

    readText: (path, maxBytes, { etag, ...options }) =>
      container.call<TextRead>({ ...options, maxBodyBytes: maxBytes }, async (client) => {
        try {
          const answer = await client.getBlobClient(path).download(0, undefined, {
            ...toAbort(options),
            ...(etag === undefined ? {} : { conditions: { ifNoneMatch: etag } }),
          });
          const text = new TextDecoder().decode(await readAll(answer.readableStreamBody));
          return { kind: 'found', text, etag: answer.etag ?? '' };
        } catch (error) {
          if (statusOf(error) === 304) return { kind: 'not_modified' };
          if (isMissingBlob(error)) return { kind: 'none' };
          throw error;
        }
      }),

    list: (folder, options) =>
      container.call(options, async (client) => {
        const found = [];
        for await (const { name, properties } of client.listBlobsFlat({ prefix: folder, ...toAbort(options) })) {
          found.push({ path: name, createdTime: (properties.createdOn ?? properties.lastModified).toISOString() });
        }
        return found;
      }),

    openRange: (path, range, options) => openRange(container, path, range, options),

    createText: async (path, text, options) => {
      const created = await write(path, text, null, options);
      if (created !== null) return true;
      // A try whose answer was lost may have been the one that made it.
      return (await readBack(path, text, options)) !== null;
    },

    swapText: async (path, text, etag, options) => (await write(path, text, etag, options)) ?? (await readBack(path, text, options)),

    putFile: (path, upload, options) => uploadFile(container, path, upload, options),
    copy: (from, to, sizeBytes, options) => copyBlob(container, from, to, sizeBytes, options),
  };

  /** The new etag; null when the blob is not as `etag` says (null: there must be none). */
  function write(path: string, text: string, etag: string | null, options: CallContext): Promise<string | null> {
    return container.call({ ...options, isWriting: true }, async (client) => {
      try {
        const answer = await client.getBlockBlobClient(path).upload(text, Buffer.byteLength(text), {
          ...toAbort(options),
          blobHTTPHeaders: JSON_TYPE,
          conditions: etag === null ? { ifNoneMatch: '*' } : { ifMatch: etag },
        });
        return answer.etag ?? '';
      } catch (error) {
        if (isLost(error)) return null;
        throw error;
      }
    });
  }

  async function readBack(path: string, text: string, options: CallContext): Promise<string | null> {
    const read = await store.readText(path, Math.max(MAX_SMALL_TEXT_BYTES, Buffer.byteLength(text)), options);
    return read.kind === 'found' && read.text === text ? read.etag : null;
  }

  return store;
}

/** See `Registry.openRange`. The body is what the connection brings; whoever reads it watches for stalls. */
async function openRange(
  container: BlobContainer,
  path: string,
  { offset, length }: { readonly offset: number; readonly length: number },
  { etag, ...options }: CallContext & { readonly etag?: string | undefined },
): Promise<RangeRead> {
  const context: CallContext = { ...options, isStreaming: true };
  return container.call(context, async (client) => {
    const answer = await client.getBlobClient(path).download(offset, length, {
      ...toAbort(options),
      // Azure's library would go on where a connection broke; our downloads do that themselves, and know what they have.
      maxRetryRequests: 0,
      ...(etag === undefined ? {} : { conditions: { ifMatch: etag } }),
    });
    const stream = answer.readableStreamBody;
    if (!stream || answer.etag === undefined) throw new Error('an answer without a body or an etag');
    // Nobody may be reading any more when it breaks.
    stream.on('error', () => undefined);
    const sizeBytes = Number(/\/(\d+)$/u.exec(answer.contentRange ?? '')?.[1] ?? answer.contentLength);
    const problem = findProblem();
    if (problem) {
      // Nobody will read the rest.
      if ('destroy' in stream && typeof stream.destroy === 'function') stream.destroy();
      throw problem;
    }
    return { etag: answer.etag, sizeBytes, body: countBody(stream, length, context, container) };

    function findProblem(): AppError | null {
      if (etag !== undefined && answer.etag !== etag) {
        return new AppError('registry_conflict', `A file in ${container.address} changed while it was being fetched. Try again.`);
      }
      const isWhole = offset === 0 && sizeBytes === length;
      if (answer.contentLength === length && (answer._response.status === 206 || isWhole)) return null;
      return new AppError(
        'registry_invalid',
        `A file in ${container.address} has not the size that its manifest says. Tell the registry's owner.`,
      );
    }
  });
}

async function* countBody(
  stream: NodeJS.ReadableStream,
  length: number,
  context: CallContext,
  container: BlobContainer,
): AsyncGenerator<Uint8Array, void> {
  let doneBytes = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Uint8Array>) {
      doneBytes += chunk.byteLength;
      if (context.meter) context.meter.bytesReceived += chunk.byteLength;
      yield chunk;
    }
  } catch (error) {
    throw container.toError(error, context);
  }
  if (doneBytes !== length) throw container.toError(new Error('the connection ended early'), context);
}

async function readAll(stream: NodeJS.ReadableStream | undefined): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  if (stream) for await (const chunk of stream as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function isMissingBlob(error: unknown): boolean {
  return statusOf(error) === 404 && ['BlobNotFound', ''].includes(azureCodeOf(error));
}

/** The blob was there already, or was another one than the condition said. */
function isLost(error: unknown): boolean {
  return ['BlobAlreadyExists', 'ConditionNotMet', 'TargetConditionNotMet'].includes(azureCodeOf(error)) || statusOf(error) === 412;
}

function toAbort({ signal }: CallContext): { abortSignal?: AbortSignal } {
  return signal ? { abortSignal: signal } : {};
}
