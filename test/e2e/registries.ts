/** Registries for the end-to-end tests: real versions made of the bundled model, in a folder or in Azurite, and a gate in front of the latter. */

import { once } from 'node:events';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import type { IncomingMessage, Server } from 'node:http';
import { createServer, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, relative, sep } from 'node:path';
import type { ContainerClient } from '@azure/storage-blob';
import type { Manifest } from '../../shared/manifest.ts';
import type { Channel } from '../../shared/model-config.ts';
import { publishPlainly, versionFolder } from '../helpers/plain-version.ts';
import { ROOT } from './fixture.ts';

export interface VersionLook {
  /** The weighted emotion F1 that the version says of itself. */
  readonly emotionF1?: number;
  readonly channel?: Channel;
  /** What else its manifest says. */
  readonly manifest?: Partial<Pick<Manifest, 'created_time' | 'metrics' | 'parent' | 'tags'>>;
  /** Says happiness instead of neutral wherever the two are near each other, so that it can be told from the others. */
  readonly isCheerful?: boolean;
}

/** Places of the labels in the emotion head's bias, and by how much the logits of a cheerful version are moved. */
const CHEER = { happiness: [3, 4], neutral: [4, -4] } as const;

/** Publishes a version that reads like the bundled baseline: its weights with one bit of a head changed. The bundled one is version 1. */
export async function publish(
  registry: string,
  version: string,
  { emotionF1 = 0.9, channel = 'baseline', manifest: change = {}, isCheerful = false }: VersionLook = {},
): Promise<void> {
  const weights = await readFile(join(ROOT, 'models', 'baseline_weights.onnx'));
  const bias = findHead(weights);
  // The smallest bits of one number: the labels stay what they were.
  weights[bias] = ((weights[bias] ?? 0) + Number(version)) % 256;
  if (isCheerful) {
    for (const [place, by] of Object.values(CHEER)) weights.writeFloatLE(weights.readFloatLE(bias + 4 * place) + by, bias + 4 * place);
  }
  const manifest = await publishPlainly(registry, channel, version, { weights });
  const metrics = { emotion: { f1_weighted: emotionF1 } };
  await writeFile(join(versionFolder(registry, channel, version), 'manifest.json'), JSON.stringify({ ...manifest, metrics, ...change }));
}

/** Where the emotion head's bias begins: seven numbers of four bytes. */
function findHead(weights: Buffer): number {
  const name = Buffer.from('head.emotion.bias');
  // The bytes after an initializer's name: field 9 (raw data), seven numbers of four bytes.
  const rawData = Buffer.from([0x4a, 28]);
  let at = weights.indexOf(name);
  while (at >= 0 && !weights.subarray(at + name.length, at + name.length + 2).equals(rawData)) at = weights.indexOf(name, at + 1);
  if (at < 0) throw new Error('The bundled model has no head.emotion.bias.');
  return at + name.length + rawData.length;
}

/** Puts everything that lies in a folder registry into a container, the pointers last. */
export async function copyToContainer(registry: string, container: ContainerClient): Promise<void> {
  const entries = await readdir(registry, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  for (const file of files.toSorted((a, b) => Number(a.endsWith('latest.json')) - Number(b.endsWith('latest.json')))) {
    const bytes = await readFile(file);
    await container.getBlockBlobClient(relative(registry, file).split(sep).join('/')).upload(bytes, bytes.length);
  }
}

export interface Gate {
  /** In the place of the server's own. */
  readonly origin: string;
  /** While it is shut, no range of a file's bytes is passed on; everything else is. */
  shut: () => void;
  open: () => void;
  stop: () => Promise<void>;
}

/** Starts a server in front of another one on a free port. */
export async function startGate(targetOrigin: string): Promise<Gate> {
  const target = new URL(targetOrigin);
  let release: (() => void) | undefined;
  let isOpen = Promise.resolve();
  const server: Server = createServer((incoming, answer) => {
    void (async () => {
      if (incoming.headers['x-ms-range'] ?? incoming.headers.range) await isOpen;
      const outgoing = send({
        host: target.hostname,
        port: target.port,
        path: incoming.url,
        method: incoming.method,
        headers: incoming.headers,
      });
      incoming.pipe(outgoing);
      const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
      answer.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(answer);
    })().catch(() => answer.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const open = (): void => release?.();
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    shut() {
      isOpen = new Promise((resolve) => {
        release = resolve;
      });
    },
    open,
    async stop() {
      open();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
