/** Domain values in few words, for the tests of domain and engine. Numbers are written as texts, rates with their unit. */
import { type Card, cardFor, isNoRate } from '../../src/domain/card.ts';
import { Decimal, type RoundingMode, unitOf, ZERO } from '../../src/domain/decimal.ts';
import type { Fill } from '../../src/domain/fill.ts';
import type { Instrument } from '../../src/domain/instrument.ts';
import { type FeePrint, type JudgingContext, judgingContext } from '../../src/domain/judgement.ts';
import { type Rate, rateFrom, readRate } from '../../src/domain/rate.ts';
import type { Clauses, RateTable, Schedule, ScheduleVersion, TierRow } from '../../src/domain/schedule.ts';
import type { AffiliateTerms, TermsInForce } from '../../src/domain/terms.ts';
import { type Instant, readIsoTime } from '../../src/domain/time.ts';

export function d(text: string): Decimal {
  return new Decimal(text);
}

/** `0.02%`, `-0.5bps`. @throws Error when it is no rate */
export function rate(text: string): Rate {
  const found = readRate(text);
  if (found === null) throw new Error(`no rate: ${text}`);
  return found;
}

/** UTC. @throws Error when it is no time */
export function at(text: string): Instant {
  const found = readIsoTime(text, 0);
  if (found === null) throw new Error(`no time: ${text}`);
  return found.instant;
}

export const LINEAR: Instrument = {
  venue: 'demo',
  symbol: 'BTCUSDT',
  product: 'futures',
  kind: 'linear',
  base: 'BTC',
  quote: 'USDT',
  settle: 'USDT',
  contractValue: d('1'),
};

export const SPOT: Instrument = { ...LINEAR, product: 'spot', kind: 'spot', settle: null };

/** A contract of 100 USD face. */
export const INVERSE: Instrument = {
  ...LINEAR,
  symbol: 'BTCUSD_PERP',
  product: 'coin-futures',
  kind: 'inverse',
  quote: 'USD',
  settle: 'BTC',
  contractValue: d('100'),
};

type Amounts = 'price' | 'quantity' | 'fee' | 'time';
export type FillText = Partial<Omit<Fill, Amounts>> & { readonly [key in Amounts]?: string };

/** 10,000 USDT of a linear contract, flagged maker, fee 0, unless said otherwise. */
export function fillOf(text: FillText = {}): Fill {
  const { price, quantity, fee, time, ...rest } = text;
  return {
    file: 'fills.csv',
    line: 2,
    rows: 1,
    account: 'main',
    instrument: LINEAR,
    tradeId: '1',
    orderId: null,
    time: at(time ?? '2026-06-10T12:00:00Z'),
    side: 'buy',
    price: d(price ?? '10000'),
    quantity: d(quantity ?? '1'),
    quoteAmount: null,
    indexPrice: null,
    otherFees: null,
    fee: fee === undefined ? ZERO : d(fee),
    feeAsset: 'USDT',
    flag: 'maker',
    orderType: null,
    ...rest,
  };
}

/** `VIP 1 0.016% 0.045%`; `—` is a figure that nobody published. */
export function rung(text: string): TierRow {
  const match = /^(.+?)\s+(\S+)\s+(\S+)$/.exec(text);
  if (match === null) throw new Error(`no rung: ${text}`);
  const figure = (cell: string) => (cell === '—' ? null : rate(cell));
  return { tier: match[1]!, maker: figure(match[2]!), taker: figure(match[3]!), when: null, note: null };
}

/** The ladder of the article of June 2026 down to VIP 8, for OKX's USDT-margined futures. */
export const LADDER: readonly string[] = [
  'Regular 0.020% 0.050%',
  'VIP 1 0.016% 0.045%',
  'VIP 2 0.015% 0.036%',
  'VIP 3 0.010% 0.028%',
  'VIP 4 0.008% 0.027%',
  'VIP 5 0.005% 0.026%',
  'VIP 6 0.000% 0.025%',
  'VIP 7 -0.002% 0.020%',
  'VIP 8 -0.005% 0.018%',
];

