/** How well transcripts are cut into sentences, on the hand-made ones: ours, one segment per cue, and sentence-splitter. */

import { split } from 'sentence-splitter';
import { toSegments } from '../../electron/core/transcript/to-segments.ts';
import type { Transcript } from '../../shared/transcript.ts';
import type { Gold, GoldPart } from '../core/transcript/gold/read-gold.ts';
import { readGold } from '../core/transcript/gold/read-gold.ts';
import type { Score } from '../core/transcript/gold/score-boundaries.ts';
import { addScores, scoreBoundaries, toShares } from '../core/transcript/gold/score-boundaries.ts';

const SEGMENTERS: Readonly<Record<string, (transcript: Transcript) => readonly string[]>> = {
  ours: (transcript) => toSegments(transcript).map(({ text }) => text),
  'one per cue': (transcript) => transcript.cues.map(({ text }) => text),
  // Rolling repeats are out of the cues already: it gets the best text there is.
  'sentence-splitter': (transcript) =>
    split(transcript.cues.map(({ text }) => text.replaceAll('\n', ' ')).join(' '))
      .filter((node) => node.type === 'Sentence')
      .map((node) => node.raw),
};
const NAME_WIDTH = 40;
const COLUMN_WIDTH = 24;

/** Prints a table for each part of the hand-made sentences: precision, recall and F1 of the boundaries, by kind. */
export async function benchSegmentation(): Promise<void> {
  for (const part of ['dev', 'held-out'] as const) printPart(part, await readGold(part));
}

function printPart(part: GoldPart, talks: readonly Gold[]): void {
  const names = Object.keys(SEGMENTERS);
  console.log(`\nsentence boundaries, ${part}: precision / recall / F1 in %`);
  console.log(`${'kind (boundaries)'.padEnd(NAME_WIDTH)}${names.map((name) => name.padEnd(COLUMN_WIDTH)).join('')}`);
  const kinds = [...new Set(talks.map(({ kind }) => kind))];
  for (const kind of kinds)
    printRow(
      kind,
      talks.filter((talk) => talk.kind === kind),
    );
  printRow('all', talks);
}

function printRow(title: string, talks: readonly Gold[]): void {
  const scores = Object.values(SEGMENTERS).map((segment) =>
    addScores(talks.map(({ transcript, sentences }) => scoreBoundaries(sentences, segment(transcript)))),
  );
  console.log(
    `${`${title} (${scores[0]?.expected})`.padEnd(NAME_WIDTH)}${scores.map((score) => toText(score).padEnd(COLUMN_WIDTH)).join('')}`,
  );
}

/** Without any cut there is no precision to speak of. */
function toText(score: Score): string {
  const { precision, recall, f1 } = toShares(score);
  return [score.found === 0 ? null : precision, recall, f1].map((share) => (share === null ? '–' : (share * 100).toFixed(1))).join(' / ');
}
