import { describe, expect, it } from 'vitest';
import { parseFile } from './build.ts';

const ttml = (body: string, attributes = ''): string =>
  `<?xml version="1.0" encoding="utf-8"?>\n<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttp="http://www.w3.org/ns/ttml#parameter" ${attributes}>\n<head><metadata><title>Not to be read</title></metadata></head>\n<body>${body}</body></tt>`;

async function times(body: string, attributes?: string): Promise<(readonly [number | null, number | null])[]> {
  return (await parseFile('a.ttml', ttml(body, attributes))).cues.map(({ start, end }) => [start, end]);
}

describe('TTML', () => {
  it.each([
    ['00:01:02.500', 62.5],
    ['01:00:00', 3600],
    ['12.5s', 12.5],
    ['1500ms', 1.5],
    ['2m', 120],
    ['1h', 3600],
    ['00:00:10:15', 10.6],
    ['50f', 2],
    ['250t', 2.5],
    ['19.764', 19.764],
  ])('reads the time %s', async (begin, seconds) => {
    const [first] = await times(`<div><p begin="${begin}" dur="1s">Hello.</p></div>`, 'ttp:frameRate="25" ttp:tickRate="100"');
    expect(first).toEqual([seconds, seconds + 1]);
  });

  it('counts 30 frames a second by default, and applies the multiplier', async () => {
    expect(await times('<p begin="00:00:01:15" end="2s">Hello.</p>')).toEqual([[1.5, 2]]);
    const [[start] = [0]] = await times('<p begin="30f" end="9s">Hello.</p>', 'ttp:frameRate="30" ttp:frameRateMultiplier="1000 1001"');
    expect(start).toBeCloseTo(1.001, 6);
  });

  it('reads line breaks, nested spans and white space as a player would', async () => {
    const body = `<div><p begin="1s" end="2s">
        <span>Here <span style="i">and</span></span>
        there,<br/>&amp;amp; back &#233; <metadata>x</metadata></p></div>`;
    expect((await parseFile('a.ttml', ttml(body))).cues).toEqual([{ start: 1, end: 2, text: 'Here and there,\n& back é' }]);
  });

  it('takes the times of a division for paragraphs without their own', async () => {
    expect(await times('<div begin="10s" end="12s"><p>Hello.</p></div>')).toEqual([[10, 12]]);
  });

  it('counts from the start of the division where its paragraphs begin before it, as the standard says', async () => {
    const body = '<div begin="10s" end="30s"><p begin="1s" end="3s">One.</p><p begin="12s" dur="2s">Two.</p></div>';
    expect(await times(body)).toEqual([
      [11, 13],
      [22, 24],
    ]);
  });

  it('counts from the start of the media where no paragraph begins before its division', async () => {
    const body = '<div begin="10s" end="30s"><p begin="10s" end="13s">One.</p><p begin="22s" dur="2s">Two.</p></div>';
    expect(await times(body)).toEqual([
      [10, 13],
      [22, 24],
    ]);
  });

  it('takes the times of the spans for a paragraph without its own', async () => {
    expect(await times('<p><span begin="4s" end="5s">One</span> <span begin="5s" end="7s">two</span></p>')).toEqual([[4, 7]]);
  });

  it('gives a cue without an end the time until the next one', async () => {
    expect(await times('<p begin="1s">One.</p><p begin="3s" end="4s">Two.</p>').then(([first]) => first)).toEqual([
      1,
      expect.closeTo(1.8, 5),
    ]);
    expect(await times('<p begin="1s">A longer sentence than fits.</p><p begin="2s" end="4s">Two.</p>').then(([first]) => first)).toEqual([
      1, 2,
    ]);
  });
});

