/** The report of `compare`: table `whatif`, and in sentences who is ahead, by how much, until where. */

import type { ComparedCard } from '../domain/compared-card.ts';
import {
  affiliateOf,
  breakEvenMakerRate,
  breakEvenMakerRatio,
  breakEvenMakerVolume,
  breakEvenShare,
  type CardSum,
  grossOf,
  netOf,
} from '../domain/comparison.ts';
import { type Decimal, plain, ZERO } from '../domain/decimal.ts';
import { type Rate, toBps } from '../domain/rate.ts';
import type { Column, Report, Table, Value } from './model.ts';
import { grouped, money } from './money-words.ts';
import { ratioOf } from './ratio.ts';

/** One card on the flow of one fee asset. */
export interface ComparedRow {
  readonly card: ComparedCard;
  readonly feeAsset: string;
  /** Null where a part of the flow cannot be priced under this card. */
  readonly sum: CardSum | null;
  /** True = volume and fees are in the same asset, so that break-evens make sense. */
  readonly comparable: boolean;
  /** Null = several rates, or none known. */
  readonly makerRate: Rate | null;
  readonly takerRate: Rate | null;
  /** Null for a flow without fills. */
  readonly fills: number | null;
  /** Why fills are not priced, with their number. */
  readonly unpriced: readonly string[];
}

export interface CompareFindings {
  /** Rows in the order of the cards, those of one fee asset together. */
  readonly rows: readonly ComparedRow[];
  /** What was compared, in words. */
  readonly flow: readonly string[];
  readonly notes: readonly string[];
  readonly shortfalls: readonly string[];
  readonly files: readonly string[];
}

export function compareReport(findings: CompareFindings): Report {
  const { rows, flow, shortfalls, files } = findings;
  return {
    command: 'compare',
    run: { inputs: files.map((file) => ({ file })), flow: [...flow], notes: [...findings.notes] },
    verdict: shortfalls.length === 0 ? null : { status: 'incomplete', exitCode: 2 },
    headline: [...flow],
    verdictLines: [...shortfalls.map((why) => `INCOMPLETE  ${why} (exit 2)`), ...resultLines(rows)],
    tables: [whatIfTable(rows)],
    notes: [...new Set(findings.notes)],
    defaultTable: 'whatif',
    summaryLine: null,
  };
}

/** The row that others of its asset are measured against. */
export function firstOf(rows: readonly ComparedRow[], { feeAsset }: ComparedRow): ComparedRow {
  return rows.find((row) => row.feeAsset === feeAsset)!;
}

const COLUMNS: readonly Column[] = [
  { key: 'card', head: 'card', type: 'sentence' },
  { key: 'track', head: 'track', type: 'text', machineOnly: true },
  { key: 'tier', head: 'tier', type: 'text', machineOnly: true },
  { key: 'reached', head: 'reached', type: 'flag' },
  { key: 'makerRateBps', head: 'maker bps', type: 'bps' },
  { key: 'takerRateBps', head: 'taker bps', type: 'bps' },
  { key: 'maker', head: 'maker', type: 'amount' },
  { key: 'taker', head: 'taker', type: 'amount' },
  { key: 'gross', head: 'gross', type: 'amount' },
  { key: 'affiliate', head: 'affiliate', type: 'amount' },
  { key: 'net', head: 'net', type: 'amount' },
  { key: 'difference', head: 'difference', type: 'signed' },
  { key: 'makerDifference', head: 'maker side alone', type: 'signed' },
  { key: 'breakEvenMakerBps', head: 'break-even maker bps', type: 'signedBps' },
  { key: 'breakEvenMakerRatio', head: '… maker ratio', type: 'ratio' },
  { key: 'conditions', head: 'conditions', type: 'sentence', machineOnly: true },
  { key: 'breakEvenShare', head: '… affiliate share', type: 'ratio', machineOnly: true },
  { key: 'breakEvenMakerVolume', head: '… maker volume', type: 'amount', machineOnly: true },
  { key: 'feeAsset', head: 'in', type: 'text' },
  { key: 'fills', head: 'fills', type: 'count', machineOnly: true },
  { key: 'unpriced', head: 'not priced', type: 'list', machineOnly: true },
  { key: 'schedule', head: 'schedule', type: 'text', machineOnly: true },
];

