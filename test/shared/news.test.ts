import { describe, expect, it } from 'vitest';
import { describeNews } from '../../shared/news.ts';

describe('the words of the news', () => {
  it('say of a promotion what became of it, and why: the rule’s sentence or the person’s words', () => {
    const promoted = { kind: 'model_promoted', dynamic: '3', baseline: '21' } as const;
    const byHand = describeNews({ ...promoted, reason: 'better on our videos', isByRule: false });
    expect(byHand).toMatchObject({ title: 'Dynamic v3 was promoted', screen: 'history' });
    expect(byHand.body).toMatch(/baseline v21 .* Reason: better on our videos$/u);
    expect(describeNews({ ...promoted, reason: 'By itself: its F1 is 0.9.', isByRule: true }).body).toMatch(
      /\. By itself: its F1 is 0\.9\.$/u,
    );
    expect(describeNews({ ...promoted, reason: '', isByRule: false }).body).not.toContain('Reason');
  });

  it('tell a model that waits for its upload from one that waits for its promotion', () => {
    const waiting = { kind: 'upload_waiting', version: 'local-1a2b3c4d', sha256: 'a' } as const;
    expect(describeNews({ ...waiting, waitsFor: 'upload' })).toMatchObject({
      title: expect.stringContaining('uploaded'),
      body: expect.stringContaining('local-1a2b3c4d'),
    });
    expect(describeNews({ ...waiting, version: '4', waitsFor: 'promotion' })).toMatchObject({
      title: expect.stringContaining('promoted'),
      body: expect.stringContaining('v4'),
    });
  });
});
