/** The schema of `settings.json`: what a person can choose, with its defaults. Later parts add theirs. */

import { z } from 'zod';
import { autoSyncPatchSchema, autoSyncSchema } from './sync.ts';

export const THEMES = ['system', 'light', 'dark'] as const;

export const LOG_LEVELS = ['error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export const REGISTRY_POLICIES = ['newest', 'best_f1'] as const;
export type RegistryPolicy = (typeof REGISTRY_POLICIES)[number];

/** A BCP 47 tag such as `en` or `pt-BR`. */
export const languageTagSchema = z
  .string()
  .max(35)
  .regex(/^[a-z]{2,3}(-[a-z0-9]{2,8})*$/iu, 'must be a language tag such as en or pt-BR');

const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
/** The application (client) id of an app registration; empty for none. */
const clientIdSchema = z
  .string()
  .trim()
  .regex(new RegExp(`^(?:${UUID})?$`, 'iu'), 'must be a UUID, or empty');
/** A Microsoft Entra tenant by its id or by one of its domains; empty for any organization. */
const tenantIdSchema = z
  .string()
  .trim()
  .max(253)
  .regex(new RegExp(`^(?:${UUID}|(?:[a-z0-9-]{1,63}\\.)+[a-z]{2,63})?$`, 'iu'), 'must be a UUID or a domain, or empty');

/** Which app registration people sign in with, where AZURE_CLIENT_ID and AZURE_TENANT_ID say nothing. */
const signInSchema = z.object({ client_id: clientIdSchema.default(''), tenant_id: tenantIdSchema.default('') });

const notificationFields = z.object({ model_promoted: z.boolean(), newer_baseline: z.boolean(), upload_waiting: z.boolean() });
/** What a person is told of by itself, by the system and in the window. */
const notificationsSchema = z.object({
  /** A dynamic version became the baseline, from this machine. */
  model_promoted: z.boolean().default(true),
  newer_baseline: z.boolean().default(true),
  /** A trained model waits for the registry. */
  upload_waiting: z.boolean().default(true),
});

export const settingsSchema = z.object({
  theme: z.enum(THEMES).default('system'),
  /** The language that new transcripts are in; the model reads English. */
  transcript_language: languageTagSchema.default('en'),
  /** True: Moodline never uses the network. */
  offline: z.boolean().default(false),
  log_level: z.enum(LOG_LEVELS).default('info'),
  /** The registry's address; empty for none. A signature in it is a secret: it is never shown, logged or written to the status file. */
  registry: z.string().max(4000).default(''),
  /** Which version of an Azure Machine Learning workspace is followed: the newest, or the one with the best F1 among the newest 50. */
  registry_policy: z.enum(REGISTRY_POLICIES).default('newest'),
  sign_in: signInSchema.prefault({}),
  auto_sync: autoSyncSchema.prefault({}),
  notifications: notificationsSchema.prefault({}),
});
export type Settings = z.infer<typeof settingsSchema>;

export const DEFAULT_SETTINGS: Settings = settingsSchema.parse({});

/** A change of some settings; unknown names are refused. */
export const settingsPatchSchema = z
  .object({
    theme: z.enum(THEMES),
    transcript_language: languageTagSchema,
    offline: z.boolean(),
    log_level: z.enum(LOG_LEVELS),
    registry: z.string().trim().max(4000),
    registry_policy: z.enum(REGISTRY_POLICIES),
    sign_in: z.object({ client_id: clientIdSchema, tenant_id: tenantIdSchema }).partial().strict(),
    auto_sync: autoSyncPatchSchema,
    notifications: notificationFields.partial().strict(),
  })
  .partial()
  .strict();
export type SettingsPatch = z.infer<typeof settingsPatchSchema>;
