/** The conformance suite over a workspace: the suite's paths are led to where a workspace has the same things. */

import type { ContainerClient } from '@azure/storage-blob';
import { afterAll, beforeAll } from 'vitest';
import type { Azurite } from '../../../helpers/azurite.ts';
import { startAzurite } from '../../../helpers/azurite.ts';
import type { ResourceManager } from '../../../helpers/resource-manager.ts';
import type { RegistryUnderTest } from '../conformance.ts';
import { describeRegistry } from '../conformance.ts';
import { setUpWorkspace } from './workspace-stage.ts';

let azurite: Azurite;
beforeAll(async () => {
  azurite = await startAzurite();
});
afterAll(() => azurite.stop());

describeRegistry('a workspace', async () => {
  const { manager, container, open } = await setUpWorkspace(azurite);
  return lookInto(await open(), manager, container);
});

const TURN = /^moodline\/[\w-]+\/turn\.json$/u;
const CLAIM = /^moodline\/([\w-]+)\/claims\/(\d+)\/claim\.json$/u;

function lookInto(registry: RegistryUnderTest['registry'], manager: ResourceManager, container: ContainerClient): RegistryUnderTest {
  function folderOf(model: string, version: string): string {
    const uri = manager.versions.find((each) => each.model === model && each.version === version)?.properties.modelUri;
    // Files of a version that was never registered lie anywhere.
    return uri?.split('/paths/')[1] ?? `LocalUpload/unregistered-${version}/${model}`;
  }

  function toBlob(path: string): string {
    const [model = '', , version = '', name = ''] = path.split('/');
    return name === 'claim.json' ? `moodline/${model}/claims/${version}/claim.json` : `${folderOf(model, version)}/${name}`;
  }

  return {
    registry,

    async write(path, content) {
      const [model = '', folder] = path.split('/');
      if (folder === 'latest.json') {
        manager.interfere = ({ path: asked }) =>
          asked.endsWith(`/models/${model}/versions`) ? { status: 200, body: toListing(String(content)) } : undefined;
        return;
      }
      await container.getBlockBlobClient(toBlob(path)).upload(content, Buffer.byteLength(content));
    },

    read: (path) => container.getBlobClient(toBlob(path)).downloadToBuffer(),

    async list() {
      const paths = new Set<string>();
      const folders = manager.versions.map(({ model, version }) => ({
        path: `${model}/versions/${version}`,
        folder: folderOf(model, version),
      }));
      for (const { model, properties } of manager.versions) if (!properties.isArchived) paths.add(`${model}/latest.json`);
      for await (const { name } of container.listBlobsFlat()) {
        // Made once and kept: the lease on it is how publishers wait for each other.
        if (TURN.test(name)) continue;
        const [, model, version] = CLAIM.exec(name) ?? [];
        const home = folders.find(({ folder }) => name.startsWith(`${folder}/`));
        if (model) paths.add(`${model}/versions/${version}/claim.json`);
        else paths.add(home ? name.replace(home.folder, home.path) : name);
      }
      return [...paths];
    },
  };
}

/** What a pointer says, as a listing says it; what is no JSON stays none. */
function toListing(text: string): unknown {
  try {
    const pointer: unknown = JSON.parse(text);
    if (typeof pointer === 'object' && pointer !== null && 'version' in pointer) {
      return { value: [{ name: pointer.version, properties: { tags: { framework: 'onnx' } }, systemData: {} }] };
    }
  } catch {
    // No JSON, no listing.
  }
  return text;
}
