/** Tells from a listing what kind of model a version is: the old system's are PyTorch files, which nothing here can run. */

import type { AmlVersion } from '../../../../shared/azure-ml.ts';
import { versionSchema } from '../../../../shared/manifest.ts';

/** The property by which a version says that a manifest lies beside its files. */
export const MANIFEST_PROPERTY = 'moodline_manifest';

export type VersionForm =
  /** Published by Moodline, with a manifest. */
  | { readonly kind: 'moodline' }
  /** Published by another tool: what is in its folder decides. */
  | { readonly kind: 'onnx' }
  /** `name` as a person would say it: "a PyTorch model". */
  | { readonly kind: 'other'; readonly name: string };

const BY_EXTENSION: Readonly<Record<string, string>> = {
  pt: 'a PyTorch model',
  pth: 'a PyTorch model',
  bin: 'a PyTorch model',
  ckpt: 'a PyTorch model',
  safetensors: 'a PyTorch model',
  h5: 'a Keras model',
  keras: 'a Keras model',
  pkl: 'a pickled model',
  joblib: 'a pickled model',
};

export function formOf({ name, properties }: AmlVersion): VersionForm {
  const { tags, modelType, modelUri } = properties;
  if (!versionSchema.safeParse(name).success) return { kind: 'other', name: 'no version with a whole number' };
  if (properties.properties[MANIFEST_PROPERTY]) return { kind: 'moodline' };
  const framework = tags['framework']?.trim() ?? '';
  if (/^onnx/iu.test(framework)) return { kind: 'onnx' };
  if (framework) return { kind: 'other', name: describe(framework) };
  const extension = /\.(\w+)$/u.exec(modelUri ?? '')?.[1]?.toLowerCase() ?? '';
  if (extension === 'onnx') return { kind: 'onnx' };
  if (modelType === 'mlflow_model') return { kind: 'other', name: 'an MLflow model' };
  return { kind: 'other', name: BY_EXTENSION[extension] ?? 'a model of another kind' };
}

export function isUsable(version: AmlVersion): boolean {
  return formOf(version).kind !== 'other';
}

/** The weighted emotion F1 that the publisher wrote into the tags; undefined when there is none. */
export function f1Of({ properties }: AmlVersion): number | undefined {
  const value = Number.parseFloat(properties.tags['f1_score'] ?? '');
  return Number.isFinite(value) && value >= 0 && value <= 1 ? value : undefined;
}

function describe(framework: string): string {
  if (/torch/iu.test(framework)) return 'a PyTorch model';
  if (/tensorflow|keras/iu.test(framework)) return 'a TensorFlow model';
  return `a model for ${framework.slice(0, 40)}`;
}
