/** An analysis as a table for the terminal. */

import type { Analysis, AnalyzedSegment } from '../../shared/analysis.ts';
import { EMOTION_MARKS, UNCERTAIN_BELOW } from '../../shared/emotion-marks.ts';
import { formatClock } from '../../shared/format-time.ts';
import type { Emotion } from '../../shared/labels.ts';
import { versionName } from './format-columns.ts';
import type { Terminal } from './terminal.ts';

type Colors = Terminal['colors'];

const COLOR_OF: Readonly<Record<Emotion, keyof Colors>> = {
  happiness: 'yellow',
  surprise: 'cyan',
  neutral: 'gray',
  sadness: 'blue',
  fear: 'magenta',
  anger: 'red',
  disgust: 'green',
};
/** Room for the words, whatever the terminal's width. */
const MIN_TEXT_WIDTH = 24;
const BAR_WIDTH = 24;
/** Columns of the mark, the labels and the score, with the spaces between them. */
const LABELS_WIDTH = 2 + 11 + 16 + 10 + 13;

type Shown = Pick<Analysis, 'source' | 'segments' | 'summary'> & { readonly model: { readonly channel: string; readonly version: string } };

/** A heading, one line a segment, and the shares of speaking time. Lines fit the terminal's width; longer text ends in "…". */
export function formatTable(analysis: Shown, terminal: Terminal): string {
  const { colors } = terminal;
  const isTimed = analysis.segments.some((segment) => segment.start_time !== null);
  const lastEnd = analysis.segments.reduce((latest, segment) => Math.max(latest, segment.end_time ?? 0), 0);
  const timeWidth = isTimed ? formatClock(lastEnd).length + 2 : 0;
  const textWidth = Math.max(MIN_TEXT_WIDTH, terminal.width - timeWidth - LABELS_WIDTH);
  const count = `${analysis.segments.length} ${analysis.segments.length === 1 ? 'segment' : 'segments'}`;
  const facts = [...(isTimed ? [formatClock(lastEnd)] : []), count, `${analysis.model.channel} ${versionName(analysis.model.version)}`];
  const heading = `${colors.bold(analysis.source.title)}\n${colors.dim(facts.join(' · '))}`;
  const lines = analysis.segments.map((segment) => {
    const time = isTimed ? `${(segment.start_time === null ? '' : formatClock(segment.start_time)).padStart(timeWidth - 2)}  ` : '';
    return `${colors.dim(time)}${formatLabels(segment, colors)}${shorten(segment.text, textWidth)}`;
  });
  return [heading, '', ...lines, '', formatShares(analysis, isTimed, colors)].join('\n');
}

function formatLabels(segment: AnalyzedSegment, colors: Colors): string {
  if (segment.emotion === null) return colors.dim('  not speech'.padEnd(LABELS_WIDTH));
  // A person's own label has no score.
  const isUncertain = segment.emotion_score !== null && segment.emotion_score < UNCERTAIN_BELOW;
  const mark = EMOTION_MARKS[segment.emotion][isUncertain ? 'uncertain' : 'certain'];
  const color = colors[COLOR_OF[segment.emotion]] as (text: string) => string;
  const score =
    segment.emotion_score === null ? 'corrected' : `${Math.round(segment.emotion_score * 100)} %${isUncertain ? ' unsure' : ''}`;
  const labels = `${(segment.sub_emotion ?? '').padEnd(16)}${(segment.intensity ?? '').padEnd(10)}`;
  return `${color(`${mark} ${segment.emotion.padEnd(11)}`)}${labels}${colors.dim(score.padEnd(13))}`;
}

function formatShares(analysis: Shown, isTimed: boolean, colors: Colors): string {
  const title = colors.bold(isTimed ? 'Share of speaking time' : 'Share of words');
  const lines = Object.entries(analysis.summary.emotion).map(([label, share]) => {
    const color = colors[COLOR_OF[label as Emotion]] as (text: string) => string;
    const bar = '█'.repeat(Math.max(1, Math.round(share * BAR_WIDTH)));
    return `${color(`${EMOTION_MARKS[label as Emotion].certain} ${label.padEnd(11)}${bar.padEnd(BAR_WIDTH)}`)} ${`${Math.round(share * 100)} %`.padStart(5)}`;
  });
  return [title, ...lines].join('\n');
}

function shorten(text: string, width: number): string {
  const characters = [...text.replaceAll(/\s+/gu, ' ')];
  return characters.length <= width ? characters.join('') : `${characters.slice(0, width - 1).join('')}…`;
}
