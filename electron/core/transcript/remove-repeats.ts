/** Takes the repeats out of rolling captions, where each cue shows the lines before it once more. */

import type { Cue } from '../../../shared/transcript.ts';

/** A cue that starts later than this after the one before does not roll on: the same words are said again. */
const MAX_GAP_SECONDS = 0.5;
/** Without other signs, captions roll when at least so many cues show old lines above new ones, and so large a share begins with old lines. */
const MIN_ROLLS = 3;
const MIN_REPEAT_SHARE = 0.4;
/** Rolling captions hold each finished line for a moment, far too short to say it. */
const HOLD_SECONDS = 0.05;

/**
 * Whether the captions roll, told from what they show: converted files (yt-dlp's SRT) have lost all other signs. Cues that only
 * repeat the one before tell nothing, as people do say things twice. Where single words have times, one sign is enough.
 */
export function isRolling(cues: readonly Cue[], hasWordTimes: boolean): boolean {
  let [repeats, rolls, holds] = [0, 0, 0];
  cues.forEach((cue, index) => {
    const shown = countShown(cues[index - 1], cue);
    if (shown > 0) repeats += 1;
    if (shown > 0 && shown < linesOf(cue).length) rolls += 1;
    else if (shown > 0 && (cue.end ?? Infinity) - (cue.start ?? 0) < HOLD_SECONDS) holds += 1;
  });
  if (hasWordTimes) return rolls + holds > 0;
  return rolls >= MIN_ROLLS && repeats >= (cues.length - 1) * MIN_REPEAT_SHARE;
}

/** Keeps of each cue only the lines that the cue before it did not show yet; a cue that brings nothing new is gone. */
export function removeRepeats(cues: readonly Cue[]): Cue[] {
  return cues.flatMap((cue, index): Cue[] => {
    const lines = linesOf(cue);
    const shown = countShown(cues[index - 1], cue);
    if (shown === 0) return [cue];
    if (shown === lines.length) return [];
    const text = lines.slice(shown).join('\n');
    const words = cue.words?.slice(countWords(lines.slice(0, shown)));
    return [words ? { start: words[0]?.start ?? cue.start, end: cue.end, text, words } : { start: cue.start, end: cue.end, text }];
  });
}

/** How many of the cue's first lines are the last ones of the cue before: the most that fit. */
function countShown(before: Cue | undefined, cue: Cue): number {
  if (!before || (cue.start ?? 0) - (before.end ?? 0) > MAX_GAP_SECONDS) return 0;
  const [shown, lines] = [linesOf(before), linesOf(cue)];
  for (let count = Math.min(shown.length, lines.length); count > 0; count -= 1) {
    const offset = shown.length - count;
    const first = lines.slice(0, count);
    if (first.every((line, index) => line === shown[offset + index]) && !isSaidAnew(cue, first)) return count;
  }
  return 0;
}

/** Words that have times of their own are said in this cue, whatever was shown before. */
function isSaidAnew(cue: Cue, lines: readonly string[]): boolean {
  if (!cue.words) return false;
  return cue.words.slice(0, countWords(lines)).some((word) => word.start !== cue.start);
}

/** A window shows two or three lines; more are compared no further, so that no cue of thousands takes long. */
function linesOf(cue: Cue): string[] {
  const lines = cue.text.split('\n');
  return lines.length > 8 ? [cue.text] : lines;
}

function countWords(lines: readonly string[]): number {
  return lines.join(' ').split(/\s+/u).filter(Boolean).length;
}
