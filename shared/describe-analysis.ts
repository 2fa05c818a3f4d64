/** Says in a few sentences what an analysis shows, each tied to a moment. Every word is computed from the numbers; nothing is generated. */

import type { AnalyzedSegment } from './analysis.ts';
import { UNCERTAIN_BELOW } from './emotion-marks.ts';
import { formatClock } from './format-time.ts';
import type { Emotion, Intensity } from './labels.ts';
import { createWeigher, summarize } from './summarize.ts';

/** A sentence, and the segment it is about; null where it is about the whole. */
export interface DescribedSentence {
  readonly text: string;
  /** Index of the segment to jump to. */
  readonly index: number | null;
}

/** Under this many sentences of speech the shares say nothing that reading them would not. */
const MIN_SPOKEN = 4;
/** Two shares closer than this are called equal: the model's own error is larger. */
const CLOSE_SHARE = 0.05;
/** An emotion other than neutral must have this share of a part to colour it. */
const COLOUR_SHARE = 0.3;
/** A run shorter than this is no stretch. */
const MIN_RUN = 3;
/** From this share on, uncertain labels are worth a warning. */
const MANY_UNCERTAIN = 0.3;
const INTENSITY_RANK: Readonly<Record<Intensity, number>> = { mild: 1, moderate: 2, strong: 3 };
const QUOTE_CHARACTERS = 90;
/** A part for the arc: the beginning, the middle, the end. */
const PARTS = 3;

interface Spoken {
  readonly index: number;
  readonly segment: AnalyzedSegment & { readonly emotion: Emotion };
  /** Seconds, or words where the source has no times. */
  readonly weight: number;
}
interface Share {
  readonly emotion: Emotion;
  readonly share: number;
}

/** At most five sentences: what dominates, how it changes, the strongest moment, the longest stretch, how certain it is. Empty without speech. */
export function describeAnalysis(segments: readonly AnalyzedSegment[]): readonly DescribedSentence[] {
  const { weigh, isTimed } = createWeigher(segments.filter((segment) => segment.emotion !== null));
  const spoken = segments.flatMap((segment, index): Spoken[] =>
    segment.emotion === null ? [] : [{ index, segment: { ...segment, emotion: segment.emotion }, weight: weigh(segment) }],
  );
  if (spoken.length === 0) return [];
  const run = findLongestRun(spoken);
  const sentences = [
    spoken.length < MIN_SPOKEN ? tellFew(spoken) : tellDominant(spoken, isTimed),
    ...(spoken.length < MIN_SPOKEN * PARTS ? [] : [tellArc(spoken)]),
    tellPeak(spoken),
    run ? tellRun(run) : null,
    tellUncertain(spoken),
  ];
  return sentences.filter((sentence) => sentence !== null);
}

/** The largest first; only emotions that occur. */
function sharesOf(spoken: readonly Spoken[]): Share[] {
  const { emotion: shares } = summarize(spoken.map(({ segment }) => segment));
  return Object.entries(shares).map(([emotion, share]) => ({ emotion: emotion as Emotion, share }));
}

function tellFew(spoken: readonly Spoken[]): DescribedSentence {
  const names = [...new Set(spoken.map(({ segment }) => segment.emotion))];
  const count = spoken.length === 1 ? 'One sentence' : `${spoken.length} sentences`;
  return { text: `${count} of speech: ${joinWords(names)}.`, index: spoken[0]?.index ?? null };
}

function tellDominant(spoken: readonly Spoken[], isTimed: boolean): DescribedSentence {
  const [first, second] = sharesOf(spoken) as [Share, Share | undefined];
  const of = isTimed ? 'the speaking time' : 'the words';
  const index = spoken.find(({ segment }) => segment.emotion === first.emotion)?.index ?? null;
  if (!second) return { text: `All of ${of} is ${first.emotion}.`, index };
  if (first.share - second.share < CLOSE_SHARE) {
    return {
      text: `${capital(first.emotion)} and ${second.emotion} are about even, with ${percent(first.share)} and ${percent(second.share)} of ${of}.`,
      index,
    };
  }
  const verb = first.share > 0.5 ? 'dominates' : 'comes first';
  return {
    text: `${capital(first.emotion)} ${verb} with ${percent(first.share)} of ${of}, then ${second.emotion} with ${percent(second.share)}.`,
    index,
  };
}

