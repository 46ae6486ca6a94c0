/** Tables of `claims`: one row per counterparty and cause, and one table per claim, trade ids first. */
import { type Claim, clawBackOf } from '../domain/claim.ts';
import { type Decimal, ZERO } from '../domain/decimal.ts';
import type { BreakRecord } from '../domain/largest-breaks.ts';
import { compareMarks, markOf } from '../domain/mark.ts';
import { formatRate } from '../domain/rate.ts';
import type { MatchedPeriod, RebateCode } from '../domain/rebate-match.ts';
import type { ScheduleVersion } from '../domain/schedule.ts';
import type { TermsInForce } from '../domain/terms.ts';
import type { Instant } from '../domain/time.ts';
import type { Findings, MatchedLane } from './findings.ts';
import type { Column, Table, Value } from './model.ts';

export interface ClaimFindings {
  readonly findings: Findings;
  /** Overcharges and undercharges, apart. */
  readonly claims: readonly Claim[];
  versionAt(schedule: string, time: Instant): ScheduleVersion | null;
  termsAt(account: string, venue: string, product: string, time: Instant): TermsInForce | null;
}

/** What a partner left unpaid for one cause. */
export interface PartnerClaim {
  readonly lane: MatchedLane;
  readonly code: RebateCode;
  readonly periods: readonly MatchedPeriod[];
  readonly amount: Decimal;
}

const slug = (text: string) =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60) || 'unnamed';

/** Name of a claim's table and files: `claim-okx-tier-stale`. */
export const claimName = (counterparty: string, code: string): string =>
  `claim-${slug(counterparty)}-${slug(code)}`;

/** Shortages that the partner owes under terms that were agreed and dates that were stated. */
export function partnerClaims(lanes: readonly MatchedLane[]): PartnerClaim[] {
  const codes: readonly RebateCode[] = ['REBATE_SHORT', 'REBATE_INELIGIBLE', 'POOL_HAIRCUT', 'FX_FIXING'];
  return lanes
    .filter(({ terms }) => terms.cutOffMinute !== null)
    .flatMap((lane) =>
      codes.flatMap((code) => {
        const periods = lane.match.periods.filter(({ parts }) => parts.get(code)?.gt(0) === true);
        const amount = periods.reduce((sum, { parts }) => sum.plus(parts.get(code)!), ZERO);
        return periods.length === 0 ? [] : [{ lane, code, periods, amount }];
      }),
    );
}

/** Null where the share is only a maximum: what came back is then not known. */
export function rebatedOf({ clawBack, ceiling }: Claim): Decimal | null {
  return ceiling ? null : [...clawBack.values()].reduce((sum: Decimal, amount) => sum.plus(amount), ZERO);
}

export function claimsTable(claims: readonly Claim[], partners: readonly PartnerClaim[]): Table {
  const rows = claims.map((claim): Value[] => {
    const { scope, code, fills, difference, claimableUntil, span, clawBack } = claim;
    const rebated = rebatedOf(claim);
    return [
      ...[scope.venue, code, fills, difference, rebated, rebated === null ? null : difference.minus(rebated)],
      ...[
        claimableUntil,
        `${claimName(scope.venue, code)}.csv`,
        scope.feeAsset,
        scope.account,
        scope.product,
      ],
      ...[
        span.first.time,
        span.last.time,
        span.first.tradeId,
        span.last.tradeId,
        [...clawBack.keys()].sort(),
      ],
    ];
  });
  const owed = partners.map(({ lane, code, periods, amount }): Value[] => [
    ...[
      lane.terms.partner,
      code,
      null,
      amount,
      ZERO,
      amount,
      null,
      `${claimName(lane.terms.partner, code)}.csv`,
    ],
    ...[lane.asset, lane.account, null, periods[0]!.from, periods.at(-1)!.to, null, null, []],
  ]);
  return {
    name: 'claims',
    title: 'Claims',
    columns: [
      { key: 'venue', head: 'to', type: 'text' },
      { key: 'cause', head: 'cause', type: 'text' },
      { key: 'trades', head: 'trades', type: 'count' },
      { key: 'gross', head: 'claim', type: 'amount' },
      { key: 'alreadyRebated', head: 'already rebated', type: 'amount' },
      { key: 'net', head: 'net', type: 'amount' },
      { key: 'claimableUntil', head: 'until', type: 'time' },
      { key: 'file', head: 'file', type: 'text' },
      { key: 'feeAsset', head: 'in', type: 'text' },
      { key: 'account', head: 'account', type: 'text' },
      { key: 'product', head: 'product', type: 'text', machineOnly: true },
      { key: 'from', head: 'from', type: 'time', machineOnly: true },
      { key: 'to', head: 'to', type: 'time', machineOnly: true },
      { key: 'firstTradeId', head: 'first trade', type: 'id', machineOnly: true },
      { key: 'lastTradeId', head: 'last trade', type: 'id', machineOnly: true },
      { key: 'clawBackBy', head: 'claw-back by', type: 'list' },
    ],
    rows: [...rows, ...owed],
  };
}

