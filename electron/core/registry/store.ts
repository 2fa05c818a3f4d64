/** The few things that a place must offer so that a registry can be kept in it: a container and a folder do, each in its way. */

import type { ManifestFile } from '../../../shared/manifest.ts';
import type { CallOptions, RangeRead } from './registry.ts';

/** Paths are relative to the registry, parted by slashes, and checked before they come here. */
export interface Store {
  readonly address: string;
  /** A small text with its etag; with `etag`, only if it is another one. */
  readText(path: string, maxBytes: number, options: CallOptions & { readonly etag?: string | undefined }): Promise<TextRead>;
  /** Every file below `folder`, at any depth. */
  list(folder: string, options: CallOptions): Promise<readonly ListedFile[]>;
  openRange(
    path: string,
    range: { readonly offset: number; readonly length: number },
    options: CallOptions & { readonly etag?: string | undefined },
  ): Promise<RangeRead>;
  /** False when the file is there already, with another text. */
  createText(path: string, text: string, options: CallOptions): Promise<boolean>;
  /** Replaces the text if it still has `etag` (null: if there is none). The new etag; null when somebody else was first. */
  swapText(path: string, text: string, etag: string | null, options: CallOptions): Promise<string | null>;
  /** Sends a file of this disk; `base` is one in the store that has many of its blocks. */
  putFile(path: string, upload: FileUpload, options: CallOptions): Promise<void>;
  /** Copies within the store, without sending the bytes. */
  copy(from: string, to: string, sizeBytes: number, options: CallOptions): Promise<void>;
}

export type TextRead =
  | { readonly kind: 'found'; readonly text: string; readonly etag: string }
  | { readonly kind: 'not_modified' }
  | { readonly kind: 'none' };

export interface ListedFile {
  readonly path: string;
  /** ISO 8601. */
  readonly createdTime: string | null;
}

export interface FileUpload {
  /** The file on this disk. */
  readonly source: string;
  readonly file: ManifestFile;
  readonly base: StoredFile | null;
  /** Bytes of the file that are there now, sent or found. */
  readonly onProgress: (doneBytes: number) => void;
}

export interface StoredFile {
  readonly path: string;
  readonly file: ManifestFile;
}
