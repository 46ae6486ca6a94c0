/**
 * YAML files as plain text trees: the failsafe schema, so that every scalar stays the text that was written
 * and a rate is never a float. What a file of rates needs not have is refused: tags, anchors, aliases,
 * duplicate keys, several documents, deep nesting. Every value remembers its file, line and path for
 * messages (`fields.ts` reads them).
 */
import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import type * as Yaml from 'yaml';
import { fail } from '../domain/problem.ts';
import { storedTree } from './stored-tree.ts';

/** Largest file that is read, in bytes. */
const MAX_YAML_BYTES = 1024 * 1024;
/** Deepest nesting of lists and mappings. */
const MAX_YAML_DEPTH = 32;

interface Place {
  readonly file: string;
  /** 1-based line on which the value begins. */
  readonly line: number;
  /** `versions[0].tiers[3].maker`; empty for the whole document. */
  readonly path: string;
}
interface YamlText extends Place {
  readonly kind: 'text';
  readonly text: string;
  /** Written in quotes: `"null"` is a word, `null` is nothing. */
  readonly quoted: boolean;
}
interface YamlList extends Place {
  readonly kind: 'list';
  readonly items: readonly YamlValue[];
}
export interface YamlMapping extends Place {
  readonly kind: 'mapping';
  /** A Map, so that a key such as `__proto__` is only a word. */
  readonly entries: ReadonlyMap<string, YamlEntry>;
}
export interface YamlEntry {
  /** Line of the key. */
  readonly line: number;
  readonly value: YamlValue;
}
export type YamlValue = YamlText | YamlList | YamlMapping;

/**
 * Refuses with the place of a value; the value shown is the text at that place unless another is given.
 * @throws KnownError
 */
export function failAt(
  place: YamlValue,
  code: string,
  sentence: string,
  rest: { readonly hint?: string | null; readonly value?: string | null } = {},
): never {
  const value = rest.value !== undefined ? rest.value : place.kind === 'text' ? place.text : null;
  return fail(code, sentence, {
    hint: rest.hint ?? null,
    file: place.file,
    line: place.line,
    column: place.path === '' ? null : place.path,
    value: value === null ? null : clip(value),
  });
}

function clip(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

/** The text of a small UTF-8 file, without its byte order mark. @throws KnownError `file-missing`, … */
export function readSmallFile(path: string, maxBytes = MAX_YAML_BYTES): string {
  let bytes: Buffer;
  try {
    const facts = statSync(path);
    if (facts.isDirectory()) fail('file-unreadable', 'this is a folder, not a file', { file: path });
    if (!facts.isFile()) fail('file-unreadable', 'this is no plain file', { file: path });
    if (facts.size > maxBytes) {
      fail('file-too-large', `the file is larger than ${maxBytes / 1024} KiB`, { file: path });
    }
    bytes = readFileSync(path);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') {
      fail('file-missing', 'there is no such file', { file: path });
    }
    return fail('file-unreadable', `the file cannot be read (${error.code})`, { file: path });
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return fail('encoding-unreadable', 'the file is not UTF-8 text', {
      file: path,
      hint: 'save it as UTF-8',
    });
  }
}

function isSystemError(error: unknown): error is Error & { code: string } {
  return error instanceof Error && typeof (error as { code?: unknown }).code === 'string';
}

/** Reads and parses one YAML file. @throws KnownError */
export function readYamlFile(path: string): YamlValue {
  return parseYaml(readSmallFile(path), path);
}

/**
 * Parses one YAML document, or takes the tree of it that is stored. @param file is the name used in messages
 * @throws KnownError `yaml-syntax`, `yaml-duplicate-key`, `yaml-tag`, `yaml-anchor`, `yaml-too-deep`, …
 */
export function parseYaml(text: string, file: string): YamlValue {
  return storedTree(text, file) ?? parse(text, file);
}

function parse(text: string, file: string): YamlValue {
  if (Buffer.byteLength(text) > MAX_YAML_BYTES) {
    fail('file-too-large', `the file is larger than ${MAX_YAML_BYTES / 1024} KiB`, { file });
  }
  const yaml = library();
  refuseDeepText(text, file, yaml);
  const lines = new yaml.LineCounter();
  let document: Yaml.Document.Parsed;
  try {
    document = yaml.parseDocument(text, {
      schema: 'failsafe',
      version: '1.2',
      strict: true,
      // Its own check compares every key with every other; the converter's costs one look each.
      uniqueKeys: false,
      lineCounter: lines,
      prettyErrors: false,
    });
  } catch (error) {
    if (error instanceof RangeError) return tooDeep(file, null);
    throw error;
  }
  const fault = document.errors[0] ?? document.warnings[0];
  if (fault?.code === 'RESOURCE_EXHAUSTION') return tooDeep(file, null);
  if (fault !== undefined) refuse(fault, file, lines);
  return new Converter(yaml, lines, file).convert(document.contents, '', 0, 1);
}