/** What the venue took too little: it is nothing to claim, and the venue may charge it later. */
export function underchargesTable(claims: readonly Claim[]): Table {
  return {
    name: 'undercharges',
    title: 'Undercharges (in no claim)',
    columns: [
      { key: 'venue', head: 'venue', type: 'text' },
      { key: 'cause', head: 'cause', type: 'text' },
      { key: 'trades', head: 'trades', type: 'count' },
      { key: 'amount', head: 'variance', type: 'signed' },
      { key: 'feeAsset', head: 'in', type: 'text' },
      { key: 'account', head: 'account', type: 'text' },
      { key: 'product', head: 'product', type: 'text', machineOnly: true },
      { key: 'from', head: 'from', type: 'time', machineOnly: true },
      { key: 'to', head: 'to', type: 'time', machineOnly: true },
    ],
    rows: claims.map(({ scope, code, fills, difference, span }) => [
      ...[scope.venue, code, fills, difference, scope.feeAsset, scope.account, scope.product],
      ...[span.first.time, span.last.time],
    ]),
  };
}

const TRADES: readonly Column[] = [
  { key: 'tradeId', head: 'trade', type: 'id' },
  { key: 'orderId', head: 'order', type: 'id', machineOnly: true },
  { key: 'account', head: 'account', type: 'text', machineOnly: true },
  { key: 'symbol', head: 'symbol', type: 'text' },
  { key: 'time', head: 'time', type: 'time' },
  { key: 'side', head: 'side', type: 'text' },
  { key: 'liquidity', head: 'liquidity', type: 'text' },
  { key: 'price', head: 'price', type: 'price' },
  { key: 'quantity', head: 'quantity', type: 'amount' },
  { key: 'charged', head: 'charged', type: 'amount' },
  { key: 'expected', head: 'expected', type: 'amount' },
  { key: 'difference', head: 'difference', type: 'signed' },
  { key: 'feeAsset', head: 'in', type: 'text' },
  { key: 'schedule', head: 'schedule', type: 'text', machineOnly: true },
  { key: 'version', head: 'version', type: 'text', machineOnly: true },
  { key: 'method', head: 'how', type: 'sentence' },
  { key: 'alreadyRebated', head: 'already rebated', type: 'amount', machineOnly: true },
  { key: 'net', head: 'net', type: 'amount', machineOnly: true },
  { key: 'file', head: 'file', type: 'text', machineOnly: true },
  { key: 'line', head: 'line', type: 'count', machineOnly: true },
];

/** Every overcharged trade of one venue and cause, streamed; the rows held are the largest of the run, by time. */
export function tradesTable(venue: string, code: string, found: ClaimFindings): Table {
  const { findings } = found;
  const belongs = ({ scope, signature, judged }: BreakRecord) =>
    scope.venue === venue &&
    judged.variance?.gt(0) === true &&
    findings.settlement.codeOf(scope, signature) === code;
  const held = [...findings.reconciliation.largest.sorted()]
    .filter(belongs)
    .sort((a, b) => compareMarks(markOf(a.fill), markOf(b.fill)));
  return {
    name: claimName(venue, code),
    title: `${venue}: ${code}`,
    columns: TRADES,
    rows: held.map((record) => tradeRow(record, found)),
    stream: async function* () {
      for await (const records of findings.breaks()) {
        yield records.filter(belongs).map((record) => tradeRow(record, found));
      }
    },
    onRequest: true,
  };
}

function tradeRow({ fill, judged, scope }: BreakRecord, { termsAt, versionAt }: ClaimFindings): Value[] {
  const { due, expected, variance, liquidity, feeAsset } = judged;
  const terms = termsAt(scope.account, scope.venue, scope.product, fill.time);
  const back = clawBackOf(fill.fee, judged, terms?.affiliate ?? null, terms?.track ?? 'ladder');
  const rebated = back === null ? ZERO : back.ceiling ? null : back.amount;
  const schedule = due?.schedule ?? null;
  return [
    ...[fill.tradeId, fill.orderId, fill.account, fill.instrument.symbol, fill.time, fill.side, liquidity],
    ...[fill.price, fill.quantity, fill.fee, expected, variance, feeAsset, schedule],
    schedule === null ? null : (versionAt(schedule, fill.time)?.version ?? null),
    methodOf(due),
    ...[
      rebated,
      rebated === null || variance === null ? null : variance.minus(rebated),
      fill.file,
      fill.line,
    ],
  ];
}

/** `VIP 4: traded value × 0.008%`. */
function methodOf(due: BreakRecord['judged']['due']): string | null {
  if (due === null) return null;
  const less =
    due.discount === null ? '' : ` (${formatRate(due.published)} less the ${due.discount.asset} discount)`;
  return `${due.tier === null ? 'agreed rate' : due.tier}: traded value × ${formatRate(due.rate)}${less}`;
}

/** The periods of one shortage of a partner. */
export function periodsTable({ lane, code, periods }: PartnerClaim): Table {
  return {
    name: claimName(lane.terms.partner, code),
    title: `${lane.terms.partner}: ${code}`,
    columns: [
      { key: 'periodFrom', head: 'from', type: 'time' },
      { key: 'periodTo', head: 'to', type: 'time' },
      { key: 'asset', head: 'asset', type: 'text' },
      { key: 'eligibleFee', head: 'eligible fee', type: 'amount' },
      { key: 'accrued', head: 'accrued', type: 'amount' },
      { key: 'paid', head: 'paid', type: 'amount' },
      { key: 'difference', head: 'claim', type: 'signed' },
      { key: 'account', head: 'account', type: 'text', machineOnly: true },
    ],
    rows: periods.map(({ from, to, eligible, accrued, paid, parts }) => [
      ...[from, to, lane.asset, eligible, accrued, paid, parts.get(code)!, lane.account],
    ]),
    onRequest: true,
  };
}
