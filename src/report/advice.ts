/** The decision of the article (June 2026, "How to decide, in one pass") on a desk's own figures, one sentence each. */
import {
  affiliateOf,
  breakEvenMakerRate,
  type CardSum,
  grossOf,
  netOf,
  worthOfMakerPercent,
} from '../domain/comparison.ts';
import { type Decimal, plain, ZERO } from '../domain/decimal.ts';
import { formatRate, type Rate, toBps } from '../domain/rate.ts';
import type { TierRow } from '../domain/schedule.ts';
import { type ComparedRow, winnerOf } from './compare-report.ts';
import type { Table, Value } from './model.ts';
import { money } from './money-words.ts';
import { conditionWords } from './schedule-words.ts';

const ARTICLE = 'maker-rebates article (June 2026)';

/** So many pairs are a handful, which a program's duties per pair can fit. */
export const FEW_PAIRS = 5;

export interface AdviceInput {
  /** The account's ladder first, then programs and others; of one fee asset. */
  readonly rows: readonly ComparedRow[];
  readonly asset: string;
  /** Rungs of the account's ladder, lowest first, and where they come from. */
  readonly rungs: readonly TierRow[];
  readonly ladderSource: string;
  /** Pairs traded; null = not known. */
  readonly symbols: number | null;
  /** Part of the volume that the largest few pairs have; null = not known. */
  readonly largestShare: Decimal | null;
  /** Programs of the venue that nobody gave rates for. */
  readonly programs: readonly {
    readonly id: string;
    readonly obligations: readonly string[];
    readonly source: string;
  }[];
}

/** One sentence of the advice. */
export interface Advice {
  readonly step: string;
  /** Whether this case of the procedure is the account's. */
  readonly applies: boolean;
  readonly figure: Decimal | null;
  readonly unit: string | null;
  readonly sentence: string;
  readonly source: string;
}

/** Every case of the procedure, those that apply and those that do not. */
export function adviceOn(input: AdviceInput): Advice[] {
  const [own] = input.rows;
  if (own === undefined || own.sum === null) return [];
  return [
    ...ladderAdvice(input, own, own.sum),
    ...programAdvice(input, own.sum),
    ...breadthAdvice(input),
    ...topAdvice(input, own, own.sum),
  ];
}

const bps = (value: Decimal) => `${plain(toBps(value).toDecimalPlaces(4))} bps`;
const percent = (value: Decimal) => `${plain(value.times(100).toDecimalPlaces(2))} %`;

function ladderAdvice(input: AdviceInput, own: ComparedRow, sum: CardSum): Advice[] {
  const { asset, rungs, ladderSource } = input;
  const told = (value: Decimal) => money(value, asset);
  const applies = own.makerRate?.gt(0) ?? false;
  const zero = rungs.find(({ maker }) => maker?.isZero());
  const negative = rungs.find(({ maker }) => maker?.isNegative() && !maker.isZero());
  const ask = (row: TierRow | undefined) =>
    row === undefined ? null : `${row.tier}${row.when === null ? '' : ` (${conditionWords(row.when)})`}`;
  const step = 'below the zero-fee tier';
  const name = own.card.terms.tier ?? own.card.name;
  const reach = [
    zero === undefined ? null : `it is zero at ${ask(zero)}`,
    negative === undefined ? null : `negative from ${ask(negative)}`,
  ].filter((part) => part !== null);
  const worth = worthOfMakerPercent(sum);
  const back = affiliateOf(sum).negated();
  const advice = (figure: Decimal | null, unit: string | null, sentence: string, source: string): Advice => ({
    step,
    applies,
    figure,
    unit,
    sentence,
    source,
  });
  return [
    advice(
      own.makerRate === null ? null : toBps(own.makerRate),
      'bps',
      own.makerRate === null
        ? `the maker rate at ${name} is not one figure`
        : applies
          ? `at ${name} resting costs ${bps(own.makerRate)}: the ladder does not pay makers yet; ${reach.join(', ') || 'no tier of it is known to'}`
          : `at ${name} resting costs ${bps(own.makerRate)}: the ladder charges makers nothing`,
      ladderSource,
    ),
    advice(
      worth,
      asset,
      worth === null
        ? 'what a further percent of maker ratio is worth needs both sides of the flow'
        : `each further percent of the volume that rests instead of crossing (post-only) saves ${told(worth)}; whether it fills is not priced`,
      ARTICLE,
    ),
    advice(
      back,
      asset,
      sum.share.isZero()
        ? 'no partner is named (--affiliate), so no rebate is stacked'
        : `the stacked affiliate rebate of ${formatRate(sum.share as Rate)} brings back ${told(back)} of ${told(grossOf(sum))}`,
      ARTICLE,
    ),
  ];
}

