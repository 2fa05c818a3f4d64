/** Sentences as people say them in videos, made from patterns: the same ones every time, with the spread of lengths of real transcripts. */

const OPENERS = [
  '',
  '',
  '',
  'Okay, so ',
  'And then ',
  'You know what, ',
  'I mean, ',
  'Honestly, ',
  'But ',
  'So basically ',
  'Look, ',
  'To be fair, ',
];
const CLAUSES = [
  'I love this so much',
  'that was the worst meal I have ever had',
  'we drove for six hours in the rain',
  'nobody told me that the shop was closed',
  'my little brother started laughing and could not stop',
  'thank you all for watching',
  'I was shaking when they called my name',
  'this thing costs more than my car',
  'she never said goodbye',
  'it turns out the answer was on the first page',
  'they promised to fix it by Monday',
  'I can’t believe how good that sounds',
  'the second half is a complete mess',
  'he looked at me like I had stolen something',
  'you just add two eggs and a cup of flour',
  'I am proud of what we built here',
  'it smells like something died in there',
  'what if none of this works',
  'we had no idea that they were recording',
  'the kids were asleep on the back seat',
];
const JOINS = [', and ', ' because ', ', but ', ' when ', ' even though ', ', so '];
const TAILS = [' at 5 p.m.', ' in the end', ' for about 20 minutes', ', right?', ' again', ' to be honest', ' on a Tuesday', ' 😂', ''];
const SHORT = [
  'Wow.',
  'No way!',
  'Thank you.',
  'What?',
  'Yeah, exactly.',
  'Oh my god!',
  'I don’t know.',
  'Okay.',
  'That hurts.',
  'Why not?',
];

/** `count` sentences, 1 to some 60 words, half of them with at most 14; no two runs differ. */
export function makeSentences(count: number, seed = 1): string[] {
  const random = createRandom(seed);
  const pick = (list: readonly string[]): string => list[Math.floor(random() * list.length)] ?? '';
  return Array.from({ length: count }, () => {
    const kind = random();
    if (kind < 0.15) return pick(SHORT);
    // Most sentences have one or two clauses, few have up to six.
    const clauses = 1 + Math.floor(Math.min(5, -Math.log(1 - random()) * 1.1));
    let sentence = pick(OPENERS) + pick(CLAUSES);
    for (let clause = 1; clause < clauses; clause += 1) sentence += pick(JOINS) + pick(CLAUSES);
    sentence += pick(TAILS);
    return sentence.charAt(0).toUpperCase() + sentence.slice(1) + (/[.?!😂]$/u.test(sentence) ? '' : '.');
  });
}

/** The same as a subtitle file (SRT): one caption of three seconds every four. */
export function makeCaptions(count: number, seed = 1): string {
  const time = (second: number): string =>
    `${[Math.floor(second / 3600), Math.floor(second / 60) % 60, second % 60].map((part) => String(part).padStart(2, '0')).join(':')},000`;
  return makeSentences(count, seed)
    .map((text, index) => `${index + 1}\n${time(index * 4)} --> ${time(index * 4 + 3)}\n${text}\n`)
    .join('\n');
}

/** Numbers in 0…1 that depend on the seed only (mulberry32, public domain). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
