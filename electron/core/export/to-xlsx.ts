/** An analysis as an Excel workbook: the segments, the shares, the course by minute, and what made it. */

import type { Cell, SheetData } from 'write-excel-file/node';
import writeExcelFile from 'write-excel-file/node';
import type { AnalyzedSegment } from '../../../shared/analysis.ts';
import { EMOTIONS, TASKS } from '../../../shared/labels.ts';
import type { StoredAnalysis } from '../../../shared/library.ts';
import { applyCorrections } from '../../../shared/library.ts';
import { summarize } from '../../../shared/summarize.ts';

const SECONDS_PER_MINUTE = 60;
const WIDE = 80;
const NARROW = 16;

const head = (names: readonly string[]): Cell[] => names.map((name) => ({ value: name, fontWeight: 'bold' }));

/** The workbook's bytes. Columns of the first sheet are those of the CSV; times in seconds, shares in 0…1. */
export async function toXlsx(analysis: StoredAnalysis): Promise<Uint8Array> {
  const segments = applyCorrections(analysis.segments, analysis.corrections);
  const sheets = [
    { sheet: 'Segments', data: segmentRows(analysis, segments), columns: [NARROW, NARROW, WIDE, ...Array<number>(7).fill(NARROW)] },
    { sheet: 'Summary', data: summaryRows(segments), columns: [NARROW, NARROW, NARROW, NARROW] },
    { sheet: 'By minute', data: minuteRows(segments), columns: [NARROW] },
    { sheet: 'About', data: aboutRows(analysis), columns: [24, WIDE] },
  ];
  return writeExcelFile(
    sheets.map(({ sheet, data, columns }) => ({ sheet, data, columns: columns.map((width) => ({ width })), stickyRowsCount: 1 })),
  ).toBuffer();
}

function segmentRows(analysis: StoredAnalysis, segments: readonly AnalyzedSegment[]): SheetData {
  const rows = segments.map((segment, index) => [
    segment.start_time,
    segment.end_time,
    segment.text,
    segment.emotion,
    segment.sub_emotion,
    segment.intensity,
    segment.emotion_score,
    segment.sub_emotion_score,
    segment.intensity_score,
    analysis.corrections[index] ? 'yes' : null,
  ]);
  const names = ['start_time', 'end_time', 'text', 'emotion', 'sub_emotion', 'intensity'];
  return [head([...names, 'emotion_score', 'sub_emotion_score', 'intensity_score', 'corrected']), ...rows];
}

function summaryRows(segments: readonly AnalyzedSegment[]): SheetData {
  const summary = summarize(segments);
  const rows = TASKS.flatMap((task) =>
    Object.entries(summary[task]).map(([label, share]): Cell[] => [
      task,
      label,
      { value: share, format: '0.0%' },
      segments.filter((segment) => segment[task] === label).length,
    ]),
  );
  return [head(['task', 'label', 'share', 'segments']), ...rows];
}

/** Seconds of each emotion in each minute; without times there is only the header. */
function minuteRows(segments: readonly AnalyzedSegment[]): SheetData {
  const minutes: Record<string, number>[] = [];
  for (const { start_time: start, end_time: end, emotion } of segments) {
    if (start === null || end === null || emotion === null) continue;
    // A segment that runs over a minute's end counts in each by its seconds there.
    for (let from = start; from < end;) {
      const minute = Math.floor(from / SECONDS_PER_MINUTE);
      const to = Math.min(end, (minute + 1) * SECONDS_PER_MINUTE);
      const sums = (minutes[minute] ??= {});
      sums[emotion] = (sums[emotion] ?? 0) + to - from;
      from = to;
    }
  }
  const rows = Array.from(minutes, (sums, minute) => [minute, ...EMOTIONS.map((emotion) => Number((sums?.[emotion] ?? 0).toFixed(3)))]);
  return [head(['minute', ...EMOTIONS.map((emotion) => `${emotion}_seconds`)]), ...rows];
}

function aboutRows(analysis: StoredAnalysis): SheetData {
  const { model, source } = analysis;
  return [
    head(['property', 'value']),
    ['title', source.title],
    ['source', source.ref || source.kind],
    ['language', source.language],
    ['analyzed_at', analysis.analyzedAt],
    ['model', `${model.channel} ${model.version}`],
    ['model_sha256', model.sha256],
    ['segments', analysis.segments.length],
    ['corrected_segments', Object.keys(analysis.corrections).length],
  ];
}
