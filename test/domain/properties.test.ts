/** Laws of the fee, for random fills of every kind, against an independent calculation on BigInt. */
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openCatalogue } from '../../src/catalogue/catalogue.ts';
import { candidatesOf, reproducing } from '../../src/domain/candidates.ts';
import { plain, ROUNDING_MODES, type Rounding, unitOf } from '../../src/domain/decimal.ts';
import { charge, exactFee, type FeeFormula } from '../../src/domain/fee.ts';
import type { Instrument } from '../../src/domain/instrument.ts';
import { type JudgingContext, judgeFill } from '../../src/domain/judgement.ts';
import { rateFrom } from '../../src/domain/rate.ts';
import {
  BNB,
  cardOf,
  contextOf,
  d,
  fillOf,
  INVERSE,
  LADDER,
  LINEAR,
  SPOT,
  scheduleOf,
  tableOf,
  termsOf,
  versionOf,
  withClauses,
} from '../support/build.ts';
import { dividedTo, roundedTo, type Scaled, scaled, times, written } from '../support/integers.ts';

const ONE: Scaled = { units: 1n, places: 0 };

/** A positive number with up to `places` decimals. */
const positive = (places: number, largest: number) =>
  fc
    .tuple(fc.integer({ min: 1, max: largest }), fc.integer({ min: 0, max: places }))
    .map(([units, scale]) => written({ units: BigInt(units), places: scale }));

/** −0.05 % … 0.1 % in steps of a thousandth of a basis point. */
const fraction = fc
  .integer({ min: -5_000, max: 10_000 })
  .map((units) => written({ units: BigInt(units), places: 7 }));
const rounding = fc.record({
  scale: fc.integer({ min: 0, max: 12 }),
  mode: fc.constantFrom(...ROUNDING_MODES),
});

interface Situation {
  readonly instrument: Instrument;
  readonly side: 'buy' | 'sell';
  readonly price: string;
  readonly quantity: string;
  readonly contractValue: string;
  readonly rate: string;
  readonly venue: Rounding | null;
  readonly print: Rounding;
  /** A third asset with its price in the notional's asset, or the notional's in it. */
  readonly third: { readonly price: string; readonly inverse: boolean } | null;
}

const situation: fc.Arbitrary<Situation> = fc.record({
  instrument: fc.constantFrom(LINEAR, SPOT, INVERSE),
  side: fc.constantFrom('buy', 'sell'),
  price: positive(5, 90_000),
  quantity: positive(6, 1_000_000),
  contractValue: fc.constantFrom('1', '0.01', '0.1', '10', '100', '1000'),
  rate: fraction,
  venue: fc.option(rounding, { nil: null }),
  print: rounding,
  third: fc.option(fc.record({ price: positive(3, 100_000), inverse: fc.boolean() }), { nil: null, freq: 3 }),
});

/** Everything as one fraction, divided once; then rounded as the venue books it and as the file prints it. */
function independent({ instrument, side, venue, print, third, ...text }: Situation): string {
  const [price, quantity, value, rate] = [text.price, text.quantity, text.contractValue, text.rate].map(
    scaled,
  ) as [Scaled, Scaled, Scaled, Scaled];
  const units = times(quantity, value);
  let [top, bottom] = [times(units, rate), ONE];
  const inBase = instrument.kind === 'spot' && side === 'buy' && third === null;
  if (instrument.kind === 'inverse') bottom = price;
  else if (!inBase) top = times(top, price);
  if (third !== null) {
    if (third.inverse) top = times(top, scaled(third.price));
    else bottom = times(bottom, scaled(third.price));
  }
  if (venue === null) return written(dividedTo(top, bottom, print.scale, print.mode));
  return written(roundedTo(dividedTo(top, bottom, venue.scale, venue.mode), print.scale, print.mode));
}

function assetOf({ instrument, side, third }: Situation): string {
  if (third !== null) return 'XYZ';
  if (instrument.kind === 'inverse') return 'BTC';
  return instrument.kind === 'spot' && side === 'buy' ? 'BTC' : 'USDT';
}

