/** What English words tell about where sentences end, for speech without marks. */

/**
 * Log-odds, by judgement: how much likelier (above 0) or unlikelier a sentence ends there than at any other place. A lone word of a
 * table beats its groups by standing in an earlier one.
 */
type Table = ReadonlyMap<string, number>;

function toTable(groups: readonly (readonly [weight: number, words: string])[]): Table {
  const table = new Map<string, number>();
  for (const [weight, words] of groups) for (const word of words.split(' ')) if (!table.has(word)) table.set(word, weight);
  return table;
}

/** The word in front: those that need another word behind them, and those that often are the last. */
const LAST: Table = toTable([
  // Articles, possessives, subjects, conjunctions: they can't be the end.
  [
    -4,
    "a an the my your our their its i we they he she i'm we're they're he's she's you're i've we've they've you've i'll we'll they'll he'll she'll you'll it'll i'd we'd he'd she'd they'd let's let gonna wanna and but or so if because although unless whether nor while um uh",
  ],
  [-2.8, 'of to from with by as at than into'],
  [
    -2.6,
    "is are was were am being will would can could should must may might don't doesn't didn't isn't aren't wasn't weren't can't couldn't won't wouldn't shouldn't haven't hasn't hadn't it's that's there's here's what's who's where's very such every what why how who which when where",
  ],
  [-1.8, 'until since be'],
  [
    -1.6,
    'have has had does his this these those some any each another other whole both whose first last next most only just even also still never always not literally basically actually kind sort think thought guess mean believe hope wish say says said told tell find make makes made get gets got want wants wanted need needs keep feel feels looks trying going used able supposed in for about like on hi hey exactly',
  ],
  [-0.8, 'that really no anyway'],
  [
    -0.7,
    'do did her you know see something anything someone somebody everybody nobody way time thing things place reason good great little big new old too many much',
  ],
  [0.5, 'it up out down off over there day one years minutes hours guys everyone'],
  [0.9, 'me him them us today here right though before myself himself yourself everything once'],
  [1.3, 'again either anymore yet ago ever together yesterday tomorrow tonight gosh god'],
  [0.6, 'yes yeah yep okay ok wow hello bye hm hmm mmm sorry thanks'],
]);

/** The word behind: those that go on with what stands before, and those that begin something. */
const FIRST: Table = toTable([
  [-4, 'of than me him them us ago myself himself herself themselves itself yourself'],
  [
    -2.4,
    "to is are was were be been being am not isn't wasn't aren't weren't has had have will would could should going gonna into or else much more too either enough away up out off down over",
  ],
  [
    -1.5,
    'in on at with from by for that which about as until since while like than a an through around without between during onto ever any just even where',
  ],
  [-1.1, 'because'],
  [-0.6, "who her his your it one very really people can do does did 'cause doesn't didn't can't couldn't won't wouldn't every how"],
  [0.3, 'the when if some my our their then first these those another what you all no'],
  [0.8, "this and there now today tomorrow yesterday most sometimes maybe you're why don't nothing exactly right"],
  [
    1.4,
    "i he she we they it's there's that's i'm i've i'd i'll he's she's we're we've we'll they're they've they'd he'd she'd um uh imagine remember everybody everyone nobody somebody please well",
  ],
  [2, "so but here's let's let okay anyway also"],
  [3, 'hey hi hello wow oh yeah yes yep nope alright hm hmm mmm mm thanks bye sorry'],
]);

/** Two words that begin a sentence, where the first alone says less. */
const FIRST_TWO: Table = new Map(
  (
    [
      [2.8, ['thank you', 'let me', 'all right', 'excuse me', 'come on', 'oh my', "don't forget", 'good morning', 'good evening']],
      [
        1.8,
        [
          'and then',
          'you know',
          'here we',
          'here is',
          'here are',
          'of course',
          'in fact',
          'first of',
          'what kind',
          'what about',
          'how about',
          'what if',
        ],
      ],
      [
        1.2,
        [
          'at first',
          'after that',
          'for example',
          'the next',
          'the first',
          'the second',
          'the last',
          'the only',
          'the reason',
          'the best',
          'by now',
        ],
      ],
    ] as const
  ).flatMap(([weight, pairs]) => pairs.map((pair) => [pair, weight] as const)),
);