/** As many digits as a report needs of a quotient. */
const cut = (value: Decimal | null) => value?.toSignificantDigits(30) ?? null;

function whatIfTable(rows: readonly ComparedRow[]): Table {
  return {
    name: 'whatif',
    title: 'What if',
    columns: COLUMNS,
    rows: rows.map((row) => rowOf(row, firstOf(rows, row))),
    footnotes: [
      'difference: net less the first card’s net, negative = cheaper than the first. Break-even: where this card costs what the first one costs, all else unchanged',
      ...conditionLines(rows),
    ],
  };
}

/** Every sentence once, with the cards that it is about. */
function conditionLines(rows: readonly ComparedRow[]): string[] {
  const cards = new Map<string, Set<string>>();
  for (const { card, unpriced } of rows) {
    for (const sentence of [...card.conditions, ...unpriced.map((why) => `not priced: ${why}`)]) {
      cards.set(sentence, (cards.get(sentence) ?? new Set()).add(card.name));
    }
  }
  return [...cards].map(([sentence, names]) => `${shortNames([...names])}: ${sentence}`);
}

/** `okx/usdt-futures:VIP 1, VIP 2`: a schedule is said once for its tiers. */
function shortNames(names: readonly string[]): string {
  let before = '';
  return names
    .map((name) => {
      const [head = '', ...rest] = name.split(':');
      const short = head === before && rest.length > 0 ? rest.join(':') : name;
      before = head;
      return short;
    })
    .join(', ');
}

function rowOf(row: ComparedRow, first: ComparedRow): Value[] {
  const { card, sum } = row;
  const solved = row !== first && row.comparable && sum !== null && first.sum !== null;
  const solve = (by: (first: CardSum, card: CardSum) => Decimal | null) =>
    solved ? cut(by(first.sum!, sum)) : null;
  const breakEven = solve(breakEvenMakerRate);
  const minus = (a: Decimal | undefined, b: Decimal | undefined) =>
    a === undefined || b === undefined ? null : a.minus(b);
  return [
    card.name,
    card.terms.track,
    card.terms.track === 'program' && card.agreed.maker !== null ? null : card.terms.tier,
    card.reached,
    row.makerRate === null ? null : toBps(row.makerRate),
    row.takerRate === null ? null : toBps(row.takerRate),
    sum?.maker ?? null,
    sum?.taker ?? null,
    sum === null ? null : grossOf(sum),
    sum === null ? null : affiliateOf(sum),
    sum === null ? null : netOf(sum),
    sum === null || first.sum === null ? null : netOf(sum).minus(netOf(first.sum)),
    minus(sum?.maker, first.sum?.maker),
    breakEven === null ? null : toBps(breakEven),
    solve(breakEvenMakerRatio),
    [...card.conditions, ...row.unpriced.map((why) => `not priced: ${why}`)].join('; '),
    solve(breakEvenShare),
    solve(breakEvenMakerVolume),
    row.feeAsset,
    row.fills,
    row.unpriced,
    card.schedule.id,
  ];
}

/** The reached card that costs least; null where no reached card is priced whole. */
export function winnerOf(rows: readonly ComparedRow[]): ComparedRow | null {
  const priced = rows.filter(({ card, sum }) => card.reached === true && sum !== null);
  return priced.reduce<ComparedRow | null>(
    (best, row) => (best === null || netOf(row.sum!).lt(netOf(best.sum!)) ? row : best),
    null,
  );
}

function resultLines(rows: readonly ComparedRow[]): string[] {
  const assets = [...new Set(rows.map(({ feeAsset }) => feeAsset))];
  return assets.flatMap((asset) =>
    assetLines(
      rows.filter(({ feeAsset }) => feeAsset === asset),
      asset,
    ),
  );
}

