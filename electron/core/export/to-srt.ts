/** An analysis as a SubRip file whose lines carry their emotions. */

import type { Analysis } from '../../../shared/analysis.ts';
import { AppError } from '../../../shared/app-error.ts';
import { formatSrtTime } from '../../../shared/format-time.ts';

/** One cue a segment: `[emotion · sub-emotion · intensity] text`. Throws `input_no_times` when the source had no times. */
export function toSrt(analysis: Pick<Analysis, 'source' | 'segments'>): string {
  const isTimed = analysis.segments.some((segment) => segment.start_time !== null);
  const cues = analysis.segments.map((segment, index) => {
    if (segment.start_time === null || segment.end_time === null) {
      throw new AppError(
        'input_no_times',
        `${isTimed ? 'Some sentences of ' : ''}${analysis.source.title} ${isTimed ? 'have' : 'has'} no times, so no subtitles can be made of it. Choose another format, such as CSV or JSON.`,
      );
    }
    const labels =
      segment.emotion === null ? '' : `[${[segment.emotion, segment.sub_emotion, segment.intensity].filter(Boolean).join(' · ')}] `;
    return `${index + 1}\n${formatSrtTime(segment.start_time)} --> ${formatSrtTime(segment.end_time)}\n${labels}${segment.text}\n`;
  });
  return cues.join('\n');
}
