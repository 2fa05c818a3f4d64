import { describe, expect, it } from 'vitest';
import type { AnalyzedSegment } from '../../shared/analysis.ts';
import { describeAnalysis } from '../../shared/describe-analysis.ts';
import type { Emotion } from '../../shared/labels.ts';
import { makeSegment } from '../helpers/analysis.ts';

/** Two seconds for each letter: n(eutral), h(appiness), s(adness), a(nger), f(ear), `.` for a sound. */
function make(
  pattern: string,
  change: (segment: AnalyzedSegment, index: number) => Partial<AnalyzedSegment> = () => ({}),
): AnalyzedSegment[] {
  const names: Readonly<Record<string, Emotion>> = { n: 'neutral', h: 'happiness', s: 'sadness', a: 'anger', f: 'fear' };
  return [...pattern].map((letter, index) => {
    const segment = makeSegment(index, `Sentence ${index}.`, names[letter] ?? null, 'neutral');
    return { ...segment, ...change(segment, index) };
  });
}

const textsOf = (segments: readonly AnalyzedSegment[]): string[] => describeAnalysis(segments).map(({ text }) => text);

describe('the description of an analysis', () => {
  it('says nothing where nothing is spoken', () => {
    expect(describeAnalysis(make('...'))).toEqual([]);
    expect(describeAnalysis([])).toEqual([]);
  });

  it('tells what dominates, how it changes, where the peak and the longest stretch are', () => {
    const segments = make('nnnnhhhhssssss', (_, index) => (index === 9 ? { intensity: 'strong', text: 'I miss her so much.' } : {}));
    expect(describeAnalysis(segments)).toEqual([
      { text: 'Sadness comes first with 43 % of the speaking time, then neutral with 29 %.', index: 8 },
      { text: 'It begins with neutral, turns to happiness around 0:10 and ends with sadness.', index: 5 },
      { text: 'The strongest moment is strong sadness at 0:18: “I miss her so much.”', index: 9 },
      { text: 'The longest stretch of one feeling is sadness, 6 sentences from 0:16 to 0:28.', index: 8 },
    ]);
  });

  it('calls shares even that are closer than the model is right', () => {
    expect(textsOf(make('nhnhnhnh'))[0]).toBe('Neutral and happiness are about even, with 50 % and 50 % of the speaking time.');
  });

  it.each([
    ['hhhhhhhhhhhh', 'The mood hardly changes: happiness from beginning to end.'],
    ['nnnnnnnnnnnn', 'The mood hardly changes: mostly neutral from beginning to end.'],
    ['hhhhhhhhssss', 'It stays with happiness until about 0:16 and ends with sadness.'],
    ['nnnnssssssss', 'It begins with neutral and turns to sadness from about 0:08 on.'],
    ['hhhhaaaahhhh', 'It begins and ends with happiness, with anger in between, from about 0:08 to 0:16.'],
  ])('tells the course of %s', (pattern, sentence) => {
    expect(textsOf(make(pattern))[1]).toBe(sentence);
  });

  it('warns when a third of the labels or more are uncertain, and takes no uncertain one for the peak', () => {
    const texts = textsOf(make('haahh', (segment) => (segment.emotion === 'anger' ? { emotion_score: 0.3, intensity: 'strong' } : {})));
    expect(texts.at(-1)).toBe('The model is unsure of 2 of 5 sentences (40 %), so read the shares with care.');
    expect(texts.find((text) => text.startsWith('The strongest'))).toContain('mild happiness');
  });

  it('names sentences instead of times where there are none', () => {
    const segments = make('nnnnhhhhssss', () => ({ start_time: null, end_time: null }));
    const texts = textsOf(segments);
    expect(texts[0]).toContain('of the words');
    expect(texts.join(' ')).not.toMatch(/\d:\d\d/u);
    expect(texts).toContain('The longest stretch of one feeling is happiness, 4 sentences from sentence 5.');
  });

  it('only names the labels of very few sentences, and of a person’s own ones the score is not asked', () => {
    const segments = make('hsh', (segment) => (segment.emotion === 'sadness' ? { emotion_score: null, intensity: 'strong' } : {}));
    expect(textsOf(segments)).toEqual([
      '3 sentences of speech: happiness and sadness.',
      'The strongest moment is strong sadness at 0:02: “Sentence 1.”',
    ]);
  });

  it('has at most five sentences, each of which points at a spoken segment', () => {
    const segments = make('n.nnhhh.aaafffsssnnhh'.repeat(20), (_, index) =>
      index % 2 ? { emotion_score: 0.4 } : { intensity: 'moderate' },
    );
    const sentences = describeAnalysis(segments);
    expect(sentences).toHaveLength(5);
    for (const { index } of sentences) expect(segments[index ?? -1]?.emotion ?? null).not.toBeNull();
  });

  it('keeps a segment of endless length from hiding the others', () => {
    const segments = make('hhhhhhhhhhhhs', (_, index) => (index === 12 ? { end_time: 100_000 } : {}));
    expect(textsOf(segments)[1]).toMatch(/^It /u);
  });
});
