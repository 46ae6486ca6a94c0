/** Verification: an archived run is made again from its own inputs, and every figure compared. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { KnownError } from '../domain/problem.ts';
import type { Report, Table } from '../report/model.ts';
import { reconcileReport } from '../report/reconcile-report.ts';
import { type Check, verifyReport, withRestated } from '../report/verify-report.ts';
import { compareFigures, compareOutputs } from './compare-runs.ts';
import { FillDigestRun, type Restated, restatements } from './fill-digests.ts';
import type { Host } from './host.ts';
import {
  evidenceOf,
  folderOf,
  type Manifest,
  type ReadManifest,
  readManifest,
  sha256Of,
} from './manifest.ts';
import { judged } from './reconcile.ts';
import type { ReconcileRequest } from './request.ts';

/** @throws KnownError when the file is no manifest; whatever differs is a row of the report */
export async function verify(file: string, host: Host): Promise<Report> {
  const read = readManifest(resolve(host.cwd, file), file);
  const { manifest } = read;
  const checks: Check[] = [intactness(read, file)];
  const cwd = folderOf(read);
  const there: Host = { ...host, cwd };
  checks.push(...inputChecks(manifest, there));
  const { restated, figures } = await again(manifest, there);
  checks.push(...named(checks, restated, manifest), ...figures);
  checks.push(...previousCheck(read));
  return verifyReport(file, checks, restated, signoff(read, file, checks));
}

function intactness({ intact }: ReadManifest, file: string): Check {
  const status = intact ? 'same' : 'differs';
  return { part: 'manifest', place: `${file}: its own digest`, recorded: null, found: null, status };
}

function inputChecks({ inputs }: Manifest, host: Host): Check[] {
  return inputs.map(({ role, file, sha256 }): Check => {
    const shipped = file.startsWith('shipped:');
    const path = shipped ? join(host.shippedSchedules, file.slice(8)) : resolve(host.cwd, file);
    const place = `${file} (${role})`;
    if (!existsSync(path)) return { part: 'input', place, recorded: sha256, found: null, status: 'missing' };
    const found = sha256Of(path);
    return { part: 'input', place, recorded: sha256, found, status: found === sha256 ? 'same' : 'differs' };
  });
}

/** Judges once more; a run that cannot be made any more is a difference, not a crash. */
async function again(manifest: Manifest, host: Host): Promise<{ restated: Restated[]; figures: Check[] }> {
  const request = {
    files: [],
    map: [],
    symbol: [],
    ...(manifest.request as object),
  } as unknown as ReconcileRequest;
  const digests = new FillDigestRun();
  try {
    const run = await judged(request, host, { observers: [digests], openItems: manifest.openItemsBefore });
    const fills = digests.digests();
    const report = reconcileReport(run.findings);
    const now = await evidenceOf(request, run, report, fills, host.cwd, host);
    const restated =
      manifest.fills.fills === null || fills.fills === null
        ? []
        : restatements(manifest.fills.fills, fills.fills, { from: null, to: null });
    const drawn = withRestated(report, manifest.restated, manifest.previous?.file ?? '');
    const outputs = await compareOutputs(manifest.output, drawn, host);
    return { restated, figures: [...compareFigures(manifest, now), ...outputs] };
  } catch (error) {
    if (!(error instanceof KnownError)) throw error;
    const { sentence, file, line } = error.problem;
    const place = [file, line].filter((part) => part !== null).join(':') || 'the whole run';
    return {
      restated: [],
      figures: [{ part: 'run', place, recorded: null, found: sentence, status: 'differs' }],
    };
  }
}

/** The first row that differs in each changed export. */
function named(checks: readonly Check[], restated: readonly Restated[], { inputs }: Manifest): Check[] {
  const changed = inputs.filter(
    ({ role, file }) =>
      role === 'fills' &&
      checks.some(
        ({ part, place, status }) => part === 'input' && place.startsWith(`${file} `) && status === 'differs',
      ),
  );
  return changed.map(({ file }): Check => {
    const own = restated.filter(({ place }) => place.slice(0, place.lastIndexOf(':')).startsWith(file));
    const lineOf = ({ place }: Restated) => Number(place.slice(place.lastIndexOf(':') + 1));
    const [first] = [...own].sort((a, b) => lineOf(a) - lineOf(b));
    if (first === undefined) {
      const found = 'bytes differ, but no fill does';
      return { part: 'fills', place: file, recorded: null, found, status: 'differs' };
    }
    const trade = first.tradeId === null ? '' : `, trade ${first.tradeId}`;
    const found = `${first.what}${trade}`;
    return { part: 'fills', place: first.place, recorded: 'as it was', found, status: 'differs' };
  });
}

function previousCheck({ manifest, path }: ReadManifest): Check[] {
  const { previous } = manifest;
  if (previous === null) return [];
  const before = resolve(path, '..', previous.file);
  const place = `${previous.file} (the manifest before)`;
  if (!existsSync(before))
    return [{ part: 'previous', place, recorded: previous.sha256, found: null, status: 'missing' }];
  const found = sha256Of(before);
  const status = found === previous.sha256 ? 'same' : 'differs';
  return [{ part: 'previous', place, recorded: previous.sha256, found, status }];
}

/** To be printed and signed. */
function signoff({ manifest, sha256 }: ReadManifest, file: string, checks: readonly Check[]): Table {
  const ok = checks.every(({ status }) => status === 'same');
  return {
    name: 'signoff',
    title: 'Sign-off',
    columns: [
      { key: 'manifest', head: 'manifest', type: 'text' },
      { key: 'sha256', head: 'sha-256', type: 'id' },
      { key: 'result', head: 'result', type: 'text' },
      { key: 'previous', head: 'manifest before', type: 'text' },
      { key: 'preparedBy', head: 'prepared by', type: 'text' },
      { key: 'preparedAt', head: 'at', type: 'text' },
      { key: 'reviewedBy', head: 'reviewed by', type: 'text' },
      { key: 'reviewedAt', head: 'at', type: 'text' },
    ],
    rows: [
      [file, sha256, ok ? 'verified' : 'differs', manifest.previous?.file ?? null, null, null, null, null],
    ],
    onRequest: true,
  };
}
