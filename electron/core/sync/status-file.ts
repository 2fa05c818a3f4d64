/** Writes `sync_status.json`: where the sync stands, in the shape that the old pipeline's tools read. No secret is ever in it. */

import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { MODEL_NAMES } from '../../../shared/manifest.ts';
import type { Channel, ModelConfig } from '../../../shared/model-config.ts';
import { CHANNELS } from '../../../shared/model-config.ts';
import { redactSecrets } from '../../../shared/redact-secrets.ts';
import type { AutoSyncSettings, SyncAuthentication, SyncSnapshot } from '../../../shared/sync.ts';
import { writeOutput } from '../write-output.ts';

const STATUS_FILE = 'sync_status.json';

/** A version as the old tools list it. */
interface RegistryModel {
  readonly version: string;
  readonly created_time: string;
  readonly tags: Readonly<Record<string, string>>;
}

type LocalChannel<Name extends Channel> = Readonly<
  Record<`${Name}_exists`, boolean> &
    Record<`${Name}_size`, number | null> &
    Record<`${Name}_modified`, string | null> &
    Record<`${Name}_hash`, string | null> &
    Record<`${Name}_version`, string | null>
>;

export interface SyncStatus {
  readonly local: LocalChannel<'baseline'> & LocalChannel<'dynamic'> & { readonly last_sync: string | null };
  /** True when the registry answered the last time it was asked. */
  readonly azure_available: boolean;
  readonly models: { readonly azure_ml: Readonly<Record<string, RegistryModel>> };
  readonly configuration: {
    /** Whether each is set; never its value. */
    readonly environment_variables: Readonly<Record<string, boolean>>;
    readonly authentication: SyncAuthentication;
    readonly connection_status: 'not_configured' | 'misconfigured' | 'not_asked' | 'connected' | 'unreachable' | 'offline' | 'refused';
    readonly registry: string;
  };
  readonly auto_sync: AutoSyncSettings;
}

export interface StatusParts {
  readonly snapshot: SyncSnapshot;
  readonly config: ModelConfig | undefined;
  readonly weightsFolder: string;
  readonly environment: Readonly<Record<string, boolean>>;
  readonly autoSync: AutoSyncSettings;
  readonly isOffline: boolean;
  /** When a sync last ended; ISO 8601 in UTC. */
  readonly lastSync: string | null;
}

/** Works out the status from what is known on this machine; asks nothing of the network. */
export async function makeStatus(parts: StatusParts): Promise<SyncStatus> {
  const { snapshot } = parts;
  const connection = connectionStatus(parts);
  const models = CHANNELS.flatMap((channel): [string, RegistryModel][] => {
    const { latest } = snapshot.channels[channel];
    return latest ? [[MODEL_NAMES[channel], { version: latest.version, created_time: latest.createdTime, tags: latest.tags }]] : [];
  });
  return {
    local: {
      ...((await describeChannel(parts, 'baseline')) as LocalChannel<'baseline'>),
      ...((await describeChannel(parts, 'dynamic')) as LocalChannel<'dynamic'>),
      last_sync: parts.lastSync,
    },
    azure_available: connection === 'connected',
    models: { azure_ml: Object.fromEntries(models) },
    configuration: {
      environment_variables: parts.environment,
      authentication: snapshot.authentication,
      connection_status: connection,
      registry: snapshot.registry.address,
    },
    auto_sync: parts.autoSync,
  };
}

/** Writes the file whole or not at all. Throws `disk_full` or `home_unusable`. */
export async function writeStatus(weightsFolder: string, status: SyncStatus): Promise<void> {
  await mkdir(weightsFolder, { recursive: true });
  // Tags come from the registry, and the address from the person: neither should hold a secret, and if one does it ends here.
  await writeOutput(join(weightsFolder, STATUS_FILE), redactSecrets(`${JSON.stringify(status, undefined, 2)}\n`), 'home_unusable');
}

async function describeChannel(parts: StatusParts, channel: Channel): Promise<Readonly<Record<string, boolean | number | string | null>>> {
  const entry = parts.config?.channels[channel];
  const found = await stat(join(parts.weightsFolder, entry?.file ?? `${channel}_weights.onnx`)).catch(() => undefined);
  return {
    [`${channel}_exists`]: found !== undefined,
    [`${channel}_size`]: found?.size ?? null,
    [`${channel}_modified`]: found?.mtime.toISOString() ?? null,
    [`${channel}_hash`]: entry?.sha256 ?? null,
    [`${channel}_version`]: entry?.version ?? null,
  };
}

function connectionStatus({ snapshot, isOffline }: StatusParts): SyncStatus['configuration']['connection_status'] {
  if (snapshot.registry.problem) return 'misconfigured';
  if (snapshot.registry.kind === 'none') return 'not_configured';
  if (isOffline) return 'offline';
  switch (snapshot.lastContact) {
    case 'answered':
      return 'connected';
    case 'unreachable':
      return 'unreachable';
    case 'refused':
      return 'refused';
    case null:
      return 'not_asked';
  }
}
