/** A timeline made small: one thin lane for each emotion, on a scale that others may share. */

import type { ReactNode } from 'react';
import { useMemo } from 'react';
import { EMOTION_MARKS } from '../../shared/emotion-marks.ts';
import type { Emotion } from '../../shared/labels.ts';
import type { Lines } from '../charts/lines.ts';

/** From the brightest feeling to the darkest, as in the timeline. */
const LANES: readonly Emotion[] = ['happiness', 'surprise', 'neutral', 'sadness', 'fear', 'anger', 'disgust'];
const LANE_HEIGHT = 12;
const BAR_HEIGHT = 9;
const WIDTH = 1000;
/** A short sentence of a long video must still be seen. */
const MIN_WIDTH = 1.2;

interface LaneStripProps {
  readonly view: Lines;
  /** The end of the scale, in the view's own units. */
  readonly end: number;
  readonly label: string;
}

export function LaneStrip({ view, end, label }: LaneStripProps): ReactNode {
  const paths = useMemo(() => LANES.map((emotion, lane) => ({ emotion, path: drawLane(view, emotion, lane, end) })), [view, end]);
  return (
    <div className="lane-strip">
      <div className="lane-names" aria-hidden="true">
        {LANES.map((emotion) => (
          <span key={emotion} className={`mark ${emotion}`}>
            {EMOTION_MARKS[emotion].certain}
          </span>
        ))}
      </div>
      <svg viewBox={`0 0 ${WIDTH} ${LANES.length * LANE_HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={label}>
        {paths.map(({ emotion, path }, lane) => (
          <g key={emotion} className={`mark ${emotion}`}>
            <line x1="0" x2={WIDTH} y1={(lane + 1) * LANE_HEIGHT - 1} y2={(lane + 1) * LANE_HEIGHT - 1} className="lane-line" />
            <path d={path} fill="currentColor" />
          </g>
        ))}
      </svg>
    </div>
  );
}

/** All sentences of one emotion as one path: three hours of talk have thousands. */
function drawLane({ lines }: Lines, emotion: Emotion, lane: number, end: number): string {
  const y = (lane + 1) * LANE_HEIGHT - 1 - BAR_HEIGHT;
  return lines
    .filter((line) => line.emotion === emotion)
    .map(({ from, to }) => {
      const x = (from / end) * WIDTH;
      const width = Math.max(MIN_WIDTH, ((to - from) / end) * WIDTH);
      return `M${x.toFixed(1)} ${y}h${width.toFixed(1)}v${BAR_HEIGHT}h-${width.toFixed(1)}z`;
    })
    .join('');
}
