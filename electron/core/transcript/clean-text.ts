/** A caption's markup to plain text. */

import { decodeHTML } from 'entities';

/** Zero-width and direction marks, soft hyphens: invisible, and in the way of the words. */
const INVISIBLE = /[\u00AD\u061C\u180E\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u206F\uFFF9-\uFFFB]/gu;
/** Joiners between emoji are the one use of U+200D that carries meaning. */
const EMOJI_JOINER = /(\p{Extended_Pictographic}\uFE0F?)\u200D(?=\p{Extended_Pictographic}|[\u2640\u2642])/gu;
const KEPT_JOINER = '\uE000';
/** Positions and styles that ASS editors leave in subtitles, such as {\an8}. */
const ASS_TAG = /\{\\[^{}]{0,1000}\}/gu;
/** Tags of WebVTT, SRT and HTML, and time stamps within a cue; "<3" is a heart and no tag. No tag is endless, as the engine's stack is not. */
const TAG = /<\/?[a-z][^<>]{0,1000}>|<\d[\d:.]{1,20}>/giu;
/** Tags that were escaped: only those that captions know, as the words may be about a "<div>". */
const ESCAPED_TAG = /<\/?(?:b|i|u|s|c|v|em|strong|font|span|lang|ruby|rt|rp)(?:[\s.][^<>]{0,1000})?>/giu;
const LINE_TAG = /<br\s*\/?>|\[br\]/giu;
/** The line break of ASS, in capitals alone: "C:\new" has none. */
const ASS_BREAK = /\\N/gu;
const CONTROL = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/gu;

/** Plain text of a cue: tags and invisible characters gone, entities decoded (twice where they were escaped twice), line breaks kept. */
export function cleanText(markup: string): string {
  const plain = markup.replace(LINE_TAG, '\n').replace(ASS_BREAK, '\n').replace(ASS_TAG, '').replace(TAG, '');
  return cleanPlainText(plain.includes('&') ? decodeEntities(plain).replace(LINE_TAG, '\n').replace(ESCAPED_TAG, '') : plain);
}

/** The same for text without markup: invisible and control characters gone, spaces folded, line breaks kept. */
export function cleanPlainText(text: string): string {
  return text
    .replace(/\r\n?/gu, '\n')
    .replace(EMOJI_JOINER, `$1${KEPT_JOINER}`)
    .replace(INVISIBLE, '')
    .replaceAll(KEPT_JOINER, '\u200D')
    .replace(CONTROL, ' ')
    .replace(/[^\S\n]+/gu, ' ')
    .replace(/ ?\n ?/gu, '\n')
    .replace(/\n{2,}/gu, '\n')
    .trim();
}

/** YouTube's classic captions escape twice: `&amp;#39;` is an apostrophe. */
function decodeEntities(text: string): string {
  const once = decodeHTML(text);
  return once.includes('&') ? decodeHTML(once) : once;
}
