/** Labelled sentences for the end-to-end tests, each another and every word pair of them rare, so that few are near copies. */

const FELT = [
  ['made me so happy and grateful', 'happiness', 'gratitude'],
  ['made me furious and loud', 'anger', 'anger'],
  ['broke my heart and I cried for hours', 'sadness', 'grief'],
  ['scared me to death', 'fear', 'fear'],
  ['opens at nine in the morning', 'neutral', 'neutral'],
  ['was a complete surprise to me', 'surprise', 'surprise'],
  ['was revolting and I felt sick', 'disgust', 'disgust'],
] as const;
const SYLLABLES = ['ba', 'ke', 'li', 'mo', 'nu', 'ra', 'se', 'ti', 'vo', 'zu'] as const;

/** A CSV with a header; at most 100,000 rows differ. */
export function makeLabelledCsv(count: number): string {
  const lines = Array.from({ length: count }, (_, row) => {
    const [felt, emotion, subEmotion] = FELT[row % FELT.length] ?? FELT[0];
    return `The ${nameOf(row)} of ${nameOf(row + 371)} ${felt},${emotion},${subEmotion},moderate`;
  });
  return `text,emotion,sub_emotion,intensity\n${lines.join('\n')}\n`;
}

function nameOf(row: number): string {
  const syllable = (digit: number): string => SYLLABLES[digit % SYLLABLES.length] ?? '';
  const name = syllable(row) + syllable(Math.floor(row / 10)) + syllable(Math.floor(row / 100)) + syllable(Math.floor(row / 1000));
  return row < 10_000 ? name : name + syllable(Math.floor(row / 10_000));
}
