/** The manifest of a run: everything that its figures depend on, and the figures, so that it can be proven again. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { fail } from '../domain/problem.ts';
import { formatInstant, type Span } from '../domain/time.ts';
import type { Json, RenderWish, Report, WrittenFile } from '../report/model.ts';
import type { FillDigests, Restated } from './fill-digests.ts';
import type { Host } from './host.ts';
import type { JudgedRun } from './reconcile.ts';
import type { ReconcileRequest } from './request.ts';

export const MANIFEST_VERSION = 1;

/** A file that figures depend on. */
export interface ManifestInput {
  readonly role: 'fills' | 'statement' | 'prices' | 'instruments' | 'config' | 'mapping' | 'schedule';
  /** Relative to the run's folder; `shipped:okx/usdt-futures.yaml` for one of the program's own. */
  readonly file: string;
  readonly sha256: string;
}

export interface Manifest {
  readonly manifestVersion: number;
  readonly tool: string;
  /** The run's working folder, relative to the manifest. */
  readonly folder: string;
  readonly request: Json;
  readonly inputs: readonly ManifestInput[];
  /** What earlier periods had left in the file of open items; null = none was used. */
  readonly openItemsBefore: string | null;
  readonly run: Json;
  readonly verdict: Json;
  readonly tables: Json;
  readonly fills: FillDigests;
  /** Fills that had changed since the manifest before, as the report told. */
  readonly restated: readonly Restated[];
  readonly output: OutputRecord | null;
  readonly previous: { readonly file: string; readonly sha256: string } | null;
}

/** What was written, and how it can be made again. */
export interface OutputRecord {
  readonly format: string;
  readonly tables: readonly string[];
  readonly width: number | null;
  readonly files: readonly {
    readonly file: string;
    readonly sha256: string;
    readonly table: string | null;
  }[];
}

/** What is known of a run before anything is written. */
export type Evidence = Omit<Manifest, 'output' | 'previous' | 'restated'>;

/** What is recorded of a run, without what was written. @param folder of the manifest */
export async function evidenceOf(
  request: ReconcileRequest,
  run: JudgedRun,
  report: Report,
  fills: FillDigests,
  folder: string,
  host: Host,
): Promise<Evidence> {
  const document = JSON.parse(
    (await drawn(report, { format: 'json', tables: [], width: null }, host)).toString(),
  ) as { run: Json; verdict: Json; tables: Json };
  return {
    manifestVersion: MANIFEST_VERSION,
    tool: `fee-audit ${host.version}`,
    folder: slashed(relative(folder, host.cwd)) || '.',
    request: recorded(request, run.settings.filter.span),
    inputs: inputsOf(request, run, host),
    openItemsBefore: run.openItemsBefore,
    run: document.run,
    verdict: document.verdict,
    tables: document.tables,
    fills,
  };
}

/** The report as bytes. */
export async function drawn(report: Report, wish: RenderWish, { render }: Host): Promise<Buffer> {
  if (render === undefined) throw new Error('this host cannot render, which evidence needs');
  const pieces: Uint8Array[] = [];
  for await (const piece of render(report, wish)) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
}

const slashed = (path: string) => path.split('\\').join('/');

