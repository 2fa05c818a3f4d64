/** The first tokens of a text without looking at all of it: a line of 20 MB costs as much as its first page. */

/** Characters looked at in one go; nearly every sentence is shorter, and 128 tokens of English are some 500 characters. */
const WINDOW = 4096;
/** How much more of a run without a space is looked at when a window did not give enough tokens. */
const GROWTH = 4;
/** No more is looked at of one run without a space. */
const LONGEST_RUN = 256 * 1024;

/** White space that separates words; \v, \f and U+FEFF, which are in \s, count as control characters and join what they part. */
const SPACE = /[\t\n\r\p{Zs}\p{Zl}\p{Zp}]/gu;
const NOT_SPACE = /[^\t\n\r\p{Zs}\p{Zl}\p{Zp}]/gu;

export interface SplittingRules {
  /** Characters a word may have before it becomes one unknown token. */
  readonly longestWord: number;
  /** Characters of the longest token that is found in the raw text, such as [CLS] or an emoji. */
  readonly longestAddedToken: number;
  /** No token ever spans white space, so that the parts of a text between spaces can be encoded one by one. */
  readonly isSplitAtSpaces: boolean;
}

/**
 * Gives the first `room` ids of a text, equal to those of `encodeAll` on the whole text.
 *
 * At white space a text can be cut: no token reaches over it. In a run without any, all tokens of a cut-off part are also
 * tokens of the whole but for the last ones: a last word cut short gives at most one token per character and, over `longestWord`
 * characters, a single unknown one; an added token cut short gives at most as many as it has characters. So all but the last
 * `longestWord + longestAddedToken` are certain. No fixed number of characters would do, since control characters and marks
 * give no token at all and a word without end only one. The one exception is a run without a space of over LONGEST_RUN
 * characters that gave too few tokens until there: the rest of that run, up to the next space, counts as nothing.
 */
export function createFirstTokens(
  encodeAll: (text: string) => readonly number[],
  rules: SplittingRules,
): (text: string, room: number) => readonly number[] {
  const margin = rules.longestWord + rules.longestAddedToken;

  /** The tokens of text[start, end), a run without a space: all of them, or at least `room`. */
  function encodeRun(text: string, start: number, end: number, room: number): readonly number[] {
    for (let size = WINDOW; ; size *= GROWTH) {
      const isLast = size >= end - start || size >= LONGEST_RUN;
      const ids = encodeAll(text.slice(start, betweenCharacters(text, Math.min(start + size, end))));
      if (isLast || ids.length >= room + margin) return ids;
    }
  }

  return (text, room) => {
    if (text.length <= WINDOW) return text === '' ? [] : encodeAll(text).slice(0, room);
    if (!rules.isSplitAtSpaces) return encodeAll(text.slice(0, betweenCharacters(text, LONGEST_RUN))).slice(0, room);
    const ids: number[] = [];
    let start = indexOfNext(NOT_SPACE, text, 0);
    while (start < text.length && ids.length < room) {
      const cut = lastSpaceBefore(text, start, start + WINDOW);
      const end = cut ?? indexOfNext(SPACE, text, start + WINDOW);
      const found = cut === undefined ? encodeRun(text, start, end, room - ids.length) : encodeAll(text.slice(start, end));
      ids.push(...found.slice(0, room - ids.length));
      start = indexOfNext(NOT_SPACE, text, end);
    }
    return ids;
  };
}

/** `end`, or one less where it would cut a surrogate pair in two. */
function betweenCharacters(text: string, end: number): number {
  const last = text.charCodeAt(end - 1);
  return end < text.length && last >= 0xd800 && last <= 0xdbff ? end - 1 : end;
}

/** Where the pattern, which is global, is found next; the text's end when nowhere. */
function indexOfNext(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  return pattern.exec(text)?.index ?? text.length;
}

/** The last white space in text[start, end) or the end of the text when that comes first; undefined when there is none. */
function lastSpaceBefore(text: string, start: number, end: number): number | undefined {
  if (end >= text.length) return text.length;
  for (let index = end - 1; index > start; index -= 1) {
    SPACE.lastIndex = 0;
    if (SPACE.test(text.charAt(index))) return index;
  }
  return undefined;
}
