/** The report on rewards. */
import { plain } from '../domain/decimal.ts';
import { isPaidAsDue } from '../domain/rewards/rebate-cap.ts';
import type { Report } from './model.ts';
import { programJson, programLines, readingsTable } from './program-words.ts';
import type { RewardsFindings } from './rewards-findings.ts';
import {
  causesTable,
  poolsTable,
  publishedTable,
  rewardsTable,
  selfTradesTable,
  vestingTable,
} from './rewards-tables.ts';

export function rewardsReport(findings: RewardsFindings): Report {
  const { program, version, checks, rebates, own, notes, published, disqualified } = findings;
  const broken = checks.filter(({ outcome }) => outcome === 'break').length;
  // An epoch that was cut in one ratio is one break, not one per maker.
  const unpaid = rebates.reduce((sum, { rebates: rows, haircuts }) => {
    const off = rows.filter((row) => row.paid !== null && !isPaidAsDue(row)).length;
    return sum + (haircuts.some(({ unfounded }) => unfounded) ? Math.min(off, 1) : off);
  }, 0);
  const breaks = broken + unpaid;
  const refused = own?.refused ?? 0;
  const status = refused > 0 ? 'incomplete' : breaks > 0 ? 'breaks' : 'unproven';
  const exitCode = refused > 0 ? 2 : breaks > 0 ? 1 : 0;
  const line = `${status}: ${verdictWords(findings, broken, unpaid)} (exit ${exitCode})`;
  return {
    command: 'rewards',
    run: { ...programJson(program, version), epoch: findings.epoch, disqualified, notes },
    verdict: { status, exitCode, breaks, unjudged: 0, refused },
    headline: programLines(program, version),
    verdictLines: [line],
    tables: [
      rewardsTable(findings),
      poolsTable(findings),
      vestingTable(findings),
      ...(rebates.length === 0 ? [] : [causesTable(rebates)]),
      ...(published === null ? [] : [publishedTable(findings)]),
      ...(own === null ? [] : [selfTradesTable(own.selfTrades)]),
      readingsTable(version, true),
    ],
    notes: [
      ...notes,
      ...program.notes.slice(0, 1),
      `more: fee-audit schedules show ${program.id}@${version.version}`,
    ],
    defaultTable: 'rewards',
    summaryLine: `fee-audit rewards: ${line}`,
  };
}

function verdictWords(
  { awards, rebates, takerAwards, published, own, checks }: RewardsFindings,
  broken: number,
  unpaid: number,
) {
  const pools = new Set(awards.filter(({ award }) => !award.isZero()).map(({ pool }) => pool.name));
  const paid = rebates.flatMap(({ rebates: rows, pool }) => {
    const sum = rows.reduce((total, { due }) => total.plus(due), pool.amount.times(0));
    return [`${plain(sum)} ${pool.asset} of rebates`];
  });
  const parts = [
    ...(pools.size === 0 ? [] : [`${pools.size} ${pools.size === 1 ? 'pool' : 'pools'} split by score`]),
    ...paid,
    ...(takerAwards.length === 0 ? [] : ['1 pool split by net taker fees']),
    ...(unpaid === 0 ? [] : [`${unpaid} paid otherwise than due`]),
    ...(published === null ? [] : [`${checks.length} checks of the published scores, ${broken} broken`]),
    ...(own === null ? [] : [`${own.selfTrades.length} self-trades in ${own.fills} fills`]),
  ];
  return parts.length === 0 ? 'nothing to split' : parts.join(', ');
}
