/** The report of `claims`: what to ask back from whom, with a letter for each. */

import type { Claim } from '../domain/claim.ts';
import { type Decimal, plain } from '../domain/decimal.ts';
import { formatShort } from '../domain/time.ts';
import { causesTable } from './causes-table.ts';
import {
  type ClaimFindings,
  claimName,
  claimsTable,
  type PartnerClaim,
  partnerClaims,
  periodsTable,
  rebatedOf,
  tradesTable,
  underchargesTable,
} from './claim-tables.ts';
import type { Letter, Report, Table } from './model.ts';
import { reconcileReport } from './reconcile-report.ts';

/** Trades that a letter shows; the file holds all. */
const SHOWN = 10;

const count = (number: number, word: string) => `${number} ${word}${number === 1 ? '' : 's'}`;

export function claimsReport(found: ClaimFindings): Report {
  const { findings } = found;
  const over = found.claims.filter(({ under }) => !under);
  const under = found.claims.filter((claim) => claim.under);
  const partners = partnerClaims(findings.statement.lanes);
  const groups = grouped(over);
  const trades = groups.map(([first]) => tradesTable(first!.scope.venue, first!.code, found));
  const owed = mergedByName(partners.map(periodsTable));
  const base = reconcileReport(findings);
  return {
    ...base,
    command: 'claims',
    verdictLines: verdictLines(over, partners, base.verdictLines[0] ?? ''),
    tables: [claimsTable(over, partners), underchargesTable(under), causesOf(found), ...trades, ...owed],
    notes: [...notesOf(over, under), ...base.notes],
    defaultTable: 'claims',
    letters: [
      ...groups.map((claims, index) => venueLetter(claims, trades[index]!, found)),
      ...partners.map(partnerLetter),
    ],
  };
}

const causesOf = ({ findings }: ClaimFindings): Table => ({
  ...causesTable(findings.settlement.causes, [], findings.terms, findings.rates, findings.statement.lanes),
  onRequest: true,
});

/** Claims that go into one file: one venue and cause. */
function grouped(claims: readonly Claim[]): Claim[][] {
  const groups = new Map<string, Claim[]>();
  for (const claim of claims) {
    const name = claimName(claim.scope.venue, claim.code);
    groups.set(name, [...(groups.get(name) ?? []), claim]);
  }
  return [...groups.values()];
}

/** Several accounts or assets of one partner and cause share a file. */
function mergedByName(tables: readonly Table[]): Table[] {
  const merged = new Map<string, Table>();
  for (const table of tables) {
    const known = merged.get(table.name);
    merged.set(table.name, known === undefined ? table : { ...known, rows: [...known.rows, ...table.rows] });
  }
  return [...merged.values()];
}

function verdictLines(over: readonly Claim[], partners: readonly PartnerClaim[], verdict: string): string[] {
  if (over.length === 0 && partners.length === 0) return ['CLAIMS  none', `  ${verdict}`];
  const venues = over.map(
    (claim) =>
      `  ${claim.scope.venue} ${claim.code}: ${plain(claim.difference)} ${claim.scope.feeAsset} on ${count(claim.fills, 'trade')}${netWords(claim)}`,
  );
  const owed = partners.map(
    ({ lane, code, periods, amount }) =>
      `  ${lane.terms.partner} ${code}: ${plain(amount)} ${lane.asset} for ${count(periods.length, 'period')}`,
  );
  return [`CLAIMS  ${over.length + partners.length}`, ...venues, ...owed, `  ${verdict}`];
}

/** `, of which jacktrader takes 2.40 back: net 3.60`. */
function netWords(claim: Claim): string {
  const rebated = rebatedOf(claim);
  const partners = [...claim.clawBack.keys()].sort().join(', ');
  if (rebated === null)
    return `, of which ${partners} may take a share back (no share was agreed, so the net is not known)`;
  if (rebated.isZero()) return '';
  return `, of which ${partners} will take ${plain(rebated)} back: net ${plain(claim.difference.minus(rebated))}`;
}

function notesOf(over: readonly Claim[], under: readonly Claim[]): string[] {
  const notes: string[] = [];
  if (over.some(({ clawBack }) => clawBack.size > 0))
    notes.push(
      'already rebated: the share of the overcharge that the partner paid, which it will take back once the venue refunds the fee',
    );
  if (under.length > 0) notes.push('undercharges are in no claim; the venue may charge them later');
  if (over.length > 0 && over.every(({ claimableUntil }) => claimableUntil === null))
    notes.push('no schedule states until when a fee can be claimed; claim soon');
  return notes;
}