function programAdvice(input: AdviceInput, own: CardSum): Advice[] {
  const { rows, asset, symbols, programs } = input;
  const told = (value: Decimal) => money(value, asset);
  const step = 'committed to few pairs';
  const offered = rows.filter(({ card }) => card.terms.track === 'program');
  const few = symbols !== null && symbols <= FEW_PAIRS;
  const applies = offered.length > 0 || few;
  const priced = offered.map((row): Advice => {
    const { card, sum } = row;
    if (sum === null) {
      const why = row.unpriced.join(', ');
      return {
        step,
        applies,
        figure: null,
        unit: null,
        sentence: `${card.name} cannot be priced: ${why}`,
        source: card.schedule.id,
      };
    }
    const difference = netOf(sum).minus(netOf(own));
    const rate = breakEvenMakerRate(own, sum);
    const forfeits = affiliateOf(own).negated();
    const duties =
      card.schedule.obligations.length === 0 ? '' : `; not priced: ${card.schedule.obligations.join(' ')}`;
    const word = difference.isNegative() ? `${told(difference.abs())} cheaper` : `${told(difference)} dearer`;
    const ahead = rate === null ? '' : `; it is ahead at any maker rate below ${signed(rate)}`;
    const nets = `${card.name} nets ${told(netOf(sum))} against ${told(netOf(own))}, ${word}`;
    return {
      step,
      applies,
      figure: difference,
      unit: asset,
      sentence: `${nets}, having forfeited the affiliate rebate of ${told(forfeits)}${ahead}${duties}`,
      source: `${card.schedule.id}: ${card.schedule.versions.at(-1)?.provenance.source ?? ''}`,
    };
  });
  if (priced.length > 0) return priced;
  // Without an offer in hand: what a program that keeps the ladder's taker would have to pay.
  const bare = { ...own, eligibleMaker: ZERO, eligibleTaker: ZERO, share: ZERO, makerStacks: false };
  const rate = breakEvenMakerRate(own, bare);
  return programs.map(
    ({ id, obligations, source }): Advice => ({
      step,
      applies,
      figure: rate === null ? null : toBps(rate),
      unit: 'bps',
      sentence: [
        `${id} is by application; with the ladder's taker it would be ahead at any maker rate below`,
        `${rate === null ? 'what is not known' : signed(rate)}, the affiliate rebate being lost`,
        `(--card "${id}:maker=RATE" prices an offer)${obligations.length === 0 ? '' : `; not priced: ${obligations.join(' ')}`}`,
      ].join(' '),
      source,
    }),
  );
}

function signed(rate: Decimal): string {
  return `${rate.isNegative() || rate.isZero() ? '' : '+'}${bps(rate)}`;
}

function breadthAdvice({ symbols, largestShare }: AdviceInput): Advice[] {
  const step = 'many symbols';
  if (symbols === null) {
    const sentence = 'how many pairs are traded is not known: fills or --pairs tell it';
    return [{ step, applies: false, figure: null, unit: null, sentence, source: ARTICLE }];
  }
  const many = symbols > FEW_PAIRS;
  const part =
    largestShare === null
      ? ''
      : `, the largest ${Math.min(FEW_PAIRS, symbols)} of them ${percent(largestShare)} of the volume`;
  const sentence = many
    ? `${symbols} pairs are traded${part}: the ladder leaves them free, a program's duties are per pair`
    : `${symbols} ${symbols === 1 ? 'pair is' : 'pairs are'} traded, few enough for a program's duties per pair`;
  return [
    {
      step,
      applies: many,
      figure: largestShare,
      unit: largestShare === null ? null : 'of volume',
      sentence,
      source: ARTICLE,
    },
  ];
}

function topAdvice({ asset }: AdviceInput, own: ComparedRow, sum: CardSum): Advice[] {
  const told = (value: Decimal) => money(value, asset);
  const step = 'at zero and negative tiers';
  const applies = own.makerRate?.lte(0) ?? false;
  if (!applies) {
    const sentence = 'the maker side is charged, so that the rebate is not on taker flow alone';
    return [{ step, applies, figure: null, unit: null, sentence, source: ARTICLE }];
  }
  const back = affiliateOf(sum).negated();
  const tenth = sum.takerNotional.times('1e-5');
  return [
    {
      step,
      applies,
      figure: back,
      unit: asset,
      sentence: `${sum.maker.isZero() ? 'the maker side costs nothing' : `the maker side pays the desk ${told(sum.maker.negated())}`}; the affiliate rebate is on taker flow only: ${sum.share.isZero() ? 'none is named' : told(back)}`,
      source: ARTICLE,
    },
    {
      step,
      applies,
      figure: tenth,
      unit: asset,
      sentence: `negotiate the tier: each 0.1 bps off the taker rate is worth ${told(tenth)}`,
      source: ARTICLE,
    },
  ];
}

/** The one line at the top: the cheapest of the cards that the account has. */
export function verdictOn(rows: readonly ComparedRow[], asset: string): string {
  const winner = winnerOf(rows);
  if (winner === null) return 'ADVICE  no card that the account has is priced whole';
  const [own] = rows;
  const net = money(netOf(winner.sum!), asset);
  if (winner === own)
    return `ADVICE  stay on ${winner.card.name}: ${net} net, the least of the cards that the account has`;
  const saved = own?.sum == null ? null : netOf(own.sum).minus(netOf(winner.sum!));
  const duties = winner.card.terms.track === 'program' ? ', if its obligations can be met' : '';
  return `ADVICE  ${winner.card.name} costs least: ${net} net${saved === null ? '' : `, ${money(saved, asset)} less than ${own!.card.name}`}${duties}`;
}

export function adviceTable(all: readonly Advice[]): Table {
  return {
    name: 'advice',
    title: 'How to decide, in one pass',
    columns: [
      { key: 'step', head: 'case', type: 'text' },
      { key: 'applies', head: 'applies', type: 'flag' },
      { key: 'figure', head: 'figure', type: 'amount' },
      { key: 'unit', head: 'in', type: 'text' },
      { key: 'sentence', head: 'what', type: 'sentence' },
      { key: 'source', head: 'source', type: 'sentence' },
    ],
    rows: all.map(({ step, applies, figure, unit, sentence, source }): Value[] => [
      step,
      applies,
      figure?.toSignificantDigits(30) ?? null,
      unit,
      sentence,
      source,
    ]),
  };
}
