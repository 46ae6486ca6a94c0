/** JSON that a venue's API sent, with every number kept as the text that was written. */
import { fail } from '../domain/problem.ts';
import type { Input } from './input.ts';

/** Largest JSON file that is read, in bytes: it is held in memory. */
const MAX_JSON_BYTES = 64 * 1024 * 1024;

/** A record of an API, all values as text. */
export type JsonRecord = Readonly<Record<string, string>>;

/** The whole of a small input as text. @throws KnownError where it is too large or no UTF-8 */
export async function readWholeText(input: Input): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of input.open()) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > MAX_JSON_BYTES) {
      fail('file-too-large', 'the JSON file is larger than 64 MiB', {
        file: input.name,
        hint: 'dump it as CSV',
      });
    }
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    return fail('text-damaged', 'the file is no valid UTF-8 text', {
      file: input.name,
      hint: 'save it as UTF-8',
    });
  }
}

/** Parses JSON with numbers as text. @throws KnownError */
export function parseJsonText(text: string, file: string): unknown {
  const quoted = text.replace(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g, (token) =>
    token.startsWith('"') ? token : `"${token}"`,
  );
  try {
    return JSON.parse(quoted);
  } catch {
    return fail('json-unreadable', 'this is no valid JSON', {
      file,
      hint: 'save the response as the API sends it',
    });
  }
}

/** True for a JSON object. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The response inside its envelope: `{"result": …}` is unwrapped. */
export function unwrapped(value: unknown): unknown {
  return isObject(value) && 'result' in value ? value.result : value;
}

/** An object's plain values as text; others are left out. */
export function recordOf(value: unknown): JsonRecord {
  if (!isObject(value)) return {};
  const entries = Object.entries(value).flatMap(([key, one]) => {
    if (typeof one === 'string') return [[key, one] as const];
    return typeof one === 'boolean' ? [[key, String(one)] as const] : [];
  });
  return Object.fromEntries(entries);
}

/** The records of a list, or of the list under `key` of an object, also of several pages. @throws KnownError */
export function jsonRecords(text: string, file: string, key: string): JsonRecord[] {
  const value = unwrapped(parseJsonText(text, file));
  const pages =
    Array.isArray(value) && value.some((one) => isObject(unwrapped(one)) && key in (unwrapped(one) as object))
      ? value
      : [value];
  return pages.flatMap((page) => {
    const inner = unwrapped(page);
    const list = Array.isArray(inner) ? inner : isObject(inner) ? inner[key] : null;
    if (!Array.isArray(list)) {
      return fail('json-shape', `there is no list \`${key}\` in this JSON`, {
        file,
        hint: 'save the response as the API sends it',
      });
    }
    return list.map(recordOf);
  });
}
