/** What Azure Resource Manager answers about a Machine Learning workspace: only the fields that are read, everything else is ignored. */

import { z } from 'zod';

const tagsSchema = z
  .record(z.string(), z.string().nullable())
  .nullish()
  .transform((tags) => Object.fromEntries(Object.entries(tags ?? {}).map(([name, value]) => [name, value ?? ''])));

/** A name that can stand in a path: the service's own rule is narrower. */
const assetNameSchema = z.string().regex(/^\w[\w.-]{0,254}$/u, 'must be a plain name');

/** A version of a model (`…/models/{name}/versions/{version}`). */
export const amlVersionSchema = z.object({
  /** The version: any text, a whole number where nobody chose another. */
  name: assetNameSchema,
  properties: z.object({
    tags: tagsSchema,
    properties: tagsSchema,
    modelType: z.string().nullish(),
    modelUri: z.string().max(4000).nullish(),
    isArchived: z.boolean().nullish(),
  }),
  systemData: z.object({ createdAt: z.string().nullish() }).nullish(),
});
export type AmlVersion = z.infer<typeof amlVersionSchema>;

/** Where a workspace keeps files. Kinds other than `AzureBlob` have other fields. */
export const amlDatastoreSchema = z.object({
  name: assetNameSchema,
  properties: z.object({
    datastoreType: z.string(),
    accountName: z.string().nullish(),
    containerName: z.string().nullish(),
    /** Without the account, such as `core.windows.net`. */
    endpoint: z.string().nullish(),
    protocol: z.enum(['https', 'http']).nullish(),
    credentials: z.object({ credentialsType: z.string() }).nullish(),
  }),
});
export type AmlDatastore = z.infer<typeof amlDatastoreSchema>;

/** The answer of `listSecrets`; a secret as a whole. */
export const amlSecretsSchema = z.object({
  secretsType: z.string(),
  key: z.string().nullish(),
  sasToken: z.string().nullish(),
});
export type AmlSecrets = z.infer<typeof amlSecretsSchema>;

/** Anything that has a name and an id: subscriptions, resource groups, workspaces. */
export const azureResourceSchema = z.object({
  id: z.string(),
  name: z.string().nullish(),
  displayName: z.string().nullish(),
  subscriptionId: z.string().nullish(),
  location: z.string().nullish(),
  state: z.string().nullish(),
});

/** What the caller may do at a place; `*` stands for any text. */
export const azurePermissionSchema = z.object({
  actions: z.array(z.string()).nullish(),
  notActions: z.array(z.string()).nullish(),
});

/** One page of a listing. */
export const azurePageSchema = z.object({ value: z.array(z.unknown()), nextLink: z.string().nullish() });

/** An error of Resource Manager, or of the service behind it. */
export const azureErrorSchema = z.object({ error: z.object({ code: z.string(), message: z.string().default('') }) });
