/**
 * Makes untrusted text harmless. File names, symbols and ids come from exports that anybody may have written: no such
 * text may reach a terminal as a command, a spreadsheet as a formula, or a reader in another order than it has.
 */
import type { ColumnType } from '../report/model.ts';

/**
 * What is never printed raw: C0, DEL, C1 (terminal commands), soft hyphen, bidi controls and marks, zero-width and
 * other invisible characters, line and paragraph separators, byte order mark, interlinear and tag characters.
 */
const UNSAFE =
  '\\u0000-\\u001f\\u007f-\\u009f\\u00ad\\u061c\\u180e\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f' +
  '\\ufeff\\ufff9-\\ufffb\\u{e0000}-\\u{e007f}';

// With the `u` flag a pair is one character, so the surrogate range matches only lone halves.
const unsafePattern = new RegExp(`[${UNSAFE}\\ud800-\\udfff]`, 'gu');

const shortNames: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** The text on one line, with every unsafe character as a visible escape: `\n`, `\x1b`, `\u{202e}`. */
export function safeText(text: string): string {
  return text.replace(unsafePattern, (character) => {
    const short = shortNames[character];
    if (short !== undefined) return short;
    const code = character.codePointAt(0)!;
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
  });
}

const unsafeInJson = new RegExp(`[${UNSAFE}]`, 'gu');

/**
 * Serialised JSON with its unsafe characters as `\uXXXX`: other bytes, same value. The line feeds of the layout stay;
 * inside strings `JSON.stringify` has already escaped C0 and lone surrogates.
 */
export function safeJson(json: string): string {
  return json.replace(unsafeInJson, (character) => {
    if (character === '\n') return character;
    let escaped = '';
    for (let index = 0; index < character.length; index++) {
      escaped += `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`;
    }
    return escaped;
  });
}

const formulaLeader = /^\s*?[\t\r=+\-@＝＋－＠]/u;
const plainNumber = /^[+-]?\d+(?:\.\d+)?$/;

const WORDS: ReadonlySet<ColumnType> = new Set<ColumnType>(['text', 'id', 'sentence', 'list']);

/** True for columns whose cells are words (text, id, sentence, list), false for figures and times. */
export function isWords(type: ColumnType): boolean {
  return WORDS.has(type);
}

/**
 * Safe text for a spreadsheet cell: words that a spreadsheet would run as a formula (OWASP's leaders and their
 * full-width forms) get a leading apostrophe. Only for columns of words: a negative fee is a number and stays bare.
 */
export function safeCell(text: string): string {
  const safe = safeText(text);
  return formulaLeader.test(text) && !plainNumber.test(text) ? `'${safe}` : safe;
}
