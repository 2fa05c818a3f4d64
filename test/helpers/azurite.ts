/** Starts Azurite, Microsoft's stand-in for Azure's storage, for one test file. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { ContainerClient, StoragePipelineOptions } from '@azure/storage-blob';
import {
  BlobServiceClient,
  ContainerSASPermissions,
  StorageSharedKeyCredential,
  generateBlobSASQueryParameters,
} from '@azure/storage-blob';

const MAIN = createRequire(import.meta.url).resolve('azurite/dist/src/blob/main.js');
/** Azurite's own account, the same everywhere and public (https://learn.microsoft.com/azure/storage/common/storage-connect-azurite). */
const ACCOUNT = 'devstoreaccount1';
const KEY = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

export interface Azurite {
  /** Without the account, for example http://127.0.0.1:40123. */
  readonly origin: string;
  readonly account: string;
  readonly key: string;
  readonly connectionString: string;
  /** Makes a container and gives the test's own client for it: nothing of ours in between. */
  createContainer(name: string): Promise<ContainerClient>;
  containerUrl(name: string): string;
  /** The container's address with a signature. */
  signedUrl(name: string, options?: { readonly permissions?: string; readonly expiresOn?: Date; readonly startsOn?: Date }): string;
  stop(): Promise<void>;
}

export interface AzuriteOptions {
  /** PEM files; then it speaks https. */
  readonly certificate?: { readonly certFile: string; readonly keyFile: string };
  /** Takes OAuth tokens; needs https. */
  readonly isOauth?: boolean;
}

/** Resolves when it listens, on a free port; everything is in memory. */
export async function startAzurite({ certificate, isOauth = false }: AzuriteOptions = {}): Promise<Azurite> {
  const child = spawn(
    process.execPath,
    [
      MAIN,
      '--blobHost',
      '127.0.0.1',
      '--blobPort',
      '0',
      '--inMemoryPersistence',
      '--skipApiVersionCheck',
      '--disableTelemetry',
      '--silent',
      ...(certificate ? ['--cert', certificate.certFile, '--key', certificate.keyFile] : []),
      ...(isOauth ? ['--oauth', 'basic'] : []),
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let output = '';
  const origin = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      const address = /listens on (https?:\/\/[\d.:]+)/u.exec(output)?.[1];
      if (address) resolve(address);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.on('exit', () => reject(new Error(`Azurite ended: ${output}`)));
  });
  const credential = new StorageSharedKeyCredential(ACCOUNT, KEY);
  // The library passes it on, though its types do not say so.
  const trust: StoragePipelineOptions & { readonly tlsOptions?: { readonly ca: string } } = certificate
    ? { tlsOptions: { ca: await readFile(certificate.certFile, 'utf8') } }
    : {};
  const service = new BlobServiceClient(`${origin}/${ACCOUNT}`, credential, trust);
  const containerUrl = (name: string): string => `${origin}/${ACCOUNT}/${name}`;

  return {
    origin,
    account: ACCOUNT,
    key: KEY,
    connectionString: `DefaultEndpointsProtocol=${new URL(origin).protocol.replace(':', '')};AccountName=${ACCOUNT};AccountKey=${KEY};BlobEndpoint=${origin}/${ACCOUNT};`,
    containerUrl,
    async createContainer(name) {
      const client = service.getContainerClient(name);
      await client.create();
      return client;
    },
    signedUrl(name, { permissions = 'racwdl', expiresOn = new Date(Date.now() + 3_600_000), startsOn } = {}) {
      const query = generateBlobSASQueryParameters(
        { containerName: name, permissions: ContainerSASPermissions.parse(permissions), expiresOn, ...(startsOn ? { startsOn } : {}) },
        credential,
      );
      return `${containerUrl(name)}?${query.toString()}`;
    },
    async stop() {
      if (child.exitCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}
