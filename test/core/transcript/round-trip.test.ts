import { describe, expect, it } from 'vitest';
import { parseFile, randomFrom } from './build.ts';

interface Line {
  readonly startMs: number;
  readonly endMs: number;
  readonly text: string;
}

const WORDS = 'we Went home, naïve 世界 😀 "yes" 5 < 6 & more it\'s well-known ♪ [Music] >> - a@b.c 100% 3:15'.split(' ');

function randomLines(seed: number): Line[] {
  const random = randomFrom(seed);
  let time = Math.floor(random() * 5000);
  return Array.from({ length: 1 + Math.floor(random() * 30) }, (_, index) => {
    const startMs = time;
    const endMs = startMs + 500 + Math.floor(random() * 4_000_000 * (random() < 0.05 ? 1 : 0.001));
    time = endMs + (random() < 0.5 ? 0 : Math.floor(random() * 3000));
    const tokens = Array.from({ length: 1 + Math.floor(random() * 8) }, () => WORDS[Math.floor(random() * WORDS.length)] ?? '');
    // The number keeps lines apart from each other, so that none is taken for a repeat.
    return {
      startMs,
      endMs,
      text: `w${index} ${tokens.map((token, at) => token + (at % 5 === 4 ? '\n' : ' ')).join('')}`.trim().replaceAll(/ ?\n ?/gu, '\n'),
    };
  });
}

const pad = (value: number, width: number): string => String(value).padStart(width, '0');
const clock = (ms: number, point: string): string =>
  `${pad(Math.floor(ms / 3_600_000), 2)}:${pad(Math.floor(ms / 60_000) % 60, 2)}:${pad(Math.floor(ms / 1000) % 60, 2)}${point}${pad(ms % 1000, 3)}`;
const escapeXml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const withBreaks = (text: string): string => escapeXml(text).replaceAll('\n', '<br/>');

const WRITERS: Readonly<Record<string, (lines: readonly Line[]) => string>> = {
  'a.srt': (lines) =>
    lines
      .map(
        ({ startMs, endMs, text }, index) =>
          `${index + 1}\r\n${clock(startMs, ',')} --> ${clock(endMs, ',')}\r\n${text.replaceAll('\n', '\r\n')}\r\n\r\n`,
      )
      .join(''),
  'a.vtt': (lines) =>
    `WEBVTT\n\n${lines.map(({ startMs, endMs, text }) => `${clock(startMs, '.')} --> ${clock(endMs, '.')}\n${escapeXml(text)}\n\n`).join('')}`,
  'a.sbv': (lines) => lines.map(({ startMs, endMs, text }) => `${clock(startMs, '.')},${clock(endMs, '.')}\n${text}\n\n`).join(''),
  'a.ttml': (lines) =>
    `<tt xmlns="http://www.w3.org/ns/ttml"><body><div>${lines.map(({ startMs, endMs, text }) => `<p begin="${clock(startMs, '.')}" end="${clock(endMs, '.')}">${withBreaks(text)}</p>`).join('\n')}</div></body></tt>`,
  'a.json3': (lines) =>
    JSON.stringify({
      events: lines.map(({ startMs, endMs, text }) => ({ tStartMs: startMs, dDurationMs: endMs - startMs, segs: [{ utf8: text }] })),
    }),
  'a.srv3': (lines) =>
    `<timedtext format="3"><body>${lines.map(({ startMs, endMs, text }) => `<p t="${startMs}" d="${endMs - startMs}">${escapeXml(text)}</p>`).join('\n')}</body></timedtext>`,
  'a.xml': (lines) =>
    `<transcript>${lines.map(({ startMs, endMs, text }) => `<text start="${startMs / 1000}" dur="${(endMs - startMs) / 1000}">${escapeXml(escapeXml(text))}</text>`).join('')}</transcript>`,
  'a.csv': (lines) =>
    `start_time,end_time,text\n${lines.map(({ startMs, endMs, text }) => `${startMs / 1000},${clock(endMs, '.')},"${text.replaceAll('"', '""')}"\n`).join('')}`,
};

describe.each(Object.entries(WRITERS))('captions written as %s', (name, write) => {
  it('come back with the same words and times', async () => {
    for (let seed = 1; seed <= 150; seed += 1) {
      const lines = randomLines(seed);
      const { cues, warnings } = await parseFile(name, write(lines));
      expect(
        cues.map(({ start, end, text }) => ({ startMs: Math.round((start ?? NaN) * 1000), endMs: Math.round((end ?? NaN) * 1000), text })),
        `seed ${seed}`,
      ).toEqual(lines);
      expect(warnings, `seed ${seed}`).toEqual([]);
    }
  });
});
