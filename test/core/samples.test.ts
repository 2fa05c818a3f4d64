import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createSamples } from '../../electron/core/samples.ts';
import { toSegments } from '../../electron/core/transcript/to-segments.ts';
import { readTranscriptFile } from '../../electron/core/transcript/read-transcript.ts';

const samples = createSamples(fileURLToPath(new URL('../../models/samples', import.meta.url)));

describe('the samples', () => {
  it('are a few, each with a title and a word about it, and no path', async () => {
    const list = await samples.list();
    expect(list.length).toBeGreaterThanOrEqual(2);
    for (const sample of list) {
      expect(Object.keys(sample).toSorted()).toEqual(['about', 'id', 'title']);
      expect(sample.title.length * sample.about.length).toBeGreaterThan(0);
    }
    expect(new Set(list.map(({ id }) => id)).size).toBe(list.length);
  });

  it('can all be read, and have words in them', async () => {
    for (const { id, title } of await samples.list()) {
      const found = await samples.find(id);
      expect(found.title).toBe(title);
      const segments = toSegments(await readTranscriptFile(found.path));
      expect(segments.filter(({ speech }) => speech).length).toBeGreaterThan(5);
    }
  });

  it.each(['nowhere', '../model_config.json', ''])('refuse an id they do not have: %j', async (id) => {
    await expect(samples.find(id)).rejects.toMatchObject({ code: 'input_not_found' });
  });
});
