/** Registers a version whose files are in place: from then on the workspace offers it. */

import { AppError } from '../../../../shared/app-error.ts';
import type { Manifest } from '../../../../shared/manifest.ts';
import type { Channel } from '../../../../shared/model-config.ts';
import type { CallOptions } from '../registry.ts';
import { etagOf } from './choose-version.ts';
import { formatModelUri } from './model-uri.ts';
import { turnPath } from './notes.ts';
import { takeTurn } from './turn.ts';
import { MANIFEST_PROPERTY } from './version-form.ts';
import type { Place } from './version-places.ts';
import type { WorkspaceClient } from './workspace-client.ts';

export interface Offer {
  readonly channel: Channel;
  readonly version: string;
  readonly place: Place;
  readonly manifest: Manifest;
}

/** Azure's limit for the value of a tag. */
const MAX_TAG_LENGTH = 256;

/**
 * The new etag; null when the channel does not stand at `seen` any more: then the version is registered as archived, so that other tools don't take
 * its number and nobody is offered it.
 */
export async function offerVersion(
  workspace: WorkspaceClient,
  { channel, version, place, manifest }: Offer,
  seen: string | null,
  readEtag: (options: CallOptions) => Promise<string | null>,
  options: CallOptions,
): Promise<string | null> {
  const modelUri = formatModelUri(workspace.name, { datastore: place.datastore.name, path: place.folder });
  const tags = Object.fromEntries(Object.entries(manifest.tags).map(([name, value]) => [name, value.slice(0, MAX_TAG_LENGTH)]));
  const properties = {
    [MANIFEST_PROPERTY]: 'manifest.json',
    ...(manifest.parent ? { moodline_parent: `${manifest.parent.channel} ${manifest.parent.version}` } : {}),
  };
  const register = (isArchived: boolean) => workspace.putVersion(channel, version, { tags, properties, modelUri, isArchived }, options);
  const etag = await takeTurn(place.datastore, turnPath(channel), options, async (assertHeld) => {
    if ((await readEtag(options)) !== seen) return null;
    assertHeld();
    return etagOf(await register(false));
  });
  if (etag === null) await register(true).catch(ignoreRefusal);
  return etag;
}

/** The claim in the datastore keeps the number from Moodline's own publishers also without it. */
function ignoreRefusal(error: unknown): void {
  if (error instanceof AppError && error.code !== 'cancelled') return;
  throw error;
}
