/** XML as a plain tree, with limits: no entities are expanded, and nesting is bounded. */

import { XMLParser } from 'fast-xml-parser';

export interface XmlNode {
  /** Name without its namespace, or `#text`. */
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlNode[];
  /** Only of `#text`: raw, entities not decoded. */
  readonly text: string;
}

export interface XmlDocument {
  readonly nodes: readonly XmlNode[];
  /** The file ends before its root element does. */
  readonly isCut: boolean;
}

/** Captions nest about six deep; what is deeper is an attack or no captions. Keeps the recursion here and in the library shallow. */
const MAX_DEPTH = 60;

type Entry = Readonly<Record<string, unknown>>;

/** Parses XML leniently: a cut file gives what is whole. Throws a plain error when it nests too deeply or is not XML at all. */
export function parseXml(text: string): XmlDocument {
  // Behind the last ">" only a cut file has anything: half a tag or half a sentence.
  const whole = withoutDoctype(text.slice(0, text.lastIndexOf('>') + 1));
  const parser = new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: '',
    removeNSPrefix: true,
    processEntities: false,
    trimValues: false,
    parseTagValue: false,
    parseAttributeValue: false,
    maxNestedTags: MAX_DEPTH,
  });
  const nodes = toNodes(parser.parse(whole) as readonly Entry[]);
  const root = nodes.findLast((node) => node.name !== '#text' && !node.name.startsWith('?'));
  return { nodes, isCut: root !== undefined && !isClosed(whole, root) };
}

/** A document type only carries entities here, and those are not wanted. */
function withoutDoctype(text: string): string {
  const start = text.search(/<!DOCTYPE/iu);
  if (start < 0) return text;
  const bracket = text.indexOf('[', start);
  const plainEnd = text.indexOf('>', start);
  const hasSubset = bracket >= 0 && bracket < plainEnd;
  const end = hasSubset ? text.indexOf(']', bracket) : plainEnd;
  if (end < 0) throw new Error('The document type never ends.');
  return text.slice(0, start) + text.slice(hasSubset ? text.indexOf('>', end) + 1 : end + 1);
}

function isClosed(text: string, root: XmlNode): boolean {
  const tail = text.slice(text.lastIndexOf('<'));
  if (tail.startsWith('</')) return tail.slice(2, -1).trim().split(':').at(-1) === root.name;
  // A comment may follow the root; a root without anything in it may close itself.
  return tail.startsWith('<!--') || root.children.length === 0;
}

function toNodes(entries: readonly Entry[]): XmlNode[] {
  return entries.flatMap((entry) => {
    const attributes = (entry[':@'] ?? {}) as Record<string, string>;
    const name = Object.keys(entry).find((key) => key !== ':@');
    if (name === undefined) return [];
    if (name === '#text') return [{ name, attributes: {}, children: [], text: String(entry[name]) }];
    return [{ name, attributes, children: toNodes(entry[name] as readonly Entry[]), text: '' }];
  });
}

/** All nodes of a name at any depth, in the order of the document; what is inside a found one is not searched again. */
export function findAll(nodes: readonly XmlNode[], name: string): XmlNode[] {
  return nodes.flatMap((node) => (node.name === name ? [node] : findAll(node.children, name)));
}

/** The raw text inside a node; `<br/>` becomes a line break. */
export function innerText(node: XmlNode): string {
  if (node.name === '#text') return node.text;
  return node.name === 'br' ? '\n' : node.children.map(innerText).join('');
}