/** The request without what does not bear on figures; `last-week` as the span that it was on that day. */
function recorded(request: ReconcileRequest, { from, to }: Span): Json {
  const { manifest: _, previous: __, period, ...rest } = request;
  const moving = period?.startsWith('last-') === true && from !== null && to !== null;
  const span = moving ? { from: formatInstant(from), to: formatInstant(to) } : { period };
  return Object.fromEntries(
    Object.entries({ ...rest, ...span })
      .filter(([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  ) as Json;
}

function inputsOf(request: ReconcileRequest, run: JudgedRun, host: Host): ManifestInput[] {
  const { settings, findings, files } = run;
  const { config, catalogue } = settings;
  const inputs: ManifestInput[] = [];
  const add = (role: ManifestInput['role'], path: string | null) => {
    if (path === null) return;
    const shipped = relative(host.shippedSchedules, path);
    const own = shipped.startsWith('..');
    const file = own ? slashed(relative(host.cwd, path)) : `shipped:${slashed(shipped)}`;
    if (!inputs.some((one) => one.file === file)) inputs.push({ role, file, sha256: sha256Of(path) });
  };
  for (const file of files) {
    add('fills', resolve(host.cwd, file));
    for (const path of mappingsOf(resolve(host.cwd, file))) add('mapping', path);
  }
  for (const file of request.statement ?? []) {
    add('statement', resolve(host.cwd, file));
    for (const path of mappingsOf(resolve(host.cwd, file))) add('mapping', path);
  }
  add('prices', settings.prices);
  add('instruments', settings.instruments);
  add('config', config === null ? null : config.file);
  const venues = new Set(run.sources.map(({ recognition }) => recognition.venue));
  for (const { id } of findings.schedules) add('schedule', catalogue.schedule(id).file);
  for (const { affiliate } of findings.terms) {
    if (affiliate !== null && affiliate.partner !== 'agreed')
      add('schedule', catalogue.partner(affiliate.partner).file);
  }
  for (const { id, kind, path } of catalogue.files()) {
    if (kind === 'instruments' && venues.has(id.split('/')[0]!)) add('schedule', path);
  }
  return inputs;
}

/** Mapping files that may lie beside an export. */
function mappingsOf(path: string): string[] {
  const stem = path.replace(/\.(csv|tsv|txt)(\.gz)?$/i, '');
  return [...new Set([`${stem}.map.yaml`, `${path}.map.yaml`])].filter((file) => existsSync(file));
}

export const sha256Of = (path: string): string =>
  createHash('sha256').update(readFileSync(path)).digest('hex');

/** The manifest as text: one line per fill, so that two of them can be compared by eye; its own digest last. */
export function manifestText(manifest: Manifest): string {
  const body = `${JSON.stringify(manifest, null, 1).slice(0, -2)}`;
  const digest = createHash('sha256').update(body).digest('hex');
  return `${body},\n "digest": "${digest}"\n}\n`;
}

/** The manifest text of a run, when everything else has been written. */
export function finishedManifest(
  evidence: Evidence & Pick<Manifest, 'restated'>,
  previous: Manifest['previous'],
  written: readonly WrittenFile[],
  output: Omit<OutputRecord, 'files'> | null,
  cwd: string,
): string {
  const files = written.map(({ path, sha256, table }) => ({
    file: slashed(relative(cwd, path)),
    sha256,
    table,
  }));
  const record = output === null || files.length === 0 ? null : { ...output, files };
  return manifestText({ ...evidence, output: record, previous });
}

export interface ReadManifest {
  readonly manifest: Manifest;
  readonly path: string;
  readonly sha256: string;
  /** False = the file is not the one that was written: some byte of it changed. */
  readonly intact: boolean;
}

/** @throws KnownError when it is no manifest of this kind */
export function readManifest(path: string, name: string): ReadManifest {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return fail('manifest-missing', 'there is no such manifest', { file: name, hint: 'check the path' });
  }
  let parsed: Manifest & { digest?: string };
  try {
    parsed = JSON.parse(text) as Manifest & { digest?: string };
  } catch {
    return fail('manifest-damaged', 'the manifest is no JSON: it was changed or cut off', {
      file: name,
      hint: 'restore the file that --manifest wrote',
    });
  }
  if (typeof parsed !== 'object' || parsed === null || parsed.manifestVersion !== MANIFEST_VERSION) {
    fail('manifest-unknown', 'this is no manifest that this version can verify', {
      file: name,
      hint: 'name a file that --manifest wrote',
    });
  }
  const { digest: _, ...manifest } = parsed;
  const sha256 = createHash('sha256').update(text).digest('hex');
  return { manifest, path, sha256, intact: manifestText(manifest) === text };
}

/** The folder in which the run was made. */
export const folderOf = ({ manifest, path }: ReadManifest): string => resolve(dirname(path), manifest.folder);
