/** Saves what is whole of a JSON file that was cut off. */

/** The objects of the list named `key` that are complete, up to the place where the JSON breaks; none when the list is not found. */
export function readWholeItems(text: string, key: string): unknown[] {
  const list = new RegExp(String.raw`"${key}"\s*:\s*\[`, 'u').exec(text);
  if (!list) return [];
  const items: unknown[] = [];
  let position = list.index + list[0].length;
  for (;;) {
    const start = text.indexOf('{', position);
    const end = start < 0 ? -1 : endOfObject(text, start);
    if (end < 0) return items;
    try {
      items.push(JSON.parse(text.slice(start, end)));
    } catch {
      return items;
    }
    position = end;
  }
}

/** The index behind the brace that closes the one at `start`; -1 when the text ends before. */
function endOfObject(text: string, start: number): number {
  const mark = /["{}]/gu;
  mark.lastIndex = start;
  let depth = 0;
  for (let found = mark.exec(text); found; found = mark.exec(text)) {
    if (found[0] === '"') {
      const end = endOfString(text, found.index + 1);
      if (end < 0) return -1;
      mark.lastIndex = end;
    } else {
      depth += found[0] === '{' ? 1 : -1;
      if (depth === 0) return mark.lastIndex;
    }
  }
  return -1;
}

function endOfString(text: string, from: number): number {
  for (let index = from; index < text.length; index += 1) {
    if (text[index] === '\\') index += 1;
    else if (text[index] === '"') return index + 1;
  }
  return -1;
}
