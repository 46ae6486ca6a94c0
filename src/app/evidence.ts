/** Runs that keep their evidence: a manifest, and what changed since the manifest before. */
import { existsSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { fail } from '../domain/problem.ts';
import type { Instant, Span } from '../domain/time.ts';
import type { Json, Report } from '../report/model.ts';
import { reconcileReport } from '../report/reconcile-report.ts';
import { withRestated } from '../report/verify-report.ts';
import { FillDigestRun, type FillDigests, type Restated, restatements } from './fill-digests.ts';
import type { Host } from './host.ts';
import { evidenceOf, finishedManifest, type Manifest, type ReadManifest, readManifest } from './manifest.ts';
import { type JudgedRun, judged, openFileOf } from './reconcile.ts';
import type { ReconcileRequest } from './request.ts';

/** As `reconcile`, with a manifest beside. @throws KnownError `manifest-of-stdin` */
export async function reconcileWithEvidence(request: ReconcileRequest, host: Host): Promise<Report> {
  if (request.manifest === undefined) {
    fail('previous-without-manifest', '--previous compares with the manifest that this run writes', {
      hint: 'add --manifest FILE',
    });
  }
  if (request.files.includes('-')) {
    fail('manifest-of-stdin', 'what comes through standard input cannot be verified later', {
      hint: 'save the export and name the file',
    });
  }
  const path = resolve(host.cwd, request.manifest);
  const before = manifestBefore(request, path, host);
  const digests = new FillDigestRun();
  const run = await judged(request, host, { observers: [digests] });
  const fills = digests.digests();
  const plain = reconcileReport(run.findings);
  const restated = before === null ? [] : since(before.manifest, fills, run);
  const report = withRestated(plain, restated, before?.name ?? '');
  const folder = dirname(path);
  const evidence = await evidenceOf(request, run, plain, fills, folder, host);
  const previous =
    request.previous === undefined || before === null
      ? null
      : { file: relative(folder, before.path).split('\\').join('/'), sha256: before.sha256 };
  return {
    ...report,
    sideFiles: [
      ...openFileOf(run),
      {
        path,
        text: ({ files, format, tables, width }) =>
          finishedManifest({ ...evidence, restated }, previous, files, { format, tables, width }, host.cwd),
      },
    ],
  };
}

function manifestBefore(
  { previous }: ReconcileRequest,
  path: string,
  host: Host,
): (ReadManifest & { readonly name: string }) | null {
  if (previous !== undefined)
    return { ...readManifest(resolve(host.cwd, previous), previous), name: previous };
  if (!existsSync(path)) return null;
  const name = relative(host.cwd, path);
  return { ...readManifest(path, name), name };
}

/** What changed among the fills that both runs cover. */
function since({ fills, run }: Manifest, now: FillDigests, { findings }: JudgedRun): Restated[] {
  if (fills.fills === null || now.fills === null) return [];
  return restatements(fills.fills, now.fills, common(periodOf(run), findings.period));
}

function common(a: Span, b: Span): Span {
  const from = [a.from, b.from].filter((one): one is Instant => one !== null);
  const to = [a.to, b.to].filter((one): one is Instant => one !== null);
  return {
    from: from.length === 0 ? null : Math.max(...from),
    to: to.length === 0 ? null : Math.min(...to),
  };
}

function periodOf(run: Json): Span {
  const { period } = run as { readonly period: { readonly from: string | null; readonly to: string | null } };
  const at = (text: string | null) => (text === null ? null : Date.parse(text));
  return { from: at(period.from), to: at(period.to) };
}