function judged(one: Situation) {
  const { venue, print, third } = one;
  const instrument = { ...one.instrument, contractValue: d(one.contractValue) };
  const card = cardOf(scheduleOf({ rounding: venue }));
  const terms = termsOf({ makerRate: rateFrom(d(one.rate)) });
  const prices = third === null ? null : { price: () => ({ price: d(third.price), inverse: third.inverse }) };
  const fee = { rounding: print, unit: unitOf(print.scale), allowance: unitOf(print.scale) };
  const feeAsset = assetOf(one);
  const context: JudgingContext = contextOf({ card, terms, prices, print: fee, feeAsset });
  const { side, price, quantity } = one;
  return judgeFill(fillOf({ instrument, side, price, quantity, feeAsset }), context);
}

describe('the fee', () => {
  test('is what BigInt says, for every kind, side, rate, price and rounding', () => {
    fc.assert(
      fc.property(situation, (one) => {
        const { expected, reason } = judged(one);
        expect(reason).toBeNull();
        expect(plain(expected!)).toBe(independent(one));
      }),
      { numRuns: 3000 },
    );
  });

  test('an inverse fee that comes out even is not cut to one unit less', () => {
    // 1 × 100 ÷ 30,000 × 0.0003 = 0.000001, though 100 ÷ 30,000 has no end.
    const even = {
      instrument: INVERSE,
      side: 'buy',
      price: '30000',
      quantity: '1',
      contractValue: '100',
    } as const;
    const down = { scale: 8, mode: 'down' } as const;
    expect(plain(judged({ ...even, rate: '0.0003', venue: null, print: down, third: null }).expected!)).toBe(
      '0.000001',
    );
    const third = { price: '0.7', inverse: false };
    expect(
      plain(judged({ ...even, price: '3000', rate: '0.0021', venue: null, print: down, third }).expected!),
    ).toBe('0.0001');
  });

  test('has the sign of the rate', () => {
    fc.assert(
      fc.property(situation, (one) => {
        const { formula } = judged(one);
        const fee = exactFee(formula!, d(one.rate));
        expect(fee.isZero() ? 0 : fee.s).toBe(d(one.rate).isZero() ? 0 : d(one.rate).s);
      }),
    );
  });

  test('doubles with the quantity, before rounding', () => {
    fc.assert(
      fc.property(
        situation.filter(({ instrument, third }) => instrument.kind !== 'inverse' && third === null),
        (one) => {
          const doubled = { ...one, quantity: plain(d(one.quantity).times(2)) };
          const rate = d(one.rate);
          const once = exactFee(judged(one).formula!, rate);
          expect(plain(exactFee(judged(doubled).formula!, rate))).toBe(plain(once.times(2)));
        },
      ),
    );
  });

  test('of both sides of the same spot trade is worth the same', () => {
    fc.assert(
      fc.property(positive(5, 90_000), positive(6, 1_000_000), (price, quantity) => {
        const formula = (side: 'buy' | 'sell') => {
          const feeAsset = side === 'buy' ? 'BTC' : 'USDT';
          const context = contextOf({ card: cardOf(scheduleOf(), SPOT), feeAsset });
          return judgeFill(fillOf({ instrument: SPOT, side, price, quantity, feeAsset }), context).formula!;
        };
        const rate = d('0.00027');
        const inCoin = exactFee(formula('buy'), rate);
        expect(plain(inCoin.times(price))).toBe(plain(exactFee(formula('sell'), rate)));
      }),
    );
  });
});

describe('fixed parts', () => {
  const chargeOf = (clauses: Parameters<typeof withClauses>[0], quantity: string, rate: string) => {
    const card = cardOf(scheduleOf({ versions: [versionOf('2026-01-01', withClauses(clauses))] }));
    const context = contextOf({ card, terms: termsOf({ makerRate: rateFrom(d(rate)) }) });
    return plain(judgeFill(fillOf({ price: '100', quantity }), context).expected!);
  };

  test('a charge per contract is added, a minimum lifts a fee and never a rebate', () => {
    expect(chargeOf({ perContract: d('0.05') }, '3', '0.0001')).toBe('0.18');
    expect(chargeOf({ minimum: d('0.02') }, '1', '0.0001')).toBe('0.02');
    expect(chargeOf({ minimum: d('0.02') }, '3', '0.0001')).toBe('0.03');
    expect(chargeOf({ minimum: d('0.02') }, '1', '-0.0001')).toBe('-0.01');
    expect(chargeOf({ minimum: d('0.02') }, '1', '0')).toBe('0');
  });

  test('a clause in words that cannot be priced leaves the fill unjudged, in those words', () => {
    const unpriced = ['base fee per taker order: 0.50 USDC'];
    const card = cardOf(scheduleOf({ versions: [versionOf('2026-01-01', withClauses({ unpriced }))] }));
    const found = judgeFill(fillOf(), contextOf({ card }));
    expect([found.outcome, found.reason]).toEqual([
      'unjudged',
      'a clause cannot be priced: base fee per taker order: 0.50 USDC',
    ]);
  });
});