/** The colour of the beginning, the middle and the end: the strongest emotion besides neutral, if it has a fair share. */
function tellArc(spoken: readonly Spoken[]): DescribedSentence {
  const parts = cutByWeight(spoken);
  const colours = parts.map((part): Emotion => {
    const coloured = sharesOf(part).find(({ emotion, share }) => emotion !== 'neutral' && share >= COLOUR_SHARE);
    return coloured?.emotion ?? 'neutral';
  });
  const [start, middle, end] = colours as [Emotion, Emotion, Emotion];
  const at = (part: number): string => placeOf((parts[part] as Spoken[])[0] as Spoken);
  const turn = (part: number): number => (parts[part] as Spoken[])[0]?.index ?? 0;
  if (start === middle && middle === end) {
    return {
      text: `The mood hardly changes: ${start === 'neutral' ? 'mostly neutral' : start} from beginning to end.`,
      index: spoken[0]?.index ?? null,
    };
  }
  if (start === middle) return { text: `It stays with ${start} until about ${at(2)} and ends with ${end}.`, index: turn(2) };
  if (middle === end) return { text: `It begins with ${start} and turns to ${end} from about ${at(1)} on.`, index: turn(1) };
  if (start === end)
    return { text: `It begins and ends with ${start}, with ${middle} in between, from about ${at(1)} to ${at(2)}.`, index: turn(1) };
  return { text: `It begins with ${start}, turns to ${middle} around ${at(1)} and ends with ${end}.`, index: turn(1) };
}

/** Three parts of about equal weight, none of them empty. */
function cutByWeight(spoken: readonly Spoken[]): Spoken[][] {
  const total = spoken.reduce((sum, { weight }) => sum + weight, 0);
  const parts: Spoken[][] = Array.from({ length: PARTS }, () => []);
  let sum = 0;
  for (const one of spoken) {
    const part = total > 0 ? Math.min(PARTS - 1, Math.floor(((sum + one.weight / 2) / total) * PARTS)) : 0;
    (parts[part] as Spoken[]).push(one);
    sum += one.weight;
  }
  return parts.every((part) => part.length > 0) ? parts : cutByCount(spoken);
}

function cutByCount(spoken: readonly Spoken[]): Spoken[][] {
  const size = Math.ceil(spoken.length / PARTS);
  return Array.from({ length: PARTS }, (_, part) =>
    spoken.slice(Math.min(part * size, spoken.length - 1), (part + 1) * size || undefined),
  ).map((part) => [...part]);
}

function tellPeak(spoken: readonly Spoken[]): DescribedSentence | null {
  let best: { readonly spoken: Spoken; readonly rank: number } | null = null;
  for (const one of spoken) {
    const { emotion, intensity, emotion_score: score } = one.segment;
    // A person's own label has no score, and is certain.
    if (emotion === 'neutral' || intensity === null || (score !== null && score < UNCERTAIN_BELOW)) continue;
    const rank = INTENSITY_RANK[intensity] + (score ?? 1);
    if (!best || rank > best.rank) best = { spoken: one, rank };
  }
  if (!best) return null;
  const { segment, index } = best.spoken;
  return {
    text: `The strongest moment is ${segment.intensity} ${segment.emotion} at ${placeOf(best.spoken)}: “${shorten(segment.text)}”`,
    index,
  };
}

function findLongestRun(spoken: readonly Spoken[]): readonly Spoken[] | null {
  let best: readonly Spoken[] = [];
  let current: Spoken[] = [];
  for (const one of spoken) {
    if (current.at(-1)?.segment.emotion !== one.segment.emotion) current = [];
    current.push(one);
    const isLonger = current.length > best.length;
    if (isLonger && one.segment.emotion !== 'neutral') best = [...current];
  }
  return best.length >= MIN_RUN ? best : null;
}

function tellRun(run: readonly Spoken[]): DescribedSentence {
  const [first, last] = [run[0] as Spoken, run.at(-1) as Spoken];
  const end = last.segment.end_time;
  const range =
    end === null || first.segment.start_time === null ? `from ${placeOf(first)}` : `from ${placeOf(first)} to ${formatClock(end)}`;
  return { text: `The longest stretch of one feeling is ${first.segment.emotion}, ${run.length} sentences ${range}.`, index: first.index };
}

function tellUncertain(spoken: readonly Spoken[]): DescribedSentence | null {
  const uncertain = spoken.filter(({ segment }) => segment.emotion_score !== null && segment.emotion_score < UNCERTAIN_BELOW);
  const share = uncertain.length / spoken.length;
  if (share < MANY_UNCERTAIN) return null;
  return {
    text: `The model is unsure of ${uncertain.length} of ${spoken.length} sentences (${percent(share)}), so read the shares with care.`,
    index: uncertain[0]?.index ?? null,
  };
}

function placeOf({ segment, index }: Spoken): string {
  return segment.start_time === null ? `sentence ${index + 1}` : formatClock(segment.start_time);
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function joinWords(words: readonly string[]): string {
  return words.length <= 1 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

function shorten(text: string): string {
  const characters = [...text.replaceAll(/\s+/gu, ' ').trim()];
  return characters.length <= QUOTE_CHARACTERS
    ? characters.join('')
    : `${characters
        .slice(0, QUOTE_CHARACTERS - 1)
        .join('')
        .trimEnd()}…`;
}
