import { describe, expect, it } from 'vitest';
import { repairTimes } from '../../../electron/core/transcript/repair-times.ts';
import { toSegments } from '../../../electron/core/transcript/to-segments.ts';
import type { Cue } from '../../../shared/transcript.ts';
import { randomFrom, transcriptOf } from './build.ts';

const WORDS =
  'we went home and then but so I you Dr. U.S. p.m. No. etc. naïve 世界。 😀 "Yes." \'no\' well-known -5 3.50 … ? ! [Music] (applause) ♪ la ♪ [ __ ] >> >>> - – — — ( [ ] ) foreign [soft music] >>Hi -Stop word'.split(
    ' ',
  );

function randomCues(seed: number): Cue[] {
  const random = randomFrom(seed);
  const isPunctuated = random() < 0.5;
  const hasTimes = random() < 0.85;
  return Array.from({ length: 1 + Math.floor(random() * 40) }, (_, index): Cue => {
    const tokens = Array.from(
      { length: 1 + Math.floor(random() * 12) },
      () => (WORDS[Math.floor(random() * WORDS.length)] ?? '') + (isPunctuated && random() < 0.2 ? '.' : ''),
    );
    const text = tokens.map((token, at) => (at > 0 ? (random() < 0.15 ? '\n' : ' ') : '') + token).join('');
    if (!hasTimes) return { start: null, end: null, text };
    const start = random() < 0.1 ? random() * 100 : index * 2 + random();
    const end = random() < 0.1 ? null : start + random() * 6 - 0.5;
    // Word times of any kind: before the cue, behind it, backwards.
    return random() < 0.3
      ? { start, end, text, words: tokens.map((token) => ({ start: start + random() * 4 - 1, text: token })) }
      : { start, end, text };
  });
}

/** What must be found again: everything but white space and the marks of speakers. */
const lettersOf = (texts: readonly string[]): string => texts.join('').replace(/[\s>\-–—]/gu, '');

describe('segments of any transcript', () => {
  const seeds = Array.from({ length: 1500 }, (_, index) => index + 1);

  it('hold all of the text, once, in the order of the cues', () => {
    for (const seed of seeds) {
      const { cues } = repairTimes(randomCues(seed));
      const segments = toSegments(transcriptOf(cues));
      expect(lettersOf(segments.map(({ text }) => text)), `seed ${seed}`).toBe(lettersOf(cues.map(({ text }) => text)));
    }
  });

  it('are in the order of time, start before they end, and stay inside the transcript', () => {
    for (const seed of seeds) {
      const { cues } = repairTimes(randomCues(seed));
      const last = cues.at(-1)?.end ?? null;
      let latest = cues[0]?.start ?? null;
      for (const { start, end } of toSegments(transcriptOf(cues))) {
        if (latest === null || last === null) {
          expect([start, end], `seed ${seed}`).toEqual([null, null]);
          continue;
        }
        expect(start, `seed ${seed}`).toBeGreaterThanOrEqual(latest);
        expect(end, `seed ${seed}`).toBeGreaterThanOrEqual(start ?? NaN);
        expect(end, `seed ${seed}`).toBeLessThanOrEqual(last);
        latest = start;
      }
    }
  });

  it('have words, and no white space around them or doubled', () => {
    for (const seed of seeds) {
      for (const { text } of toSegments(transcriptOf(repairTimes(randomCues(seed)).cues)))
        expect(text, `seed ${seed}`).toMatch(/^\S+(?: \S+)*$/u);
    }
  });

  it('are the same for the same transcript', () => {
    for (const seed of seeds.slice(0, 100))
      expect(toSegments(transcriptOf(randomCues(seed)))).toEqual(toSegments(transcriptOf(randomCues(seed))));
  });
});

describe('repaired times of any transcript', () => {
  it('are in order and do not overlap', () => {
    for (let seed = 1; seed <= 1500; seed += 1) {
      let latest = 0;
      for (const { start, end } of repairTimes(randomCues(seed)).cues) {
        if (start === null || end === null) break;
        expect(start, `seed ${seed}`).toBeGreaterThanOrEqual(latest);
        expect(end, `seed ${seed}`).toBeGreaterThanOrEqual(start);
        latest = end;
      }
    }
  });
});