describe('the shipped ladders', () => {
  const catalogue = openCatalogue([join(import.meta.dirname, '../../schedules')]);
  const tables = catalogue
    .ids()
    .flatMap((id) =>
      catalogue
        .schedule(id)
        .versions.flatMap((version) =>
          version.tables.map((table) => [`${id} ${version.version} ${table.group ?? ''}`, table] as const),
        ),
    );

  // Where a venue has two ladders in one table (VIP and Pro), each is one of its own: told apart by the first word.
  test.each(tables)('%s: a higher tier never pays more', (_, table) => {
    const ladders = new Map<string, (typeof table.tiers)[number][]>();
    for (const row of table.tiers) {
      const word = row.tier.replace(/[\s\d].*$/, '');
      ladders.set(word, [...(ladders.get(word) ?? []), row]);
    }
    for (const rows of ladders.values()) {
      for (const side of ['maker', 'taker'] as const) {
        const rates = rows.map((row) => row[side]).filter((rate) => rate !== null);
        for (const [index, rate] of rates.slice(1).entries()) expect(rate.lte(rates[index]!)).toBe(true);
      }
    }
  });
});

describe('which rates reproduce a charge', () => {
  const card = cardOf(scheduleOf({ versions: [versionOf('2026-01-01', { tables: [tableOf(LADDER)] })] }));
  const candidates = candidatesOf(card, ['maker', 'taker'], BNB);
  const formulas = fc.record({ one: situation, minimum: fc.option(positive(2, 50), { nil: null }) });

  test('distinct, ascending, with the tiers that pay them', () => {
    const rates = candidates.map(({ rate }) => plain(rate));
    expect(new Set(rates).size).toBe(rates.length);
    expect([...candidates].sort((a, b) => a.rate.cmp(b.rate))).toEqual(candidates);
    expect(candidates.find(({ rate }) => rate.eq('0.0002'))?.tiers).toEqual(['Regular', 'VIP 7']);
    expect(candidates.find(({ rate }) => rate.eq('0.00018'))?.tiers).toEqual(['Regular', 'VIP 7', 'VIP 8']);
    expect(candidates.find(({ rate }) => rate.eq('-0.00002'))?.tiers).toEqual(['VIP 7']);
    expect(candidates.filter(({ rate }) => rate.isZero()).length).toBe(1);
  });

  test('halving finds what looking at every one finds', () => {
    fc.assert(
      fc.property(
        formulas,
        fc.nat({ max: 100 }),
        fc.integer({ min: -3, max: 3 }),
        ({ one, minimum }, pick, off) => {
          const plainFormula = judged(one).formula!;
          const clauses = {
            premiumCap: null,
            perContract: null,
            minimum: minimum === null ? null : d(minimum),
            unpriced: [],
          };
          const formula: FeeFormula = { ...plainFormula, clauses };
          const unit = unitOf(one.print.scale);
          const charged = charge(formula, candidates[pick % candidates.length]!.rate).plus(unit.times(off));
          const slowly = candidates.filter(({ rate }) =>
            charge(formula, rate).minus(charged).abs().lte(unit),
          );
          expect(reproducing(candidates, formula, charged, unit)).toEqual(slowly);
        },
      ),
      { numRuns: 1000 },
    );
  });

  test('nothing fits, everything fits', () => {
    const { formula } = judgeFill(fillOf({ price: '71250.1', quantity: '12.3' }), contextOf());
    expect(reproducing(candidates, formula!, d('999999'), unitOf(8))).toEqual([]);
    expect(reproducing(candidates, formula!, d('-999999'), unitOf(8))).toEqual([]);
    expect(reproducing(candidates, formula!, d('0'), d('999999'))).toBe(candidates);
    expect(reproducing([], formula!, d('0'), unitOf(8))).toEqual([]);
  });
});
