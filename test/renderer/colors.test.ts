import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { EMOTIONS } from '../../shared/labels.ts';

const CSS = await readFile(new URL('../../renderer/styles/base.css', import.meta.url), 'utf8');
/** What ui.md asks of text and marks; https://www.w3.org/TR/WCAG22/#contrast-minimum. */
const WANTED = 4.5;
/** What stands behind a label somewhere: the page, cards, dialogs, a line under the pointer, the current line. */
const BACKGROUNDS = ['page', 'surface', 'raised', 'hover', 'accent-soft'];

/** The custom properties of the first `:root` block in a piece of the style sheet. */
function readVariables(css: string): Readonly<Record<string, string>> {
  const block = /:root\s*\{([^}]*)\}/u.exec(css)?.[1] ?? '';
  return Object.fromEntries([...block.matchAll(/--([a-z-]+):\s*([^;]+);/gu)].map(([, name = '', value = '']) => [name, value.trim()]));
}

const light = readVariables(CSS);
const dark = { ...light, ...readVariables(CSS.slice(CSS.indexOf('(prefers-color-scheme: dark)'))) };

/** Relative luminance of `#rrggbb` (https://www.w3.org/TR/WCAG22/#dfn-relative-luminance). */
function luminanceOf(color: string): number {
  const hex = /^#([0-9a-f]{6})$/iu.exec(color)?.[1];
  if (hex === undefined) throw new Error(`No colour: ${color}`);
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrastOf(a: string, b: string): number {
  const [one, two] = [luminanceOf(a), luminanceOf(b)];
  return (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05);
}

describe.each([
  ['light', light],
  ['dark', dark],
] as const)('in the %s theme', (_theme, colors) => {
  it.each(EMOTIONS)('%s can be read on every background', (emotion) => {
    for (const background of BACKGROUNDS) {
      const contrast = contrastOf(colors[emotion] ?? '', colors[background] ?? '');
      expect(contrast, `${emotion} on ${background}`).toBeGreaterThanOrEqual(WANTED);
    }
  });

  it('so can plain and quiet text, links, dangers, and what stands on the accent', () => {
    for (const text of ['text', 'quiet', 'accent', 'danger']) {
      for (const background of ['page', 'surface', 'raised']) {
        expect(contrastOf(colors[text] ?? '', colors[background] ?? ''), `${text} on ${background}`).toBeGreaterThanOrEqual(WANTED);
      }
    }
    expect(contrastOf(colors['on-accent'] ?? '', colors['accent'] ?? '')).toBeGreaterThanOrEqual(WANTED);
    expect(contrastOf(colors['danger'] ?? '', colors['danger-soft'] ?? '')).toBeGreaterThanOrEqual(WANTED);
  });

  it('no two emotions have the same colour', () => {
    expect(new Set(EMOTIONS.map((emotion) => colors[emotion])).size).toBe(EMOTIONS.length);
  });
});

it('the colours of the emotions are those of the design, in both themes', () => {
  const pairs = Object.fromEntries(EMOTIONS.map((emotion) => [emotion, `${light[emotion]} ${dark[emotion]}`.toUpperCase()]));
  expect(pairs).toEqual({
    anger: '#C3362F #F2857F',
    disgust: '#47731C #A3C76D',
    fear: '#6D45B8 #B79BF0',
    happiness: '#8A6500 #F2C14E',
    neutral: '#5F6978 #9AA5B5',
    sadness: '#2F62C9 #7EA6F5',
    surprise: '#0B7878 #4FD1C5',
  });
});
