/** Rows of the library's tables as the shapes the app works with. */

import type { AnalysisSource } from '../../../shared/analysis.ts';
import type { Correction, Corrections, LibraryEntry } from '../../../shared/library.ts';
import type { Video } from '../../../shared/video.ts';
import { videoSchema } from '../../../shared/video.ts';

type Row = Readonly<Record<string, unknown>>;

export function toEntry(row: Row): LibraryEntry {
  return {
    id: Number(row['id']),
    title: String(row['title']),
    kind: row['kind'] as AnalysisSource['kind'],
    createdAt: String(row['created_at']),
    durationS: row['duration_s'] === null ? null : Number(row['duration_s']),
    segmentCount: Number(row['segment_count']),
    correctedCount: Number(row['corrected_count']),
    emotionShares: JSON.parse(String(row['emotion_shares'])) as Record<string, number>,
    modelVersion: String(row['model_version']),
  };
}

export function toSource(row: Row): AnalysisSource {
  return {
    kind: row['kind'] as AnalysisSource['kind'],
    ref: String(row['ref']),
    title: String(row['title']),
    language: String(row['language']),
  };
}

/** What is known of the video; null where there is none, or what stands there can't be read: the analysis is whole without it. */
export function toVideo(row: Row): Video | null {
  try {
    return typeof row['video'] === 'string' ? videoSchema.parse(JSON.parse(row['video'])) : null;
  } catch {
    return null;
  }
}

export function toCorrections(rows: readonly Row[]): Corrections {
  return Object.fromEntries(
    rows.map((row) => [
      Number(row['segment']),
      {
        emotion: row['emotion'] as Correction['emotion'],
        sub_emotion: row['sub_emotion'] as Correction['sub_emotion'],
        intensity: row['intensity'] as Correction['intensity'],
      },
    ]),
  );
}