const SUBJECT =
  /^(?:i|you|he|she|it|we|they|there|that|this|these|those|everybody|everyone|anybody|anyone|somebody|nobody)(?:'(?:s|m|re|ve|ll|d))?$/u;
const AUXILIARY =
  /^(?:do|does|did|is|are|was|were|can|could|would|will|should|have|has|had|don't|doesn't|didn't|isn't|aren't|wasn't|weren't|can't|couldn't|won't|wouldn't)$/u;
const DETERMINER = /^(?:the|this|that|my|your|his|her|our|their|these|those|some|every|a)$/u;
const QUESTION = /^(?:what|why|how|who|where|when|which)$/u;
const CONJUNCTION = /^(?:and|but|so|then|because|now|well)$/u;
/** "How old were", "which one of them": a question's second word, where its third shows that it is one. */
const DEGREE = /^(?:old|long|far|many|much|often|kind|one|else)$/u;
const SUBORDINATE = /^(?:if|when|while|once|after|before|although|whenever|since)$/u;
const PREPOSITION = /^(?:in|on|at|with|from|by|for|during|to)$/u;
/** Verbs that instructions begin with. */
const IMPERATIVE =
  /^(?:add|put|take|pour|mix|cut|turn|give|check|click|look|listen|watch|wait|stop|try|keep|make|use|trust|taste|press|open|close|place|remove|start|follow|leave|bring|grab|push|pull|set|go|tell|think|notice|subscribe|be)$/u;
/** Words that are a whole answer. */
const ALONE = new Set(
  'yes yeah yep no nope okay ok all right exactly really good great wow hm hmm mmm hey hi hello bye thanks sorry alright sure'.split(' '),
);

/** Words with this score in front or less lead to the next one. */
const LEADING_SCORE = -2.8;

/** How likely a sentence ends between `before` and `after`, as log-odds against any other place; 0 when the words tell nothing. */
export function scoreWords(words: readonly string[], index: number): number {
  const [before = '', after = '', second = '', third = ''] = words.slice(index - 1, index + 3);
  // "How dark they are" is asked or told in one.
  if (words[index - 2] === 'how' && SUBJECT.test(after)) return -2;
  return (LAST.get(before) ?? 0) + scoreFirst(before, after, second, third);
}

/** True for a piece that can stand alone although it is short: "yes", "all right". */
export function isWholeAnswer(words: readonly string[]): boolean {
  return words.every((word) => ALONE.has(word));
}

/** True for a piece that opens a sentence and is none: "if you try it", "in this video". */
export function isOpening(words: readonly string[]): boolean {
  const first = words[0] ?? '';
  return SUBORDINATE.test(first) ? words.length <= 6 : words.length <= 3 && PREPOSITION.test(first);
}

/** True for words that lead to the next one, so that a pause behind them belongs before them: "and … we". */
export function isLeading(word = ''): boolean {
  return (LAST.get(word) ?? 0) <= LEADING_SCORE;
}

function scoreFirst(before: string, after: string, second: string, third: string): number {
  // "do you", "is it": a question, unless its word stands in front.
  if (AUXILIARY.test(after) && SUBJECT.test(second)) return QUESTION.test(before) ? -2 : 1.8;
  if (QUESTION.test(after) && (AUXILIARY.test(second) || (DEGREE.test(second) && AUXILIARY.test(third)))) return 1.8;
  if (/^(?:what|who|where|how)'s$/u.test(after)) return 1.5;
  const pair = FIRST_TWO.get(`${after} ${second}`);
  if (pair !== undefined) return pair;
  const alone = FIRST.get(after) ?? 0;
  if (CONJUNCTION.test(after)) return alone + (SUBJECT.test(second) || (after !== 'and' && IMPERATIVE.test(second)) ? 0.7 : 0);
  if (after === 'there' && AUXILIARY.test(second)) return 2.4;
  if (SUBJECT.test(after) && AUXILIARY.test(second)) return Math.max(alone, 1) + 0.8;
  // "the force is": a clause of its own.
  if (DETERMINER.test(after) && AUXILIARY.test(third)) return Math.max(alone, 0) + 1;
  if (/^(?:when|if)$/u.test(after) && SUBJECT.test(second)) return 0.4;
  return IMPERATIVE.test(after) && alone === 0 ? 0.6 : alone;
}

/** The form the tables have: lower case, without marks. */
export function toPlain(word: string): string {
  return word
    .toLowerCase()
    .replaceAll('’', "'")
    .replace(/[^\p{L}\p{N}']/gu, '');
}
