/** The oracle's tables: sums of judged fills under the names that the report gives them. */
import { type Exact, NOTHING, plain, plus, quotient, sign, times } from './exact.ts';
import { bps, groupBy, type Judged } from './oracle-judge.ts';

export interface OracleBreak {
  readonly file: string;
  readonly line: number;
  readonly tradeId: string | null;
  readonly orderId: string | null;
  readonly time: string;
  readonly symbol: string;
  readonly side: string;
  readonly liquidity: string;
  readonly price: string;
  readonly quantity: string;
  readonly notional: string;
  readonly rateBps: string;
  readonly impliedRateBps: string | null;
  readonly expected: string;
  readonly charged: string;
  readonly feeAsset: string;
  readonly variance: string;
  /** Every hypothesis that reproduces the charge; one where the generator did its work. */
  readonly codes: readonly string[];
}

/** Keys and figures of one table, ready to compare as text. */
export type Figures = Readonly<Record<string, string | number | null>>;

const WEEK = 604_800_000;
const MONDAY = 345_600_000; // 1970-01-05

export function describe(one: Judged): OracleBreak {
  const { fill, liquidity, notional, rate, expected, variance, codes, price } = one;
  const paid = price === null ? fill.fee : times(fill.fee, price);
  const spotBuy = fill.schedule.endsWith('/spot') && fill.side === 'buy' && price === null;
  return {
    ...{ file: fill.file, line: fill.line, tradeId: fill.tradeId, orderId: fill.orderId },
    ...{ time: new Date(fill.time).toISOString(), symbol: fill.symbol, side: fill.side, liquidity },
    ...{ price: plain(fill.price), quantity: plain(fill.quantity), notional: plain(notional) },
    rateBps: plain(bps(rate!)),
    impliedRateBps: plain(quotient(bps(paid), spotBuy ? fill.quantity : notional)),
    ...{ expected: plain(expected!), charged: plain(fill.fee), feeAsset: fill.feeAsset },
    ...{ variance: plain(variance!), codes },
  };
}

const total = (values: readonly (Exact | null)[]): Exact =>
  values.reduce<Exact>((sum, value) => (value === null ? sum : plus(sum, value)), NOTHING);

export function reconciliation(judged: readonly Judged[]): Figures[] {
  const key = (one: Judged): string =>
    [
      one.fill.schedule,
      one.liquidity,
      one.tier,
      one.fill.feeAsset,
      one.notionalAsset,
      one.rate && plain(bps(one.rate)),
    ].join();
  return [...groupBy(judged, key).values()].map((group) => {
    const first = group[0]!;
    const [venue, product] = first.fill.schedule.split('/') as [string, string];
    const { feeAsset, quote } = first.fill;
    const status = (name: string): number => group.filter((one) => one.status === name).length;
    const variance = first.rate === null ? null : total(group.map((one) => one.variance));
    const notional = total(group.map((one) => one.notional));
    const valued = total(
      group.map(
        (one) => one.variance && (one.price === null ? one.variance : times(one.variance, one.price)),
      ),
    );
    const priced = feeAsset === quote || first.price !== null;
    return {
      ...{ venue, product, schedule: first.fill.schedule, track: 'ladder', liquidity: first.liquidity },
      ...{ tier: first.tier, feeAsset, notionalAsset: quote, fills: group.length, notional: plain(notional) },
      rateBps: first.rate && plain(bps(first.rate)),
      expected: first.rate && plain(total(group.map((one) => one.expected))),
      charged: plain(total(group.map((one) => one.fill.fee))),
      variance: variance && plain(variance),
      varianceBps: variance && priced ? plain(quotient(bps(valued), notional)) : null,
      ...{ matched: status('matched'), withinTolerance: status('within'), breaks: status('break') },
      unjudged: status('unjudged'),
    };
  });
}

export function causes(judged: readonly Judged[]): Figures[] {
  const breaks = judged.filter((one) => one.status === 'break');
  return [...groupBy(breaks, (one) => `${one.codes.join('|')} ${one.fill.feeAsset}`).values()].map(
    (group) => {
      const byTime = [...group].sort((a, b) => a.fill.time - b.fill.time);
      return {
        code: group[0]!.codes.join('|'),
        feeAsset: group[0]!.fill.feeAsset,
        fills: group.length,
        variance: plain(total(group.map((one) => one.variance))),
        from: new Date(byTime[0]!.fill.time).toISOString(),
        to: new Date(byTime.at(-1)!.fill.time).toISOString(),
        firstTradeId: byTime[0]!.fill.tradeId,
        lastTradeId: byTime.at(-1)!.fill.tradeId,
      };
    },
  );
}

export function byAsset(judged: readonly Judged[]): Figures[] {
  return [...groupBy(judged, (one) => one.fill.feeAsset)].map(([asset, group]) => ({
    asset,
    charged: plain(total(group.map((one) => one.fill.fee))),
    expected: plain(total(group.map((one) => one.expected))),
    variance: plain(total(group.map((one) => one.variance))),
  }));
}

/** Weeks from Monday 00:00 UTC. A positive fee earns on a side whose rate in force is positive. */
export function rebate(judged: readonly Judged[], share: Exact): Figures[] {
  const week = (one: Judged): number => Math.floor((one.fill.time - MONDAY) / WEEK) * WEEK + MONDAY;
  return [...groupBy(judged, (one) => `${week(one)} ${one.fill.feeAsset}`).values()].map((group) => {
    const earns = (one: Judged): boolean =>
      sign(one.fill.fee) > 0 && (one.rate === null || sign(one.rate) > 0);
    const eligible = total(group.filter(earns).map((one) => one.fill.fee));
    return {
      periodFrom: new Date(week(group[0]!)).toISOString(),
      periodTo: new Date(week(group[0]!) + WEEK).toISOString(),
      asset: group[0]!.fill.feeAsset,
      eligibleFee: plain(eligible),
      ineligibleFee: plain(total(group.filter((one) => !earns(one)).map((one) => one.fill.fee))),
      share: plain(share),
      accrued: plain(times(eligible, share)),
    };
  });
}

export function effective(judged: readonly Judged[]): Figures[] {
  const key = ({ fill }: Judged): string => `${fill.schedule} ${fill.feeAsset} ${fill.quote}`;
  return [...groupBy(judged, key).values()].map((group) => {
    const notional = total(group.map((one) => one.notional));
    const makers = total(group.map((one) => (one.liquidity === 'maker' ? one.notional : null)));
    return {
      feeAsset: group[0]!.fill.feeAsset,
      product: group[0]!.fill.schedule.split('/')[1]!,
      // Whether a fill without a side counts is not laid down: such a ratio is not compared.
      makerRatio: group.some((one) => one.liquidity === 'unknown') ? null : plain(quotient(makers, notional)),
    };
  });
}
