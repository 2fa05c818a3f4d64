/** A certificate for servers on this machine, made anew for each process, and a fetch that trusts it. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { Agent, fetch } from 'undici';
import { onTestFinished } from 'vitest';

export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

let made: Promise<Certificate> | undefined;

/** The certificate for 127.0.0.1 and localhost; nobody trusts it but who is told to. */
export function makeCertificate(): Promise<Certificate> {
  made ??= generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: false },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  }).then(({ cert, private: key }) => ({ cert, key }));
  return made;
}

/** Writes the certificate as files, for programs that take paths. */
export async function writeCertificate(folder: string): Promise<{ readonly certFile: string; readonly keyFile: string }> {
  const { cert, key } = await makeCertificate();
  const [certFile, keyFile] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  await writeFile(certFile, cert);
  await writeFile(keyFile, key);
  return { certFile, keyFile };
}

/** A fetch for servers with the certificate; `calls` lists the addresses asked, and its connections close when the test ends. */
export async function makeTrustingFetch(): Promise<{ readonly fetch: typeof globalThis.fetch; readonly calls: string[] }> {
  const { cert } = await makeCertificate();
  const dispatcher = new Agent({ connect: { ca: cert } });
  onTestFinished(() => dispatcher.destroy());
  const calls: string[] = [];
  const trusting = (input: string | URL, init?: object): unknown => {
    calls.push(String(input));
    return fetch(input, { ...init, dispatcher });
  };
  return { fetch: trusting as typeof globalThis.fetch, calls };
}
