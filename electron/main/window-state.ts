/** Remembers where the window was and how large, and puts it back where it can be seen. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserWindow, Rectangle, Screen } from 'electron';
import { z } from 'zod';

const FILE = 'window.json';
const DEFAULT_SIZE = { width: 1180, height: 780 };
/** Under this the screens are no longer usable. */
export const MIN_SIZE = { width: 640, height: 480 };
/** This much of the window's upper edge must be on some display, or it could not be grabbed. */
const VISIBLE_PX = { width: 80, height: 20 };
const TITLE_BAR_PX = 30;

const stateSchema = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().min(MIN_SIZE.width),
  height: z.number().int().min(MIN_SIZE.height),
  isMaximized: z.boolean(),
});

export interface WindowState {
  readonly bounds: Partial<Rectangle> & { readonly width: number; readonly height: number };
  readonly isMaximized: boolean;
}

/** The state kept in the data folder; the default one when there is none, it is broken, or its display is gone. */
export function readWindowState(home: string, screen: Pick<Screen, 'getAllDisplays'>): WindowState {
  try {
    const { isMaximized, ...bounds } = stateSchema.parse(JSON.parse(readFileSync(join(home, FILE), 'utf8')));
    const areas = screen.getAllDisplays().map(({ workArea }) => workArea);
    const area = areas.find((candidate) => overlaps({ ...bounds, height: TITLE_BAR_PX }, candidate));
    if (area) return { bounds, isMaximized };
    // On the display that is left now it may not be larger than that one.
    const [largest = DEFAULT_SIZE] = areas.toSorted((a, b) => b.width * b.height - a.width * a.height);
    return { bounds: { width: Math.min(bounds.width, largest.width), height: Math.min(bounds.height, largest.height) }, isMaximized };
  } catch {
    return { bounds: DEFAULT_SIZE, isMaximized: false };
  }
}

function overlaps(a: Rectangle, b: Rectangle): boolean {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return width >= VISIBLE_PX.width && height >= VISIBLE_PX.height;
}

/** Keeps the window's state when it closes. A folder that can't be written costs the memory of it and nothing else. */
export function keepWindowState(window: BrowserWindow, home: () => string): void {
  window.on('close', () => {
    try {
      writeFileSync(join(home(), FILE), JSON.stringify({ ...window.getNormalBounds(), isMaximized: window.isMaximized() }));
    } catch {
      // The default size next time.
    }
  });
}
