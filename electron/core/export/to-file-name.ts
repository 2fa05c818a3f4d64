/** File names from titles. */

/** Not allowed in a file name on one system or the other. */
const FORBIDDEN = /[\u0000-\u001F\u007F<>:"/\\|?*]+/gu;
/** Windows keeps these for devices, whatever the ending. */
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/iu;
/** File systems allow 255 bytes; a character has up to four, and an ending and a number may follow. */
const MAX_BYTES = 180;

/** A title as a file name that every system takes. */
export function toFileName(title: string, ending: string): string {
  const plain = title.replaceAll(FORBIDDEN, ' ').replaceAll(/\s+/gu, ' ').trim();
  const name = cut(plain)
    .replace(/^[. ]+/u, '')
    .replace(/[. ]+$/u, '');
  return `${RESERVED.test(name) ? '_' : ''}${name || 'Moodline'}.${ending}`;
}

function cut(text: string): string {
  let short = '';
  for (const character of text) {
    if (Buffer.byteLength(short + character) > MAX_BYTES) break;
    short += character;
  }
  return short;
}