function venueLetter(claims: readonly Claim[], trades: Table, { findings }: ClaimFindings): Letter {
  const [first] = claims;
  const { code, scope } = first!;
  const name = claimName(scope.venue, code);
  const schedules = [...new Set([...trades.rows].map((row) => `${row[13]} ${row[14] ?? ''}`.trim()))].sort();
  const sources = findings.schedules
    .filter(({ id, version }) => schedules.includes(`${id} ${version.version}`))
    .map(({ version }) => version.provenance.source);
  const until = claims.map(({ claimableUntil }) => claimableUntil).filter((one) => one !== null);
  const from = Math.min(...claims.map(({ span }) => span.first.time));
  const to = Math.max(...claims.map(({ span }) => span.last.time));
  const methods = [...new Set([...trades.rows].map((row) => String(row[15] ?? '')))]
    .filter((one) => one !== '')
    .sort();
  return {
    name,
    title: `Fee claim: ${scope.venue}, ${code}`,
    paragraphs: [
      `Accounts: ${[...new Set(claims.map((claim) => claim.scope.account))].sort().join(', ')}.`,
      `Period: ${formatShort(from)} to ${formatShort(to)}.`,
      ...claims.map(moneySentence),
      ...causeSentences(claims, findings),
      `Fee schedule: ${schedules.join(', ') || 'as agreed'}${sources.length === 0 ? '' : ` (${[...new Set(sources)].join('; ')})`}.`,
      `Method: ${methods.slice(0, 4).join('; ')}; recomputed fill by fill, rounded as you round. Every trade id stands in ${name}.csv.`,
      ...(until.length === 0 ? [] : [`To be claimed until ${formatShort(Math.min(...until))}.`]),
    ],
    tables: [firstTrades(trades)],
  };
}

/** The first trades, with what a venue needs to find them. */
function firstTrades({ columns, rows, ...table }: Table): Table {
  const shown = columns
    .map((column, index) => ({ column, index }))
    .filter(({ column }) => !column.machineOnly);
  return {
    ...table,
    title: 'First trades',
    columns: shown.map(({ column }) => column),
    rows: rows.slice(0, SHOWN).map((row) => shown.map(({ index }) => row[index] ?? null)),
  };
}

function moneySentence({ fills, scope, charged, expected, difference }: Claim): string {
  const { product, feeAsset } = scope;
  const taken = `charged ${plain(charged)} ${feeAsset}, due ${plain(expected)} ${feeAsset}`;
  return `${count(fills, 'trade')} on ${product}: ${taken}; we ask for ${plain(difference)} ${feeAsset} back.`;
}

/** The finding in one sentence, without what to do about it. */
function causeSentences(
  claims: readonly Claim[],
  { settlement, terms, rates }: ClaimFindings['findings'],
): string[] {
  const table = causesTable(settlement.causes, [], terms, rates);
  const at = (key: string) => table.columns.findIndex((column) => column.key === key);
  return claims.flatMap(({ code, scope }) =>
    [...table.rows]
      .filter((row) => row[at('code')] === code && row[at('venue')] === scope.venue)
      .filter((row) => row[at('account')] === scope.account && row[at('feeAsset')] === scope.feeAsset)
      .filter((row) => row[at('product')] === scope.product)
      .map((row) => `Finding: ${String(row[at('sentence')]).replace(/: [^:]*$/, '.')}`),
  );
}

function partnerLetter(claim: PartnerClaim): Letter {
  const { lane, code, periods, amount } = claim;
  const sum = (pick: (period: (typeof periods)[number]) => Decimal | null) =>
    plain(periods.reduce((total, period) => total.plus(pick(period) ?? 0), amount.minus(amount)));
  return {
    name: claimName(lane.terms.partner, code),
    title: `Rebate claim: ${lane.terms.partner}, ${code}`,
    paragraphs: [
      `Account: ${lane.account}.`,
      `${count(periods.length, 'period')} from ${formatShort(periods[0]!.from)} to ${formatShort(periods.at(-1)!.to)}: accrued ${sum(({ accrued }) => accrued)} ${lane.asset}, received ${sum(({ paid }) => paid)} ${lane.asset}.`,
      `For this cause we ask for ${plain(amount)} ${lane.asset}.`,
      'Method: agreed share × fee actually charged, on positive fees only, fill by fill.',
    ],
    tables: [{ ...periodsTable(claim), title: 'Periods' }],
  };
}
