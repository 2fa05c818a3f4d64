/** Lays talk out as captions, in the forms that files and YouTube have. */

import { formatSrtTime } from '../../../../shared/format-time.ts';

export interface SpokenWord {
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
}

interface Line {
  readonly words: readonly SpokenWord[];
  readonly startMs: number;
  readonly endMs: number;
}

/** Automatic captions have lines of about this length, and begin a new one behind a long pause. */
const LINE_LETTERS = 36;
const LINE_PAUSE_MS = 1000;
/** The times of recognized words come in steps. */
const STEP_MS = 40;
/** How far a word's length is off the usual, from its own letters and place: no speaker is even. */
const LEAST_FACTOR = 0.7;
const FACTOR_SPAN = 0.7;

/** Times of words that follow each other, with the pauses given in front of them; the same for the same words. */
export function speak(words: readonly { readonly text: string; readonly pauseMs: number }[], rate: number): SpokenWord[] {
  let timeMs = 1000;
  return words.map(({ text, pauseMs }, index) => {
    const startMs = toStep(timeMs + pauseMs);
    const syllables = Math.max(1, text.match(/[aeiouy]+|\d/giu)?.length ?? 1);
    const usualMs = text.length <= 3 ? 130 : 80 + 130 * syllables;
    timeMs = startMs + usualMs * rate * (LEAST_FACTOR + FACTOR_SPAN * noise(text, index));
    return { text, startMs, endMs: toStep(timeMs) };
  });
}

/** json3 as automatic captions have it: a window, lines of words with offsets, and between them events that only append a line's end. */
export function toJson3(words: readonly SpokenWord[]): string {
  const lines = toLines(words);
  const events = lines.flatMap((line, index) => {
    const shownUntil = lines[index + 1]?.endMs ?? line.endMs;
    const segs = line.words.map(({ text, startMs }, place) =>
      place === 0 ? { utf8: text, acAsrConf: 0 } : { utf8: ` ${text}`, tOffsetMs: startMs - line.startMs, acAsrConf: 0 },
    );
    const event = { tStartMs: line.startMs, dDurationMs: shownUntil - line.startMs, wWinId: 1, segs };
    return index === 0 ? [event] : [{ tStartMs: line.startMs - 10, wWinId: 1, aAppend: 1, segs: [{ utf8: '\n' }] }, event];
  });
  const window = { tStartMs: 0, dDurationMs: lines.at(-1)?.endMs ?? 0, id: 1, wpWinPosId: 1, wsWinStyleId: 1 };
  return JSON.stringify({ wireMagic: 'pb3', events: [window, ...events] });
}

/** WebVTT whose lines roll: each is shown with the line before, held for a moment, and shown once more with the next. */
export function toRollingVtt(words: readonly SpokenWord[]): string {
  const lines = toLines(words);
  const cues = lines.map((line, index) => {
    const before = lines[index - 1] ? textOf(lines[index - 1] as Line) : ' ';
    const [first, ...rest] = line.words;
    const timed = [first?.text, ...rest.map(({ text, startMs }) => `<${toVttTime(startMs)}><c> ${text}</c>`)].join('');
    const [from, to, held] = [line.startMs, line.endMs - 10, line.endMs].map(toVttTime);
    const place = 'align:start position:0%';
    return `${from} --> ${to} ${place}\n${before}\n${timed}\n\n${to} --> ${held} ${place}\n${textOf(line)}\n \n`;
  });
  return `WEBVTT\nKind: captions\nLanguage: en\n\n${cues.join('\n')}`;
}

/** SubRip of automatic captions: no times of words, and each line is shown until the one behind the next. */
export function toPlainSrt(words: readonly SpokenWord[]): string {
  const lines = toLines(words);
  return lines.map((line, index) => toSrtCue(index, line.startMs, lines[index + 1]?.endMs ?? line.endMs, textOf(line))).join('\n');
}

/** SubRip of captions that a person made, with pauses in front; in whole seconds if asked for. */
export function toSrt(cues: readonly { readonly text: string; readonly pauseMs: number }[], isWholeSeconds: boolean): string {
  const round = (ms: number): number => (isWholeSeconds ? Math.round(ms / 1000) * 1000 : ms);
  let timeMs = 500;
  return cues
    .map(({ text, pauseMs }, index) => {
      const startMs = timeMs + pauseMs;
      timeMs = startMs + Math.max(1000, text.length * 65);
      return toSrtCue(index, round(startMs), round(timeMs), text);
    })
    .join('\n');
}

function toLines(words: readonly SpokenWord[]): Line[] {
  const lines: SpokenWord[][] = [];
  let letters = Infinity;
  words.forEach((word, index) => {
    const pauseMs = word.startMs - (words[index - 1]?.endMs ?? 0);
    letters += word.text.length + 1;
    if (letters > LINE_LETTERS || pauseMs >= LINE_PAUSE_MS) {
      lines.push([]);
      letters = word.text.length;
    }
    lines.at(-1)?.push(word);
  });
  return lines.map((line, index) => ({
    words: line,
    startMs: line[0]?.startMs ?? 0,
    endMs: lines[index + 1]?.[0]?.startMs ?? line.at(-1)?.endMs ?? 0,
  }));
}

function textOf(line: Line): string {
  return line.words.map(({ text }) => text).join(' ');
}

function toSrtCue(index: number, startMs: number, endMs: number, text: string): string {
  return `${index + 1}\n${formatSrtTime(startMs / 1000)} --> ${formatSrtTime(endMs / 1000)}\n${text}\n`;
}

function toVttTime(ms: number): string {
  return formatSrtTime(ms / 1000).replace(',', '.');
}

function toStep(ms: number): number {
  return Math.round(ms / STEP_MS) * STEP_MS;
}

/** A number in 0…1 that depends on the word and its place only (FNV-1a). */
function noise(text: string, index: number): number {
  let hash = 0x811c9dc5;
  for (const character of `${text}${index}`) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return (hash >>> 8) / 2 ** 24;
}
