/** The formats a person can choose, in the order they are offered. */

import type { ExportFormat, LibraryExportFormat } from '../../shared/ipc.ts';

export const EXPORT_FORMAT_NAMES: readonly ExportFormat[] = ['csv', 'xlsx', 'srt', 'json'];
export const LIBRARY_FORMAT_NAMES: readonly LibraryExportFormat[] = ['json', 'csv', 'training'];
