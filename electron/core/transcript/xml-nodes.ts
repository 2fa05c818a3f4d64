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

/** Captions nest about six deep; what is deeper is an attack or no captions. */
const MAX_DEPTH = 60;

type Entry = Readonly<Record<string, unknown>>;

/** Parses XML leniently: a cut file gives what is whole. Throws a plain error when it nests too deeply or is not XML at all. */
export function parseXml(text: string): readonly XmlNode[] {
  // A document type only carries entities here, and those are not wanted.
  const body = text.replace(/<!DOCTYPE[^[>]*(?:\[[^\]]*\])?\s*>/iu, '');
  const parser = new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: '',
    removeNSPrefix: true,
    processEntities: false,
    trimValues: false,
    parseTagValue: false,
    parseAttributeValue: false,
  });
  return toNodes(parser.parse(body) as readonly Entry[], 0);
}

function toNodes(entries: readonly Entry[], depth: number): XmlNode[] {
  if (depth > MAX_DEPTH) throw new Error('The XML is nested too deeply.');
  return entries.flatMap((entry) => {
    const attributes = (entry[':@'] ?? {}) as Record<string, string>;
    const name = Object.keys(entry).find((key) => key !== ':@');
    if (name === undefined) return [];
    if (name === '#text') return [{ name, attributes: {}, children: [], text: String(entry[name]) }];
    return [{ name, attributes, children: toNodes(entry[name] as readonly Entry[], depth + 1), text: '' }];
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