let loaded: typeof Yaml | null = null;

/** The parser costs tens of milliseconds to load, so it is loaded only when a file is really parsed. */
function library(): typeof Yaml {
  loaded ??= createRequire(import.meta.url)('yaml') as typeof Yaml;
  return loaded;
}

/**
 * A first pass that builds no tree. The parser proper works in recursion: a file of brackets alone would exhaust
 * its stack, and many such lines its memory.
 */
function refuseDeepText(text: string, file: string, yaml: typeof Yaml): void {
  let line = 1;
  const parser = new yaml.Parser(() => line++);
  for (const lexeme of new yaml.Lexer().lex(text)) {
    for (const _token of parser.next(lexeme));
    if (parser.stack.length > MAX_YAML_DEPTH + PARSER_LEVELS) tooDeep(file, line);
  }
}

/** Levels that the parser counts beside the lists and mappings: the document and the value in hand. */
const PARSER_LEVELS = 3;

function tooDeep(file: string, line: number | null): never {
  return fail('yaml-too-deep', `lists and mappings are nested deeper than ${MAX_YAML_DEPTH} levels`, {
    file,
    line,
  });
}

function refuse(fault: Yaml.YAMLParseError | Yaml.YAMLWarning, file: string, lines: Yaml.LineCounter): never {
  const place = lines.linePos(fault.pos[0]);
  const at = { file, line: Math.max(1, place.line) };
  if (fault.code === 'TAG_RESOLVE_FAILED') {
    return fail('yaml-tag', 'YAML tags (`!…`) are not allowed', { ...at, hint: 'write the plain value' });
  }
  if (fault.code === 'MULTIPLE_DOCS') {
    return fail('yaml-syntax', 'the file holds more than one YAML document', {
      ...at,
      hint: 'remove the `---` between them',
    });
  }
  const sentence = fault.message.split('\n')[0] ?? fault.code;
  return fail('yaml-syntax', `this is not valid YAML: ${sentence}`, at);
}

class Converter {
  private readonly yaml: typeof Yaml;
  private readonly lines: Yaml.LineCounter;
  private readonly file: string;

  constructor(yaml: typeof Yaml, lines: Yaml.LineCounter, file: string) {
    this.yaml = yaml;
    this.lines = lines;
    this.file = file;
  }

  convert(node: unknown, path: string, depth: number, parentLine: number): YamlValue {
    const { yaml, file } = this;
    if (!yaml.isNode(node)) return { kind: 'text', text: '', quoted: false, file, line: parentLine, path };
    const line = this.lineOf(node, parentLine);
    const place = { file, line, path };
    if (depth > MAX_YAML_DEPTH) return tooDeep(file, line);
    const at = { file, line, column: path === '' ? null : path };
    if (yaml.isAlias(node) || (node as Yaml.Scalar).anchor !== undefined) {
      const hint = 'write the value out';
      return fail('yaml-anchor', 'YAML anchors and aliases are not allowed', { ...at, hint });
    }
    if (node.tag !== undefined) {
      return fail('yaml-tag', 'YAML tags (`!…`) are not allowed', { ...at, hint: 'write the plain value' });
    }
    if (yaml.isMap(node)) return { kind: 'mapping', entries: this.entries(node, place, depth), ...place };
    if (yaml.isSeq(node)) {
      const items = node.items.map((item, index) => this.convert(item, `${path}[${index}]`, depth + 1, line));
      return { kind: 'list', items, ...place };
    }
    const scalar = node as Yaml.Scalar;
    const quoted = scalar.type !== undefined && scalar.type !== 'PLAIN';
    return { kind: 'text', text: String(scalar.value ?? ''), quoted, ...place };
  }

  private entries(node: Yaml.YAMLMap, place: Place, depth: number): Map<string, YamlEntry> {
    const entries = new Map<string, YamlEntry>();
    for (const pair of node.items) {
      const key = this.convert(pair.key, place.path, depth + 1, place.line);
      if (key.kind !== 'text') return failAt(key, 'yaml-syntax', 'a key must be a plain word');
      if (entries.has(key.text)) {
        return failAt(key, 'yaml-duplicate-key', `the key ${key.text.slice(0, 80)} is written twice here`, {
          hint: `keep one; the first is on line ${entries.get(key.text)?.line}`,
        });
      }
      const path = place.path === '' ? key.text : `${place.path}.${key.text}`;
      entries.set(key.text, {
        line: key.line,
        value: this.convert(pair.value, path, depth + 1, key.line),
      });
    }
    return entries;
  }

  private lineOf(node: Yaml.Node, parentLine: number): number {
    const start = node.range?.[0];
    return start === undefined ? parentLine : this.lines.linePos(start).line;
  }
}
