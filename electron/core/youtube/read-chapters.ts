/** Chapters, as authors write them into a video's description. */

import type { Chapter } from '../../../shared/video.ts';

/** YouTube's own rules: at least three, the first at 0:00, each later than the one before (https://support.google.com/youtube/answer/9884579). */
const MIN_CHAPTERS = 3;
const MAX_CHAPTERS = 200;
const MAX_TITLE_CHARACTERS = 120;
/** A time at the start of a line, after a bullet or in brackets, or at its end. */
const LINE =
  /^[\s\-–—•*▶►(["']*(?<first>(?:\d{1,2}:)?\d{1,3}:\d{2})[)\]"']*[\s\-–—:|.•]*(?<title>.+)$|^(?<before>.+?)[\s\-–—:|([]+(?<last>(?:\d{1,2}:)?\d{1,3}:\d{2})[)\]]*\s*$/u;

/** The chapters in the order of time; empty when the description has none by YouTube's rules. Times in seconds. */
export function readChapters(description: string, durationSeconds: number): readonly Chapter[] {
  const chapters: Chapter[] = [];
  for (const line of description.split(/\r?\n/u)) {
    const groups = LINE.exec(line.trim().slice(0, 400))?.groups;
    const time = groups?.['first'] ?? groups?.['last'];
    const title = (groups?.['title'] ?? groups?.['before'] ?? '').trim();
    if (time === undefined || !/[\p{L}\p{N}]/u.test(title)) continue;
    const startSeconds = toSeconds(time);
    const previous = chapters.at(-1);
    if (previous ? startSeconds <= previous.startSeconds : startSeconds !== 0) continue;
    if (durationSeconds > 0 && startSeconds >= durationSeconds) continue;
    chapters.push({ startSeconds, title: [...title].slice(0, MAX_TITLE_CHARACTERS).join('') });
    if (chapters.length === MAX_CHAPTERS) break;
  }
  return chapters.length >= MIN_CHAPTERS ? chapters : [];
}

function toSeconds(clock: string): number {
  return clock.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
}
