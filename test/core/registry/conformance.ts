/** What every registry must do, whatever it is kept in. */

import { createHash, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createTrafficMeter } from '../../../electron/core/network/traffic-meter.ts';
import type { Published, RangeRead, Registry } from '../../../electron/core/registry/registry.ts';
import type { AppError } from '../../../shared/app-error.ts';
import { modelConfigSchema } from '../../../shared/model-config.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { makeBytes, writePublishable } from './publishable-model.ts';

/** A fresh, empty registry, and plain tools to look into it and to write what others may have written. */
export interface RegistryUnderTest {
  readonly registry: Registry;
  write(path: string, content: Uint8Array | string): Promise<void>;
  read(path: string): Promise<Buffer>;
  list(): Promise<readonly string[]>;
}

const MIB = 1024 ** 2;

export async function readBody(range: RangeRead): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of range.body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The AppError that a promise ends with. */
export async function failureOf(work: Promise<unknown>): Promise<AppError> {
  return work.then(
    () => expect.fail('it did not fail'),
    (error: AppError) => error,
  );
}

export function describeRegistry(name: string, make: () => Promise<RegistryUnderTest>): void {
  describe(`${name} as a registry`, () => {
    test('an empty registry has no pointer and no versions', async () => {
      const { registry } = await make();
      expect(await registry.readPointer('baseline')).toEqual({ kind: 'none' });
      expect(await registry.listVersions('baseline')).toEqual([]);
    });

    test('what is published is offered whole: pointer, listing, manifest and every byte', async () => {
      const { registry, list } = await make();
      const weights = makeBytes(2 * MIB + 12_345, 1);
      const source = await writePublishable(await temporaryFolder(), 'dynamic', { weights });
      const progress: number[] = [];
      const { manifest, etag } = await registry.publish({ ...source, onProgress: ({ doneBytes }) => progress.push(doneBytes) });
      expect(await registry.readPointer('dynamic')).toEqual({ kind: 'found', version: '1', etag });
      expect(await registry.listVersions('dynamic')).toMatchObject([{ version: '1', isComplete: true }]);
      expect(await registry.readManifest('dynamic', '1')).toEqual(manifest);
      expect(manifest).toMatchObject({
        version: '1',
        tags: { framework: 'onnx' },
        metrics: { emotion: { f1_weighted: 0.6 } },
        parent: null,
      });
      for (const file of manifest.files) {
        const range = await registry.openRange('dynamic', '1', file.path, { offset: 0, length: file.size });
        const bytes = await readBody(range);
        expect(createHash('sha256').update(bytes).digest('hex')).toBe(file.sha256);
        expect(range.sizeBytes).toBe(file.size);
      }
      expect(progress.at(-1)).toBe(manifest.files.reduce((sum, file) => sum + file.size, 0));
      expect(progress).toEqual(progress.toSorted((a, b) => a - b));
      expect((await list()).toSorted()).toEqual([
        'emotion-clf-dynamic/latest.json',
        'emotion-clf-dynamic/versions/1/claim.json',
        'emotion-clf-dynamic/versions/1/manifest.json',
        'emotion-clf-dynamic/versions/1/model_config.json',
        'emotion-clf-dynamic/versions/1/tokenizer.json',
        'emotion-clf-dynamic/versions/1/weights.onnx',
      ]);
    });

    test('the published config carries the number of the version and the names it has there', async () => {
      const { registry, read } = await make();
      const source = await writePublishable(await temporaryFolder(), 'dynamic', { weights: makeBytes(5000, 1) });
      await registry.publish({ ...source, parent: { channel: 'baseline', version: '20' } });
      const config = modelConfigSchema.parse(JSON.parse((await read('emotion-clf-dynamic/versions/1/model_config.json')).toString()));
      expect(config.channels.dynamic).toMatchObject({
        version: '1',
        file: 'weights.onnx',
        tokenizer_file: 'tokenizer.json',
        parent: { channel: 'baseline', version: '20' },
      });
      expect(config.channels.baseline).toBeUndefined();
    });

    test('a pointer that did not move answers so in one request and next to no bytes', async () => {
      const { registry } = await make();
      const { etag } = await registry.publish(await writePublishable(await temporaryFolder(), 'baseline', { weights: makeBytes(5000, 1) }));
      const meter = createTrafficMeter();
      expect(await registry.readPointer('baseline', { etag, meter })).toEqual({ kind: 'not_modified' });
      expect(meter.requests).toBe(1);
      expect(meter.bytesReceived).toBeLessThan(1000);
    });

    test('ranges are exact, bound to one state of the file, and counted', async () => {
      const { registry, write } = await make();
      const weights = makeBytes(300_000, 1);
      await registry.publish(await writePublishable(await temporaryFolder(), 'baseline', { weights }));
      const meter = createTrafficMeter();
      const first = await registry.openRange('baseline', '1', 'weights.onnx', { offset: 1000, length: 70_000 }, { meter });
      expect((await readBody(first)).equals(weights.subarray(1000, 71_000))).toBe(true);
      expect(meter).toMatchObject({ requests: 1, bytesReceived: 70_000 });
      const tail = await registry.openRange('baseline', '1', 'weights.onnx', { offset: 299_999, length: 1 }, { etag: first.etag });
      expect([...(await readBody(tail))]).toEqual([weights.at(-1)]);
      await write('emotion-clf-baseline/versions/1/weights.onnx', makeBytes(300_001, 2));
      const changed = registry.openRange('baseline', '1', 'weights.onnx', { offset: 0, length: 10 }, { etag: first.etag });
      expect((await failureOf(changed)).code).toBe('registry_conflict');
    });

    test('a range beyond the end of a file is refused, and a file that is not there is named as missing', async () => {
      const { registry } = await make();
      await registry.publish(await writePublishable(await temporaryFolder(), 'baseline', { weights: makeBytes(5000, 1) }));
      for (const range of [
        { offset: 4000, length: 2000 },
        { offset: 10_000, length: 10 },
      ]) {
        const failure = await failureOf(registry.openRange('baseline', '1', 'weights.onnx', range));
        expect(failure.code).toBe('registry_invalid');
      }
      const missing = await failureOf(registry.openRange('baseline', '2', 'weights.onnx', { offset: 0, length: 10 }));
      expect(missing.code).toBe('registry_invalid');
    });

    test('of two publishers at once one wins, the other is told, and nothing is overwritten', async () => {
      const { registry, read } = await make();
      const first = await registry.publish(await writePublishable(await temporaryFolder(), 'dynamic', { weights: makeBytes(5000, 1) }));
      const sources = [
        await writePublishable(await temporaryFolder(), 'dynamic', { weights: makeBytes(6000, 2) }),
        await writePublishable(await temporaryFolder(), 'dynamic', { weights: makeBytes(7000, 3) }),
      ];
      const results = await Promise.allSettled(sources.map((source) => registry.publish({ ...source, expectedEtag: first.etag })));
      const won = results.filter((result) => result.status === 'fulfilled').map((result) => result.value);
      const lost = results.filter((result) => result.status === 'rejected').map((result): AppError => result.reason);
      expect(won).toHaveLength(1);
      expect(lost.map((error) => error.code)).toEqual(['registry_conflict']);
      const version = won[0]?.manifest.version ?? '';
      expect(await registry.readPointer('dynamic')).toMatchObject({ version });
      const stored = await read(`emotion-clf-dynamic/versions/${version}/weights.onnx`);
      expect(createHash('sha256').update(stored).digest('hex')).toBe(
        won[0]?.manifest.files.find((file) => file.path === 'weights.onnx')?.sha256,
      );
    });

    test('of sixteen publishers at once exactly one moves the pointer, and no number is given twice', async () => {
      const { registry, list } = await make();
      const sources = await Promise.all(
        Array.from({ length: 16 }, async (_, index) =>
          writePublishable(join(await temporaryFolder(), String(index)), 'dynamic', { weights: makeBytes(2000 + index, index + 1) }),
        ),
      );
      const results = await Promise.allSettled(sources.map((source) => registry.publish({ ...source, expectedEtag: null })));
      const won = results.filter((result) => result.status === 'fulfilled');
      const codes = results.filter((result) => result.status === 'rejected').map((result) => (result.reason as AppError).code);
      expect(won).toHaveLength(1);
      expect(new Set(codes)).toEqual(new Set(['registry_conflict']));
      const claims = (await list()).filter((path) => path.endsWith('claim.json'));
      const manifests = (await registry.listVersions('dynamic')).filter((version) => version.isComplete);
      expect(manifests.length).toBeLessThanOrEqual(claims.length);
      for (const { version } of manifests) {
        const manifest = await registry.readManifest('dynamic', version);
        const weights = manifest.files.find((file) => file.path === 'weights.onnx');
        const range = await registry.openRange('dynamic', version, 'weights.onnx', { offset: 0, length: weights?.size ?? 0 });
        expect(
          createHash('sha256')
            .update(await readBody(range))
            .digest('hex'),
        ).toBe(weights?.sha256);
      }
    });

    test('a publisher that has not seen the newest pointer is told before anything is sent', async () => {
      const { registry, list } = await make();
      await registry.publish(await writePublishable(await temporaryFolder(), 'dynamic', { weights: makeBytes(5000, 1) }));
      const before = await list();
      const late = await writePublishable(await temporaryFolder(), 'dynamic', { weights: makeBytes(5000, 2) });
      expect((await failureOf(registry.publish({ ...late, expectedEtag: null }))).code).toBe('registry_conflict');
      expect(await list()).toEqual(before);
    });

    test('a claimed number is never used again, and a half-uploaded version is not offered', async () => {
      const { registry, write, read } = await make();
      await write('emotion-clf-dynamic/versions/7/claim.json', '{"claim": "somebody"}');
      await write('emotion-clf-dynamic/versions/7/weights.onnx', 'half');
      const { manifest } = await registry.publish(
        await writePublishable(await temporaryFolder(), 'dynamic', { weights: makeBytes(5000, 1) }),
      );
      expect(manifest.version).toBe('8');
      expect((await read('emotion-clf-dynamic/versions/7/weights.onnx')).toString()).toBe('half');
      expect((await registry.listVersions('dynamic')).map(({ version, isComplete }) => [version, isComplete])).toEqual([
        ['8', true],
        ['7', false],
      ]);
      expect((await failureOf(registry.readManifest('dynamic', '7'))).code).toBe('registry_invalid');
      expect((await failureOf(registry.readManifest('dynamic', '7', { isChosen: true }))).code).toBe('version_unknown');
    });

    test('numbers lie above the version that is installed, and a bundled model keeps its own number', async () => {
      const { registry } = await make();
      const bundled = await writePublishable(await temporaryFolder(), 'baseline', { weights: makeBytes(5000, 1), version: '20' });
      expect((await registry.publish(bundled)).manifest.version).toBe('20');
      const next = await writePublishable(await temporaryFolder(), 'baseline', { weights: makeBytes(5000, 2) });
      expect((await registry.publish({ ...next, above: '24' })).manifest.version).toBe('25');
      expect((await registry.publish(bundled)).manifest.version).toBe('26');
    });

    test('a promotion copies within the registry, keeps the tags, and moves the baseline pointer', async () => {
      const { registry, read } = await make();
      const weights = makeBytes(3 * MIB, 1);
      const trained = await writePublishable(await temporaryFolder(), 'dynamic', { weights });
      await registry.publish({ ...trained, parent: { channel: 'baseline', version: '20' } });
      const meter = createTrafficMeter();
      const promoted = await registry.promote('1', { tags: { reason: 'better' }, expectedEtag: null }, { meter });
      expect(promoted.manifest).toMatchObject({
        name: 'emotion-clf-baseline',
        version: '21',
        parent: { channel: 'dynamic', version: '1' },
        tags: { framework: 'onnx', reason: 'better', promoted_from_dynamic: '1' },
        metrics: { emotion: { f1_weighted: 0.6 } },
      });
      expect(Date.parse(promoted.manifest.tags['promotion_time'] ?? '')).not.toBeNaN();
      // The manifest and the config are sent, the three megabytes are not.
      expect(meter.bytesSent + meter.bytesReceived).toBeLessThan(50_000);
      expect((await read('emotion-clf-baseline/versions/21/weights.onnx')).equals(weights)).toBe(true);
      expect(await registry.readManifest('baseline', '21')).toEqual(promoted.manifest);
      const config = modelConfigSchema.parse(JSON.parse((await read('emotion-clf-baseline/versions/21/model_config.json')).toString()));
      expect(config.channels.baseline).toMatchObject({ version: '21', parent: { channel: 'dynamic', version: '1' } });
      expect(config.channels.dynamic).toBeUndefined();
      expect(await registry.readPointer('baseline')).toEqual({ kind: 'found', version: '21', etag: promoted.etag });
    });

    test('of two promotions at once one wins', async () => {
      const { registry } = await make();
      await registry.publish(await writePublishable(await temporaryFolder(), 'dynamic', { weights: makeBytes(5000, 1) }));
      const results = await Promise.allSettled([
        registry.promote('1', { expectedEtag: null }),
        registry.promote('1', { expectedEtag: null }),
      ]);
      expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
    });

    test('a model whose config describes other weights is not published', async () => {
      const { registry, list } = await make();
      const source = await writePublishable(await temporaryFolder(), 'dynamic', {
        weights: makeBytes(5000, 1),
        sha256: 'a'.repeat(64),
      });
      expect((await failureOf(registry.publish(source))).code).toBe('model_config_mismatch');
      expect(await list()).toEqual([]);
    });

    test('a cancelled publication leaves the pointer where it was', async () => {
      const { registry } = await make();
      const controller = new AbortController();
      const source = await writePublishable(await temporaryFolder(), 'dynamic', { weights: makeBytes(4 * MIB, 1) });
      const work = registry.publish({ ...source, onProgress: () => controller.abort() }, { signal: controller.signal });
      expect((await failureOf(work)).code).toBe('cancelled');
      expect(await registry.readPointer('dynamic')).toEqual({ kind: 'none' });
    });

    test('writing can be tried without leaving anything behind', async () => {
      const { registry, list } = await make();
      await registry.tryWrite();
      expect(await list()).toEqual([]);
    });

    describe('what others wrote is refused with a sentence', () => {
      const publishOne = async (registry: Registry): Promise<Published> =>
        registry.publish(await writePublishable(await temporaryFolder(), 'baseline', { weights: makeBytes(5000, 1) }));
      const MANIFEST = 'emotion-clf-baseline/versions/1/manifest.json';

      test.for([
        ['garbage', () => '\u0000\u0001 no JSON'],
        ['an empty file', () => ''],
        ['a schema of the future', (text: string) => text.replace('"schema":1', '"schema":2')],
        ['the manifest of another channel', (text: string) => text.replace('emotion-clf-baseline', 'emotion-clf-dynamic')],
        ['the manifest of another version', (text: string) => text.replace('"version":"1"', '"version":"9"')],
        ['a path that leads out', (text: string) => text.replace('"path":"weights.onnx"', '"path":"../../../weights.onnx"')],
        ['an absolute path', (text: string) => text.replace('"path":"tokenizer.json"', '"path":"/etc/passwd"')],
        ['a Windows path', (text: string) => text.replace('"path":"tokenizer.json"', String.raw`"path":"..\\tokenizer.json"`)],
        ['a file of ten terabytes', (text: string) => text.replace('"size":5000', '"size":10000000000000')],
        ['blocks that do not fit the size', (text: string) => text.replace('"size":5000', '"size":500000')],
      ] as const)('%s', async ([, change]) => {
        const { registry, read, write } = await make();
        await publishOne(registry);
        const text = (await read(MANIFEST)).toString();
        const changed = change(text);
        expect(changed).not.toBe(text);
        await write(MANIFEST, changed);
        const failure = await failureOf(registry.readManifest('baseline', '1'));
        expect(failure.code).toBe('registry_invalid');
        expect(failure.message).toMatch(/\.$/u);
      });

      test('a manifest of many megabytes is not read to its end', async () => {
        const { registry, write } = await make();
        await publishOne(registry);
        await write(MANIFEST, Buffer.alloc(17 * MIB, 32));
        const meter = createTrafficMeter();
        const failure = await failureOf(registry.readManifest('baseline', '1', { meter }));
        expect(failure.code).toBe('registry_invalid');
        expect(meter.bytesReceived).toBeLessThan(17 * MIB);
      });

      test.for([
        ['a list', '[]'],
        ['a path', '{"version": "../../other"}'],
        ['a number', '{"version": 20}'],
        ['a negative version', '{"version": "-1"}'],
        ['no JSON', 'x'],
        ['far too much', 'y'.repeat(5000)],
      ] as const)('a pointer that says %s', async ([, text]) => {
        const { registry, write } = await make();
        await write('emotion-clf-baseline/latest.json', text);
        expect((await failureOf(registry.readPointer('baseline'))).code).toBe('registry_invalid');
      });

      test('a manifest written by plain tools, with a mark of its encoding, unknown fields and a file without blocks, is taken', async () => {
        const { registry, read, write } = await make();
        await publishOne(registry);
        const manifest = JSON.parse((await read(MANIFEST)).toString());
        delete manifest.files[2].blocks;
        delete manifest.files[2].block_size;
        await write(MANIFEST, `\uFEFF${JSON.stringify({ ...manifest, publisher: randomUUID() }, undefined, 2)}`);
        expect((await registry.readManifest('baseline', '1')).files[2]?.blocks).toBeUndefined();
      });

      test.for([
        ['../1', 'weights.onnx'],
        ['1', '../../latest.json'],
        ['1', '/etc/passwd'],
        ['1', ''],
        ['01', 'weights.onnx'],
      ] as const)('a request for version %s, file %s', async ([version, path]) => {
        const { registry } = await make();
        await publishOne(registry);
        const failure = await failureOf(registry.openRange('baseline', version, path, { offset: 0, length: 1 }));
        expect(failure.code).toBe('registry_invalid');
      });
    });

    test('a registry that lost a version still takes the next one', async () => {
      const { registry, write, read } = await make();
      await registry.publish(await writePublishable(await temporaryFolder(), 'baseline', { weights: makeBytes(5000, 1) }));
      await write('emotion-clf-baseline/versions/1/manifest.json', 'garbage');
      const folder = await temporaryFolder();
      const source = await writePublishable(folder, 'baseline', { weights: makeBytes(5000, 2) });
      const { manifest } = await registry.publish(source);
      expect(manifest.version).toBe('2');
      expect(await read('emotion-clf-baseline/versions/2/weights.onnx')).toEqual(await readFile(source.files.weights));
    });
  });
}
