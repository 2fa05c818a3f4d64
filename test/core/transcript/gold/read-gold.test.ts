import { describe, expect, it } from 'vitest';
import { parseGold, readGold } from './read-gold.ts';
import { placesBetween } from './score-boundaries.ts';

const TALK = 'we ran |500 nobody saw us ~200 at least I think so |1200 then it rained';
const parse = (form: string, body: string) => parseGold('a talk', `kind: test\nform: ${form}\n\n${body}\n`);

describe('a talk marked by hand', () => {
  it.each(['json3', 'rolling-vtt', 'plain-srt'])(
    'becomes captions as %s, each word once, and the sentences between the marks',
    async (form) => {
      const { transcript, sentences } = await parse(form, TALK);
      expect(sentences).toEqual(['we ran', 'nobody saw us at least I think so', 'then it rained']);
      expect(transcript.cues.map(({ text }) => text).join(' ')).toBe(sentences.join(' '));
      expect(transcript.cues.length).toBeGreaterThan(1);
      expect(transcript.warnings).toEqual([]);
    },
  );

  it('has its pauses in the times of the words', async () => {
    for (const form of ['json3', 'rolling-vtt']) {
      const { transcript } = await parse(form, TALK);
      const words = transcript.cues.flatMap((cue) => cue.words ?? []);
      const gaps = words.map(({ start }, index) => (words[index + 1]?.start ?? start) - start);
      expect(gaps[1], form).toBeGreaterThan(0.5);
      expect(gaps[9], form).toBeGreaterThan(1.2);
      expect(Math.max(...gaps.slice(5, 9)), form).toBeLessThan(0.5);
    }
  });

  it('keeps the captions and lines of a person, and their pauses', async () => {
    const { transcript, sentences } = await parse('srt', 'He went / home. | She\n~2000 did not. |');
    expect(sentences).toEqual(['He went home.', 'She did not.']);
    expect(transcript.cues.map(({ text }) => text)).toEqual(['He went\nhome. She', 'did not.']);
    expect((transcript.cues[1]?.start ?? 0) - (transcript.cues[0]?.end ?? 0)).toBeCloseTo(2, 1);
  });

  it('is refused in an unknown form', async () => {
    await expect(parse('ass', TALK)).rejects.toThrow('no form');
  });

  it('stands in both parts in all kinds, with at least 240 boundaries', async () => {
    const [dev, heldOut] = await Promise.all([readGold('dev'), readGold('held-out')]);
    const kindsOf = (talks: typeof dev): string[] => [...new Set(talks.map(({ kind }) => kind))].toSorted();
    expect(kindsOf(dev)).toEqual(kindsOf(heldOut));
    const total = [...dev, ...heldOut].reduce((sum, { sentences }) => sum + placesBetween(sentences).size, 0);
    expect(total).toBeGreaterThanOrEqual(240);
  });
});
