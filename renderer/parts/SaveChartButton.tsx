/** Saves a chart as a picture. */

import type { ReactNode } from 'react';
import { TEXT } from '../text.ts';
import { Icon } from './Icon.tsx';

export function SaveChartButton({ onPress }: { readonly onPress: () => void }): ReactNode {
  return (
    <button type="button" className="quiet" aria-label={TEXT.analysis.saveChart} title={TEXT.analysis.saveChart} onClick={onPress}>
      <Icon name="download" />
      {TEXT.analysis.png}
    </button>
  );
}
