/** Claims: what a venue overcharged and a partner left unpaid, one file per counterparty and cause. */

import { ClaimSums, claimsOf } from '../domain/claim.ts';
import type { Fill } from '../domain/fill.ts';
import type { CauseCode } from '../domain/hypothesis.ts';
import type { FillJudgement } from '../domain/judgement.ts';
import { fail } from '../domain/problem.ts';
import type { ScheduleVersion } from '../domain/schedule.ts';
import type { PlannedTerms, TermsInForce } from '../domain/terms.ts';
import { DAY, type Instant } from '../domain/time.ts';
import type { FillObserver } from '../engine/engine.ts';
import { claimsReport } from '../report/claims-report.ts';
import type { Report } from '../report/model.ts';
import type { Host } from './host.ts';
import { type JudgedRun, judged } from './reconcile.ts';
import type { ReconcileRequest } from './request.ts';

/**
 * Judges and reports what can be claimed. @throws KnownError `claims-inferred`: a tier that was read from the fees proves
 * nothing about them
 */
export async function claims(request: ReconcileRequest, host: Host): Promise<Report> {
  const observer = new ClaimsObserver();
  const run = await judged(request, host, { observers: [observer] });
  refuseInferred(run);
  const { findings, result } = run;
  const { settlement } = findings;
  const versions = result.versionsUsed;
  const versionAt = (id: string, time: Instant): ScheduleVersion | null =>
    versions.find(
      (used) =>
        used.id === id && used.version.from <= time && (used.version.to === null || time < used.version.to),
    )?.version ?? null;
  const sums = observer.settled(versionAt);
  const found = claimsOf(sums, (scope, signature): CauseCode => settlement.codeOf(scope, signature));
  return claimsReport({
    findings,
    claims: found,
    versionAt,
    termsAt: (account, venue, product, time) => termsAt(result.terms, account, venue, product, time),
  });
}

function refuseInferred({ result }: JudgedRun): void {
  const inferred = result.terms.filter(({ basis }) => basis === 'inferred');
  if (inferred.length === 0) return;
  const names = [
    ...new Set(inferred.map(({ account, venue, product }) => `${account} (${venue} ${product})`)),
  ];
  fail(
    'claims-inferred',
    'a tier that was read from the fees proves nothing about them, so nothing is claimed on it',
    {
      value: names.join(', '),
      hint: 'say what the account is entitled to: --tier "VIP 4", or terms: in fee-audit.yaml',
    },
  );
}

function termsAt(
  all: readonly PlannedTerms[],
  account: string,
  venue: string,
  product: string,
  time: Instant,
): PlannedTerms | null {
  const own = all.filter((one) => one.account === account && one.venue === venue && one.product === product);
  return own.filter(({ from }) => from === null || from <= time).at(-1) ?? null;
}

/** Gathers the sums of breaks; deadlines are set afterwards, when the versions in force are known. */
class ClaimsObserver implements FillObserver {
  private sums = new ClaimSums();
  private readonly earliest = new Map<string, { schedule: string; time: Instant }>();

  begin(): void {
    this.sums = new ClaimSums();
    this.earliest.clear();
  }

  fill(fill: Fill, judgement: FillJudgement, terms: TermsInForce, signature: string): void {
    if (judgement.outcome !== 'break') return;
    const key = this.sums.add(fill, judgement, terms, signature);
    const schedule = judgement.due?.schedule;
    if (key === null || schedule === undefined) return;
    const at = `${key}\u001d${schedule}`;
    const before = this.earliest.get(at);
    if (before === undefined || fill.time < before.time) this.earliest.set(at, { schedule, time: fill.time });
  }

  settled(versionAt: (id: string, time: Instant) => ScheduleVersion | null): ClaimSums {
    for (const [at, { schedule, time }] of this.earliest) {
      const days = versionAt(schedule, time)?.clauses.claimDays;
      if (days === undefined) continue;
      const sum = this.sums.sums.get(at.slice(0, at.lastIndexOf('\u001d')))!;
      const until = time + days * DAY;
      if (sum.claimableUntil === null || until < sum.claimableUntil) sum.claimableUntil = until;
    }
    return this.sums;
  }
}
