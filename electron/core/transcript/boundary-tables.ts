/** English words by what they tell about where sentences end, for speech without marks. */

/**
 * Log-odds by judgement, checked on the dev part of test/core/transcript/gold: how much likelier (above 0) or unlikelier a
 * sentence ends there than at any other place. Where a word stands twice, the first row counts.
 */
type Table = ReadonlyMap<string, number>;

function toTable(separator: string, rows: readonly (readonly [weight: number, words: string])[]): Table {
  return new Map(rows.toReversed().flatMap(([weight, words]) => words.split(separator).map((word) => [word, weight] as const)));
}

/** The word in front: those that need another word behind them, and those that often are the last. */
export const LAST: Table = toTable(' ', [
  // Articles, possessives, subjects, conjunctions: they can't be the end.
  [-4, "a an the my your our their its i we they he she i'm we're they're he's she's you're i've we've they've you've"],
  [-4, "i'll we'll they'll he'll she'll you'll it'll i'd we'd he'd she'd they'd let's let gonna wanna"],
  [-4, 'and but or so if because although unless whether nor while um uh'],
  [-2.8, 'of to from with by as at than into'],
  [-2.6, 'is are was were am being will would can could should must may might very such every'],
  [-2.6, "don't doesn't didn't isn't aren't wasn't weren't can't couldn't won't wouldn't shouldn't haven't hasn't hadn't"],
  [-2.6, "it's that's there's here's what's who's where's what why how who which when where"],
  [-1.8, 'until since be'],
  [-1.6, 'have has had does his this these those some any each another other whole both whose first last next most'],
  [-1.6, 'only just even also still never always literally basically actually kind sort exactly hi hey'],
  [-1.6, 'think thought guess mean believe hope wish say says said told tell find make makes made get gets got'],
  [-1.6, 'want wants wanted need needs keep feel feels looks trying going used able supposed in for about like on'],
  [-0.8, 'that really no not anyway'],
  [-0.7, 'do did her you know see something anything someone somebody everybody nobody way time thing things'],
  [-0.7, 'place reason good great little big new old too many much'],
  [0.5, 'it up out down off over there day one years minutes hours guys everyone'],
  [0.6, 'yes yeah yep okay ok wow hello bye hm hmm mmm sorry thanks'],
  [0.9, 'me him them us today here right though again myself himself yourself everything once'],
  [1.3, 'either anymore yet ago ever together yesterday tomorrow tonight gosh god'],
]);

/** The word behind: those that go on with what stands before, and those that begin something. */
export const FIRST: Table = toTable(' ', [
  [-4, 'of than me him them us ago myself himself herself themselves itself yourself'],
  [-2.4, "to is are was were be been being am not isn't wasn't aren't weren't has had have will would could should"],
  [-2.4, 'going gonna into or else much more too either enough away up out off down over'],
  [-1.5, 'in on at with from by for that which about as until since while like than a an through around without'],
  [-1.5, 'between during onto ever any just even before where'],
  [-1.1, 'because'],
  [-0.6, "who her his your it very really people can do does did 'cause doesn't didn't can't couldn't won't wouldn't every how"],
  [0.3, "the when if some my our their then first these those another what you all no don't this and last next one most"],
  [0.8, "there now today tomorrow yesterday sometimes maybe you're why nothing exactly right cool nice perfect awesome"],
  [1.8, "i he she we they it's there's that's i'm i've i'd i'll he's she's we're we've we'll they're they've they'd he'd she'd"],
  [1.4, 'um uh remember everybody everyone nobody somebody please well'],
  [2, "so but here's let's let okay anyway also imagine meanwhile wait however"],
  [3, 'hey hi hello wow oh yeah yes yep nope alright hm hmm mmm mm thanks bye sorry'],
]);

/** Two words that begin a sentence, where the first alone says less. */
export const FIRST_TWO: Table = toTable('|', [
  [2.8, "thank you|let me|all right|excuse me|come on|oh my|don't forget|good morning|good evening"],
  [1.8, 'and then|you know|here we|here is|here are|of course|in fact|first of|what kind|what about|how about|what if'],
  [1.2, 'at first|after that|for example|by now|so far|until then|all of|most of|some of|one of'],
  [1.2, 'the next|the first|the second|the last|the only|the reason|the best'],
]);

function toPattern(words: string): RegExp {
  return new RegExp(`^(?:${words.replaceAll(' ', '|')})$`, 'u');
}

export const SUBJECT = new RegExp(
  String.raw`^(?:i|you|he|she|it|we|they|there|that|this|these|those|everybody|everyone|anybody|anyone|somebody|nobody)(?:'(?:s|m|re|ve|ll|d))?$`,
  'u',
);
export const AUXILIARY = toPattern(
  "do does did is are was were can could would will should have has had don't doesn't didn't isn't aren't wasn't weren't can't couldn't won't wouldn't",
);
export const BEING = toPattern('is are was were');
/** "Is it" may ask, and "that is it" may end. */
export const POINTING = toPattern('it this that there');
export const OBJECT = toPattern('me you him her us them people everybody');
export const TELLING = toPattern('tell tells told ask asked show showed promise promised remind reminds bet assure');
/** A clause without "that" often follows: "something I never forgot". */
export const RELATIVE_HEAD = toPattern('something anything everything nothing thing things way reason person stuff moment');
export const SUPERLATIVE = toPattern('most first only best worst same every biggest greatest');
export const PERIOD = toPattern('time night week day morning evening afternoon year month summer winter');
export const DETERMINER = toPattern('the this that my your his her our their these those some every a');
export const QUESTION = toPattern('what why how who where when which');
export const CONJUNCTION = toPattern('and but so then because now well');
/** "How old were", "which one of them": a question's second word, where its third shows that it is one. */
export const DEGREE = toPattern('old long far many much often kind one else');
export const SUBORDINATE = toPattern('if when while once after before until although whenever since');
export const PREPOSITION = toPattern('in on at with from by for during to');
/** Verbs that instructions begin with. */
export const IMPERATIVE = toPattern(
  'add put take pour mix cut turn give check click look listen watch stop try keep make use trust taste press open close place remove start follow leave bring grab push pull set go run tell think notice subscribe be',
);
/** Words that are a whole answer. */
export const ANSWER = toPattern(
  'yes yeah yep no nope okay ok all right exactly really good great wow hm hmm mmm hey hi hello bye thanks sorry alright sure cool nice perfect awesome wait',
);