describe('srv3', () => {
  it('reads milliseconds, words with their offsets, and paragraphs without a duration', async () => {
    const text = `<?xml version="1.0" encoding="utf-8" ?><timedtext format="3">
<head><ws id="0"/></head>
<body><w t="0" id="1"/>
<p t="1000" d="2500" w="1"><s ac="0">we</s><s t="400"> walked</s><s t="1000"> home</s></p>
<p t="2200" w="1" a="1">
</p>
<p t="4000">It&#39;s late &amp;amp; dark</p>
</body></timedtext>`;
    expect((await parseFile('a.srv3', text)).cues).toEqual([
      {
        start: 1,
        end: 3.5,
        text: 'we walked home',
        words: [
          { start: 1, text: 'we' },
          { start: 1.4, text: 'walked' },
          { start: 2, text: 'home' },
        ],
      },
      { start: 4, end: expect.closeTo(5.04, 5), text: "It's late & dark" },
    ]);
  });

  it('reads its forerunner srv2', async () => {
    expect((await parseFile('a.xml', '<timedtext><text t="1500" d="1000">Hello.</text></timedtext>')).cues).toEqual([
      { start: 1.5, end: 2.5, text: 'Hello.' },
    ]);
  });
});

describe('classic timed text', () => {
  it('reads seconds and undoes double escapes', async () => {
    const text =
      '<?xml version="1.0" encoding="utf-8" ?><transcript><text start="0.5" dur="1.25">Don&amp;#39;t &amp;lt;i&amp;gt;run&amp;lt;/i&amp;gt;</text><text start="2" dur="1">&gt;&gt; Tom &amp;amp; I</text></transcript>';
    expect((await parseFile('timedtext', text)).cues).toEqual([
      { start: 0.5, end: 1.75, text: "Don't run" },
      { start: 2, end: 3, text: '>> Tom & I' },
    ]);
  });

  it('leaves out captions with impossible times and says so', async () => {
    const text =
      '<transcript><text start="-4" dur="1">A</text><text start="NaN" dur="1">B</text><text start="1e99">C</text><text start="2" dur="1">D</text></transcript>';
    const { cues, warnings } = await parseFile('a.xml', text);
    expect(cues).toEqual([{ start: 2, end: 3, text: 'D' }]);
    expect(warnings).toEqual(['3 captions have no usable time and were left out.']);
  });
});

describe('XML that is cut off', () => {
  it.each([
    ['a.ttml', ttml('<div><p begin="1s" end="2s">One.</p><p begin="2s" end="3s">Two.</p></div>')],
    ['a.srv3', '<timedtext format="3"><body><p t="1000" d="1000">One.</p><p t="2000" d="1000">Two.</p></body></timedtext>'],
    ['a.xml', '<transcript><text start="1" dur="1">One.</text><text start="2" dur="1">Two.</text></transcript>'],
  ])('gives the whole captions of %s, wherever the cut is, and says so', async (name, whole) => {
    expect((await parseFile(name, whole)).warnings).toEqual([]);
    for (let length = whole.indexOf('One.') + 12; length < whole.indexOf('Two.'); length += 1) {
      const { cues, warnings } = await parseFile(name, whole.slice(0, length));
      expect(cues, `cut at ${length}`).toEqual([{ start: 1, end: 2, text: 'One.' }]);
      expect(warnings).toEqual([`${name} ends in the middle; what is whole was read.`]);
    }
  });
});

describe('hostile XML', () => {
  it('expands no entities of the document', async () => {
    const entities = Array.from({ length: 12 }, (_, index) => `<!ENTITY e${index + 1} "${`&e${index};`.repeat(12)}">`).join('');
    const text = `<?xml version="1.0"?><!DOCTYPE tt [<!ENTITY e0 "ha">${entities}]><tt><body><p begin="1s" end="2s">before &e12; after</p></body></tt>`;
    expect((await parseFile('a.ttml', text)).cues).toEqual([{ start: 1, end: 2, text: 'before &e12; after' }]);
  });

  it('fetches no external entities', async () => {
    const text =
      '<?xml version="1.0"?><!DOCTYPE tt [<!ENTITY secret SYSTEM "file:///etc/passwd">]><tt><body><p begin="1s" end="2s">x &secret;</p></body></tt>';
    expect((await parseFile('a.ttml', text)).cues[0]?.text).toBe('x &secret;');
  });

  it('refuses what nests too deeply', async () => {
    await expect(parseFile('a.ttml', `<tt><body>${'<div>'.repeat(500_000)}<p begin="1s">a</p>`)).rejects.toMatchObject({
      code: 'input_malformed',
    });
  });
});
