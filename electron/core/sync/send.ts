/** Publishes a model: the one in the weights folder, or one made elsewhere. */

import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../../shared/app-error.ts';
import { TASKS } from '../../../shared/labels.ts';
import { VERSION_FILES } from '../../../shared/manifest.ts';
import type { Channel, ChannelConfig, ModelConfig } from '../../../shared/model-config.ts';
import { toWriteError } from '../file-errors.ts';
import type { ModelFiles } from '../weights/model-files.ts';
import { readModelConfig, toModelFiles, verifyModelFiles } from '../weights/model-files.ts';
import { examine } from './examine.ts';
import { look, toLatest } from './look.ts';
import { sizeOf } from './manifest-facts.ts';
import { createProgressMeter } from './progress.ts';
import type { Step, StepResult } from './sync-step.ts';
import { createVersionDetails } from './version-details.ts';

export interface SendOptions {
  /** A folder with model_config.json, weights and tokenizer; the installed model without it. */
  readonly folder?: string | undefined;
  /** The weighted emotion F1 for the tags; the one in the model's metrics without it. */
  readonly f1Score?: number | undefined;
  /** What others shall know about it. */
  readonly note?: string | undefined;
}

interface Source {
  readonly files: ModelFiles;
  readonly entry: ChannelConfig;
  readonly config: ModelConfig;
}

const FOLDER_ADVICE = 'Give the folder that the recipe or the training wrote.';
const MB = 1024 * 1024;

/** Sends the model; then the installed one carries the number it got. */
export async function send(step: Step, options: SendOptions): Promise<StepResult> {
  const { deps, registry, channel, signal, meter } = step;
  const source = await (options.folder === undefined ? findInstalled(step) : findInFolder(options.folder, channel));
  step.setState({ kind: 'checking' });
  const { seen } = await look(step);
  if (seen?.latest?.sha256 === source.entry.sha256) {
    throw new AppError(
      'nothing_to_upload',
      `The registry’s newest ${channel} version (${seen.latest.version}) is this very model. There is nothing to upload.`,
    );
  }
  // Opened, not only read: an update of the program may have brought a higher bundled version that is not in place yet.
  const installed = await examine(deps.weights, channel);
  const staging = join(deps.memory.folder, `upload-${process.pid}`);
  try {
    const config = await writeConfig(staging, channel, source);
    const toProgress = createProgressMeter(channel, source.entry.version);
    const { manifest, etag } = await registry.publish(
      {
        channel,
        files: { weights: source.files.weightsFile, config, tokenizer: source.files.tokenizerFile },
        parent: source.entry.parent,
        tags: { ...(await makeTags(source, options, deps.now?.() ?? new Date())), published_by: await deps.publisher() },
        metrics: source.entry.metrics,
        expectedEtag: seen?.etag ?? null,
        // Every machine that has the installed version, or the one it came with, shall take this for newer; the installed model itself keeps its number.
        above: installed.sha256 === source.entry.sha256 ? null : installed.version,
        onProgress: (count) => step.setState({ kind: 'uploading', progress: toProgress(count), isPaused: false }),
      },
      { signal, meter },
    );
    const lastAnswerAt = (deps.now?.() ?? new Date()).toISOString();
    await createVersionDetails(deps.memory.folder).add(registry.address, channel, [manifest]);
    await deps.memory.see(registry.address, channel, { etag, latest: toLatest(manifest), isMovedBack: false, lastAnswerAt });
    if (installed.sha256 === source.entry.sha256) await deps.weights.setVersion(channel, manifest.version);
    return {
      outcome: 'uploaded',
      fromVersion: seen?.latest?.version ?? null,
      toVersion: manifest.version,
      available: manifest.version,
      bytesTotal: sizeOf(manifest),
      note: [options.folder === undefined ? '' : `From ${options.folder}`, toLine(options.note)].filter(Boolean).join('. '),
    };
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

async function findInstalled({ deps, channel }: Step): Promise<Source> {
  const config = await deps.weights.installed();
  const entry = config?.channels[channel];
  if (!config || !entry) {
    throw new AppError(
      'nothing_to_upload',
      `There is no ${channel} model on this machine. Train one, or name the folder of a model made elsewhere with --weights DIR.`,
    );
  }
  if (channel === 'dynamic' && !entry.version.startsWith('local-')) {
    throw new AppError(
      'nothing_to_upload',
      `The dynamic model came from a registry, as version ${entry.version}. There is nothing to upload.`,
    );
  }
  return { files: await deps.weights.open(channel), entry, config };
}

async function findInFolder(folder: string, channel: Channel): Promise<Source> {
  const config = await readModelConfig(folder, FOLDER_ADVICE);
  // A model made elsewhere describes itself alone, whatever the channel it was made for.
  const entry = config.channels[channel] ?? config.channels.baseline ?? config.channels.dynamic;
  if (!entry) throw new AppError('model_config_invalid', `The model_config.json in ${folder} describes no model. ${FOLDER_ADVICE}`);
  const files = toModelFiles(folder, config, channel, entry);
  await verifyModelFiles(files, entry, FOLDER_ADVICE);
  return { files, entry, config };
}

/** A model_config.json of this one channel, with the names that files have in a registry. */
async function writeConfig(staging: string, channel: Channel, { config, entry }: Source): Promise<string> {
  const { inputs, max_length, ...rest } = entry;
  const alone: ModelConfig = {
    ...config,
    inputs: inputs ?? config.inputs,
    max_length: max_length ?? config.max_length,
    channels: { [channel]: { ...rest, file: VERSION_FILES.weights, tokenizer_file: VERSION_FILES.tokenizer } },
  };
  const path = join(staging, VERSION_FILES.config);
  try {
    await mkdir(staging, { recursive: true });
    await writeFile(path, `${JSON.stringify(alone, undefined, 2)}\n`);
  } catch (error) {
    throw toWriteError(error, path, 'home_unusable');
  }
  return path;
}

/** A tag is shown in lists and tables. */
function toLine(note = ''): string {
  return note.trim().replaceAll(/\s+/gu, ' ');
}

/** The tags the old pipeline reads. */
async function makeTags({ files, entry }: Source, { f1Score, note }: SendOptions, now: Date): Promise<Record<string, string>> {
  const f1 = f1Score ?? entry.metrics['emotion']?.['f1_weighted'];
  const { size } = await stat(files.weightsFile);
  return {
    // A number given by hand is what somebody claims; only the training's own was measured.
    ...(f1 === undefined ? {} : { f1_score: String(f1), f1_score_source: f1Score === undefined ? 'measured' : 'claimed' }),
    ...describeEvaluation(f1Score === undefined ? entry.metrics : {}),
    model_type: 'multi_task_emotion_classifier',
    framework: 'onnx',
    upload_time: now.toISOString(),
    file_size_mb: (size / MB).toFixed(2),
    output_tasks: TASKS.join(','),
    ...(toLine(note) === '' ? {} : { notes: toLine(note) }),
  };
}

/** The training's report in words, for whoever reads tags only. */
function describeEvaluation({ emotion, evaluation }: ChannelConfig['metrics']): Record<string, string> {
  if (!emotion || !evaluation) return {};
  const number = (name: string): string => (emotion[name] ?? 0).toFixed(4);
  return {
    evaluation_rows: String(emotion['rows'] ?? 0),
    evaluation_leaks_removed: String(evaluation['leaks_removed'] ?? 0),
    f1_score_interval: `${number('f1_weighted_low')}..${number('f1_weighted_high')}`,
    f1_score_difference: `${number('difference')} (${number('difference_low')}..${number('difference_high')})`,
  };
}
