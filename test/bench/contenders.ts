/** The other ways to run the same ONNX file that the pipeline is measured against. */

import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AutoModel, AutoTokenizer, env, TextClassificationPipeline } from '@huggingface/transformers';
import { Tokenizer } from '@huggingface/tokenizers';
import { InferenceSession, Tensor } from '../../electron/core/inference/onnxruntime.ts';
import { LABELS } from '../../shared/labels.ts';
import { planBatches } from '../../electron/core/inference/batches.ts';
import { loadTokenizer } from '../../electron/core/inference/tokenizer.ts';
import type { ModelFiles } from '../../electron/core/weights/model-files.ts';

/** The program sorts within portions of this many texts; the raw session gets the same batches. */
const PORTION = 1024;

function toTensors(rows: readonly (readonly number[])[]): { readonly ids: Tensor; readonly mask: Tensor } {
  const width = Math.max(...rows.map((row) => row.length));
  const ids = new BigInt64Array(rows.length * width);
  const mask = new BigInt64Array(rows.length * width);
  rows.forEach((row, index) => {
    row.forEach((id, column) => {
      ids[index * width + column] = BigInt(id);
      mask[index * width + column] = 1n;
    });
  });
  return { ids: new Tensor('int64', ids, [rows.length, width]), mask: new Tensor('int64', mask, [rows.length, width]) };
}

const openSession = (model: ModelFiles, threads: number, options: InferenceSession.SessionOptions = {}): Promise<InferenceSession> =>
  InferenceSession.create(model.weightsFile, { ...options, intraOpNumThreads: threads });

/** The obvious program: the library's tokenizer as it is, and one `session.run` per sentence. */
export async function createOnePerSentence(model: ModelFiles, threads: number): Promise<(texts: readonly string[]) => Promise<void>> {
  const session = await openSession(model, threads);
  const tokenizer = new Tokenizer(JSON.parse(readFileSync(model.tokenizerFile, 'utf8')), {}) as {
    encode(text: string): { readonly ids: number[] };
  };
  return async (texts) => {
    for (const text of texts) {
      const { ids, mask } = toTensors([tokenizer.encode(text).ids.slice(0, model.maxLength)]);
      await session.run({ [model.inputNames.inputIds]: ids, [model.inputNames.attentionMask]: mask });
    }
  };
}

/** ONNX Runtime and nothing else: tensors made beforehand, in this process, in the batches that the pipeline makes. */
export async function createRawSession(
  model: ModelFiles,
  threads: number,
  texts: readonly string[],
  options: InferenceSession.SessionOptions,
): Promise<() => Promise<void>> {
  const session = await openSession(model, threads, options);
  const tokenizer = await loadTokenizer(model.tokenizerFile);
  const rows = texts.map((text) => tokenizer.encode(text, model.maxLength));
  const feeds: Record<string, Tensor>[] = [];
  for (let start = 0; start < rows.length; start += PORTION) {
    const portion = rows.slice(start, start + PORTION);
    for (const batch of planBatches(portion.map((row) => row.length))) {
      const { ids, mask } = toTensors(batch.map((index) => portion[index] ?? []));
      feeds.push({ [model.inputNames.inputIds]: ids, [model.inputNames.attentionMask]: mask });
    }
  }
  const outputs = ['emotion_logits', 'sub_emotion_logits', 'intensity_logits'];
  return async () => {
    for (const feed of feeds) await session.run(feed, outputs);
  };
}

/**
 * The text-classification pipeline of @huggingface/transformers over the same file, read from a local folder in the layout it wants. It
 * reads an output `logits`; ours is `emotion_logits`, and it leaves the other two heads' results alone.
 */
export async function createTransformersPipeline(model: ModelFiles, threads: number): Promise<(texts: readonly string[]) => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'moodline-transformers-'));
  try {
    mkdirSync(join(folder, 'model/onnx'), { recursive: true });
    const id2label = Object.fromEntries(LABELS.emotion.map((label, index) => [index, label]));
    const config = {
      model_type: 'bert',
      architectures: ['BertModel'],
      hidden_size: 384,
      num_attention_heads: 12,
      num_hidden_layers: 6,
      id2label,
    };
    writeFileSync(join(folder, 'model/config.json'), JSON.stringify(config));
    const tokenizerConfig = { tokenizer_class: 'BertTokenizer', model_max_length: model.maxLength, pad_token: '[PAD]', unk_token: '[UNK]' };
    writeFileSync(join(folder, 'model/tokenizer_config.json'), JSON.stringify(tokenizerConfig));
    copyFileSync(model.tokenizerFile, join(folder, 'model/tokenizer.json'));
    copyFileSync(model.weightsFile, join(folder, 'model/onnx/model.onnx'));
    env.allowRemoteModels = false;
    env.localModelPath = folder;
    const options = { local_files_only: true } as const;
    const tokenizer = await AutoTokenizer.from_pretrained('model', options);
    const loaded = await AutoModel.from_pretrained('model', { ...options, dtype: 'fp32', session_options: { intraOpNumThreads: threads } });
    const withLogits = async (inputs: object): Promise<object> => {
      const outputs = (await loaded(inputs)) as Record<string, unknown>;
      return { logits: outputs['emotion_logits'] };
    };
    const pipeline = new TextClassificationPipeline({
      task: 'text-classification',
      model: Object.assign(withLogits, { config: loaded.config }) as never,
      tokenizer,
    });
    return async (texts) => {
      await pipeline([...texts]);
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