function assetLines(rows: readonly ComparedRow[], asset: string): string[] {
  const winner = winnerOf(rows);
  const first = rows[0]!;
  if (winner === null) return [`RESULT  ${asset}: no card that the account has is priced whole`];
  const lines = [`RESULT  ${winner.card.name} costs least of the cards reached: ${costs(winner)}`];
  for (const row of rows) {
    if (row === first || row.sum === null || first.sum === null) continue;
    lines.push(`  ${against(row, first)}`);
  }
  const tempting = rows.filter(
    ({ card, sum }) => card.reached !== true && sum !== null && netOf(sum).lt(netOf(winner.sum!)),
  );
  for (const { card, sum } of tempting) {
    const why = card.reached === false ? 'it is not reached' : 'whether the account has it is not known';
    const net = netOf(sum!);
    const would = net.isNegative()
      ? `would pay the desk ${money(net.negated(), asset)}`
      : `would cost ${money(net, asset)}`;
    lines.push(`  ${card.name} ${would}, but ${why}`);
  }
  return lines;
}

/** A cost, or an income where it is negative. */
function costs({ sum, feeAsset }: ComparedRow): string {
  const net = netOf(sum!);
  return net.isNegative()
    ? `it pays the desk ${money(net.negated(), feeAsset)}`
    : `${money(net, feeAsset)} net`;
}

function against(row: ComparedRow, first: ComparedRow): string {
  const { card, sum, feeAsset } = row;
  const difference = netOf(sum!).minus(netOf(first.sum!));
  const word = difference.isNegative() ? 'less' : 'more';
  const same = `${card.name} costs the same as ${first.card.name}`;
  const head = difference.isZero()
    ? same
    : `${card.name} costs ${money(difference.abs(), feeAsset)} ${word} than ${first.card.name}`;
  const side = sum!.maker.minus(first.sum!.maker);
  const alone = `maker side alone ${side.isZero() ? 'the same' : `${money(side.abs(), feeAsset)} ${side.isNegative() ? 'less' : 'more'}`}`;
  // Where it turns is a question to a rate that is negotiated; a published tier cannot be asked it.
  const negotiated = [row, first].some(
    (one) => one.card.terms.track === 'program' || one.card.agreed.maker !== null,
  );
  if (!row.comparable || !negotiated) return `${head} (${alone})`;
  const rate = breakEvenMakerRate(first.sum!, sum!);
  const ratio = breakEvenMakerRatio(first.sum!, sum!);
  const share = breakEvenShare(first.sum!, sum!);
  const bps = (value: Decimal) => {
    const shown = toBps(value).toDecimalPlaces(4);
    return `${shown.isNegative() || shown.isZero() ? '' : '+'}${plain(shown)} bps`;
  };
  const percent = (value: Decimal) => `${plain(value.times(100).toDecimalPlaces(2))} %`;
  // A ratio at an edge says no more than that one side costs the same.
  const inside = ratio?.gt('0.00005') && ratio.lt('0.99995');
  const parts = [
    rate === null ? null : `ahead at any maker rate below ${bps(rate)}`,
    ratio === null || inside !== true ? null : `even at a maker ratio of ${percent(ratio)}`,
    share === null ? null : `even at an affiliate share of ${percent(share)}`,
  ].filter((part) => part !== null);
  return `${head} (${[alone, ...parts].join('; ')})`;
}

/** `maker 240,000,000.00 · taker 60,000,000.00 USDT (maker ratio 80 %)`. */
export function flowWords(maker: Decimal, taker: Decimal, asset: string): string {
  const ratio = ratioOf(maker, maker.plus(taker)) ?? ZERO;
  return `maker ${grouped(maker)} · taker ${grouped(taker)} ${asset} (maker ratio ${plain(ratio.times(100).toDecimalPlaces(2))} %)`;
}
