/** The formats a person can choose, in the order they are offered. */

import type { HistoryFormat } from '../../shared/ipc-sync.ts';
import type { ExportFormat, LibraryExportFormat } from '../../shared/ipc.ts';

export const EXPORT_FORMAT_NAMES: readonly ExportFormat[] = ['csv', 'xlsx', 'srt', 'json'];
export const LIBRARY_FORMAT_NAMES: readonly LibraryExportFormat[] = ['json', 'csv', 'training'];
export const HISTORY_FORMAT_NAMES: readonly HistoryFormat[] = ['csv', 'json'];
