/** Reads the hand-made sentences of this folder: captions as a program gets them, and the sentences a person cut. */

import { readdir, readFile } from 'node:fs/promises';
import type { Transcript } from '../../../../shared/transcript.ts';
import { parseFile } from '../build.ts';
import { speak, toJson3, toPlainSrt, toRollingVtt, toSrt } from './lay-out-captions.ts';

export type GoldPart = 'dev' | 'held-out';

export interface Gold {
  /** The part and file, for messages. */
  readonly name: string;
  /** The row of the table. */
  readonly kind: string;
  readonly transcript: Transcript;
  readonly sentences: readonly string[];
}

interface Token {
  readonly text: string;
  readonly pauseMs: number;
}

const FORMS = ['json3', 'rolling-vtt', 'plain-srt', 'srt', 'srt-seconds'] as const;
type Form = (typeof FORMS)[number];

const MARK = /^[|~](\d*)$/u;

/** All talks of a part, in the order of their names. */
export async function readGold(part: GoldPart): Promise<Gold[]> {
  const folder = new URL(`${part}/`, import.meta.url);
  const names = (await readdir(folder)).toSorted();
  return Promise.all(names.map(async (name) => parseGold(`${part}/${name}`, await readFile(new URL(name, folder), 'utf8'))));
}

/** Parses a talk as README.md describes it. */
export async function parseGold(name: string, text: string): Promise<Gold> {
  const [head = '', ...rest] = text.split('\n\n');
  const body = rest.join('\n\n');
  const fields = new Map(head.split('\n').map((line) => line.split(': ', 2) as [string, string]));
  const form = FORMS.find((known) => known === fields.get('form'));
  if (form === undefined) throw new Error(`${name} has no form that is known.`);
  const { fileName, captions } = layOut(form, body, Number(fields.get('rate') ?? '1'));
  return {
    name,
    kind: fields.get('kind') ?? name,
    transcript: await parseFile(fileName, captions),
    sentences: body
      .split(/(?<=^|\s)\|\d*(?=\s|$)/u)
      .map((sentence) =>
        wordsOf(sentence)
          .map((token) => token.text)
          .join(' '),
      )
      .filter((sentence) => sentence !== ''),
  };
}

function layOut(form: Form, body: string, rate: number): { readonly fileName: string; readonly captions: string } {
  switch (form) {
    case 'json3':
      return { fileName: 'talk.json3', captions: toJson3(speak(wordsOf(body), rate)) };
    case 'rolling-vtt':
      return { fileName: 'talk.vtt', captions: toRollingVtt(speak(wordsOf(body), rate)) };
    case 'plain-srt':
      return { fileName: 'talk.srt', captions: toPlainSrt(speak(wordsOf(body), rate)) };
    case 'srt':
    case 'srt-seconds':
      return { fileName: 'talk.srt', captions: toSrt(body.trim().split('\n').map(toCue), form === 'srt-seconds') };
  }
}

/** The words with the pauses in front of them; marks and line breaks are none. */
function wordsOf(body: string): Token[] {
  const words: Token[] = [];
  let pauseMs = 0;
  for (const text of body.split(/\s+/u).filter(Boolean)) {
    const mark = MARK.exec(text);
    if (mark) pauseMs += Number(mark[1]);
    else if (text !== '/') {
      words.push({ text, pauseMs });
      pauseMs = 0;
    }
  }
  return words;
}

function toCue(line: string): Token {
  const tokens = line.split(' ').filter((token) => token !== '' && token !== '|');
  const pause = MARK.exec(tokens[0] ?? '');
  const text = tokens
    .slice(pause ? 1 : 0)
    .join(' ')
    .replaceAll(' / ', '\n');
  return { text, pauseMs: Number(pause?.[1] ?? 0) };
}
