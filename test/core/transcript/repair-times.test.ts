import { describe, expect, it } from 'vitest';
import { repairTimes } from '../../../electron/core/transcript/repair-times.ts';
import type { Cue } from '../../../shared/transcript.ts';

const cue = (start: number | null, end: number | null, text = 'Some words here.'): Cue => ({ start, end, text });
const timesOf = (...cues: readonly Cue[]): (readonly [number | null, number | null])[] =>
  repairTimes(cues).cues.map(({ start, end }) => [start, end]);

describe('repairing times', () => {
  it('leaves good times alone', () => {
    expect(repairTimes([cue(0, 1), cue(1, 2), cue(5, 6)])).toEqual({ cues: [cue(0, 1), cue(1, 2), cue(5, 6)], warnings: [] });
  });

  it('puts captions in order and says so', () => {
    const { cues, warnings } = repairTimes([cue(5, 6, 'b'), cue(1, 2, 'a'), cue(5.5, 7, 'c')]);
    expect(cues.map(({ text }) => text)).toEqual(['a', 'b', 'c']);
    expect(warnings).toEqual(['The times run backwards in places; the captions were put in order.']);
  });

  it('ends a caption where the next one starts', () => {
    expect(timesOf(cue(0, 5), cue(2, 4))).toEqual([
      [0, 2],
      [2, 4],
    ]);
  });

  it('guesses an end that is missing or not after the start, up to the next start, and says so for the latter', () => {
    const { cues, warnings } = repairTimes([cue(1, null, 'x'.repeat(100)), cue(2, 2, 'Yes.'), cue(10, 9, 'x'.repeat(100))]);
    expect(cues.map(({ end }) => end)).toEqual([2, 2.8, 16.5]);
    expect(warnings).toEqual(['2 captions end at or before the start; the end was guessed from the words.']);
  });

  it('leaves out captions whose start is missing or impossible and says so', () => {
    const { cues, warnings } = repairTimes([cue(null, 1), cue(NaN, 2), cue(-3, 2), cue(Infinity, 2), cue(1, 2)]);
    expect(cues).toEqual([cue(1, 2)]);
    expect(warnings).toEqual(['4 captions have no usable time and were left out.']);
  });

  it('keeps all captions, without times, when none has a usable one', () => {
    expect(repairTimes([cue(null, 1, 'a'), cue(-1, 2, 'b')])).toEqual({ cues: [cue(null, null, 'a'), cue(null, null, 'b')], warnings: [] });
  });

  it('lets captions that start at once share the time by their letters', () => {
    expect(timesOf(cue(2, 6, 'abc'), cue(2, 8, 'd'), cue(6, 7, 'e'))).toEqual([
      [2, 5],
      [5, 6],
      [6, 7],
    ]);
  });
});
