/** Compares what a manifest recorded with what is found now, down to the first figure that differs. */
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Json, Report } from '../report/model.ts';
import type { Check } from '../report/verify-report.ts';
import type { Host } from './host.ts';
import { drawn, type Evidence, type Manifest, type OutputRecord, sha256Of } from './manifest.ts';

/** One check for the run, the verdict, every table and the digests of the fills. */
export function compareFigures(manifest: Manifest, now: Evidence): Check[] {
  const tables = manifest.tables as Readonly<Record<string, Json>>;
  const found = now.tables as Readonly<Record<string, Json>>;
  const names = [...new Set([...Object.keys(tables), ...Object.keys(found)])];
  return [
    check('tool', 'version', manifest.tool, now.tool),
    check('run', 'run', withoutTool(manifest.run), withoutTool(now.run)),
    check('verdict', 'verdict', manifest.verdict, now.verdict),
    ...names.map((name) => check('table', name, tables[name] ?? null, found[name] ?? null)),
    check('fills', 'fills', manifest.fills as unknown as Json, now.fills as unknown as Json),
    check('inputs', 'inputs', namesOf(manifest), namesOf(now)),
  ];
}

const namesOf = ({ inputs }: Pick<Manifest, 'inputs'>): Json =>
  inputs.map(({ role, file }) => `${file} (${role})`);

/** The tool's version is a check of its own. */
function withoutTool(run: Json): Json {
  if (run === null || typeof run !== 'object' || Array.isArray(run)) return run;
  return Object.fromEntries(Object.entries(run).filter(([key]) => key !== 'toolVersion'));
}

function check(part: string, name: string, recorded: Json, found: Json): Check {
  const difference = firstDifference(recorded, found, name);
  if (difference === null) return { part, place: name, recorded: null, found: null, status: 'same' };
  return { part, ...difference, status: 'differs' };
}

/** Where two values first differ, as a place that a person finds: `reconciliation, row 2, expected`. */
function firstDifference(
  a: Json,
  b: Json,
  place: string,
): { place: string; recorded: string | null; found: string | null } | null {
  if (Array.isArray(a) && Array.isArray(b)) {
    for (let index = 0; index < Math.max(a.length, b.length); index++) {
      const inner = `${place}, row ${index + 1}`;
      if (index >= a.length || index >= b.length)
        return { place: inner, recorded: shown(a[index] ?? null), found: shown(b[index] ?? null) };
      const difference = firstDifference(a[index]!, b[index]!, inner);
      if (difference !== null) return difference;
    }
    return null;
  }
  if (isRecord(a) && isRecord(b)) {
    for (const key of [...new Set([...Object.keys(a), ...Object.keys(b)])]) {
      const difference = firstDifference(a[key] ?? null, b[key] ?? null, `${place}, ${key}`);
      if (difference !== null) return difference;
    }
    return null;
  }
  return a === b ? null : { place, recorded: shown(a), found: shown(b) };
}

function isRecord(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shown(value: Json): string | null {
  if (value === null) return null;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}

/** Every file that the run wrote, against the same report drawn once more. */
export async function compareOutputs(
  output: OutputRecord | null,
  report: Report,
  host: Host,
): Promise<Check[]> {
  const checks: Check[] = [];
  for (const { file, sha256, table } of output?.files ?? []) {
    const path = resolve(host.cwd, file);
    if (!existsSync(path)) {
      checks.push({ part: 'output', place: file, recorded: sha256, found: null, status: 'missing' });
      continue;
    }
    const { format, tables, width } = output!;
    const wish = { format, tables: table === null ? tables : [table], width };
    const again = await drawn(report, wish, host);
    const found = sha256Of(path);
    const drawnHash = createHash('sha256').update(again).digest('hex');
    if (found === sha256 && drawnHash === sha256) {
      checks.push({ part: 'output', place: file, recorded: null, found: null, status: 'same' });
    } else if (found === sha256) {
      const place = `${file} is as it was written, but the report is not drawn like that any more`;
      checks.push({ part: 'output', place, recorded: sha256, found: drawnHash, status: 'differs' });
    } else checks.push(await firstLine(path, file, again));
  }
  return checks;
}

/** The first line of a written file that is not as the report has it. */
async function firstLine(path: string, file: string, again: Buffer): Promise<Check> {
  const expected = again.toString('utf8').split('\n');
  let number = 0;
  const lines = createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY });
  for await (const line of lines) {
    number += 1;
    if (line === expected[number - 1]) continue;
    const recorded = shown(expected[number - 1] ?? null);
    return { part: 'output', place: `${file}:${number}`, recorded, found: shown(line), status: 'differs' };
  }
  const place = `${file}: its end`;
  return { part: 'output', place, recorded: null, found: null, status: 'differs' };
}
