/** The colours of the style sheet, for charts, which draw on a canvas. */

import { useEffect, useState } from 'react';
import type { Emotion } from '../../shared/labels.ts';
import { EMOTIONS } from '../../shared/labels.ts';

export interface Palette {
  readonly emotions: Readonly<Record<Emotion, string>>;
  readonly text: string;
  readonly quiet: string;
  readonly line: string;
  readonly surface: string;
  readonly accent: string;
}

function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return {
    emotions: Object.fromEntries(EMOTIONS.map((emotion) => [emotion, read(emotion)])) as Record<Emotion, string>,
    text: read('text'),
    quiet: read('quiet'),
    line: read('line'),
    surface: read('surface'),
    accent: read('accent'),
  };
}

/** The palette of the theme in use. */
export function usePalette(): Palette {
  const [palette, setPalette] = useState(readPalette);
  useEffect(() => {
    const dark = window.matchMedia('(prefers-color-scheme: dark)');
    const update = (): void => setPalette(readPalette());
    update();
    dark.addEventListener('change', update);
    return () => dark.removeEventListener('change', update);
  }, []);
  return palette;
}