const NO_CLAUSES: Clauses = { premiumCap: null, perContract: null, minimum: null, unpriced: [] };
const PROVENANCE = { source: 'test', asOf: null, confidence: null };

export function tableOf(rungs: readonly string[], rest: Partial<RateTable> = {}): RateTable {
  const whole = { group: null, symbols: [], bases: [], quotes: [], memberFrom: null, memberTo: null };
  return { ...whole, tiers: rungs.map(rung), ...rest };
}

export function versionOf(from: string, rest: Partial<ScheduleVersion> = {}): ScheduleVersion {
  return {
    version: from,
    from: at(from),
    startKnown: true,
    to: null,
    provenance: PROVENANCE,
    changeoverUntil: null,
    tables: [tableOf(LADDER)],
    othersUnknown: false,
    clauses: NO_CLAUSES,
    notes: [],
    ...rest,
  };
}

export const withClauses = (rest: Partial<Clauses>): Partial<ScheduleVersion> => ({
  clauses: { ...NO_CLAUSES, ...rest },
});

export function scheduleOf(rest: Partial<Schedule> = {}): Schedule {
  return {
    id: 'demo/futures',
    venue: 'demo',
    product: 'futures',
    kind: 'linear',
    track: 'ladder',
    replaces: 'both',
    feeBase: 'price',
    feeAsset: 'received',
    rebateAsset: 'received',
    rounding: null,
    evaluation: null,
    discounts: [],
    versions: [versionOf('2026-01-01')],
    notes: [],
    obligations: [],
    file: 'test.yaml',
    ...rest,
  };
}

/** 10 % off for fees paid in BNB. */
export const BNB = {
  asset: 'BNB',
  off: rateFrom(d('0.1')),
  appliesToNegative: false,
  provenance: PROVENANCE,
  note: null,
} as const;

/** The card of `schedule` for an instrument on 10 June 2026. @throws Error when there is none */
export function cardOf(schedule = scheduleOf(), instrument = LINEAR, time = '2026-06-10'): Card {
  const card = cardFor(schedule, instrument, at(time), null);
  if (isNoRate(card)) throw new Error(card.reason);
  return card;
}

export function termsOf(rest: Partial<TermsInForce> = {}): TermsInForce {
  return {
    account: 'main',
    from: null,
    product: null,
    schedule: null,
    version: null,
    tier: 'VIP 4',
    track: 'ladder',
    program: null,
    makerRate: null,
    takerRate: null,
    discount: { kind: 'by-fee-asset' },
    affiliate: null,
    basis: 'given',
    tierBefore: null,
    tierAfter: null,
    note: null,
    ...rest,
  };
}

/** An agreed share of 40 %, weekly, cut-off known. */
export function affiliateOf(rest: Partial<AffiliateTerms> = {}): AffiliateTerms {
  const base = { partner: 'Partner', share: rate('40%'), ceiling: false, cadence: 'week' } as const;
  return { ...base, cutOffMinute: 0, excludesPrograms: true, ...rest };
}

/** One unit of the scale is allowed unless `allowance` says otherwise. */
export function printOf(scale: number, mode: RoundingMode = 'half-up', allowance?: string): FeePrint {
  const unit = unitOf(scale);
  return { rounding: { scale, mode }, unit, allowance: allowance === undefined ? unit : d(allowance) };
}

export function contextOf(
  rest: { card?: Card; terms?: TermsInForce; print?: FeePrint; feeAsset?: string | null } & Partial<
    Pick<JudgingContext, 'prices'>
  > = {},
): JudgingContext {
  const { card = cardOf(), terms = termsOf(), print = printOf(8), prices = null, feeAsset = 'USDT' } = rest;
  return judgingContext(card, terms, print, prices, feeAsset);
}
