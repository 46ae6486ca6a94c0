/**
 * Rule tables: one row of `test/cases/*.csv` is one situation, walked through the shipped catalogue and the domain.
 * Rates and fees were worked out from the documents that the `source` column names, not by this program.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { openCatalogue } from '../../src/catalogue/catalogue.ts';
import { type Card, cardFor, isNoRate, type NoRate } from '../../src/domain/card.ts';
import { plain, type RoundingMode, ZERO } from '../../src/domain/decimal.ts';
import { dueAsset } from '../../src/domain/fee.ts';
import type { Fill, Side } from '../../src/domain/fill.ts';
import type { Instrument, Kind } from '../../src/domain/instrument.ts';
import { judgeFill, judgingContext, type PriceSource } from '../../src/domain/judgement.ts';
import { toBps } from '../../src/domain/rate.ts';
import { dueRate, type TermsInForce } from '../../src/domain/terms.ts';
import { at, d, fillOf, printOf, rate, termsOf } from '../support/build.ts';

const folder = join(import.meta.dirname, '../cases');
const catalogue = openCatalogue([join(import.meta.dirname, '../../schedules')]);

const COLUMNS = [
  ...['case', 'venue', 'product', 'kind', 'time', 'symbol', 'base', 'quote', 'settle', 'side', 'liquidity'],
  ...['tier', 'discount', 'agreed', 'price', 'quantity', 'contractValue', 'feeAsset', 'bnbPrice', 'print'],
  ...['rateBps', 'fee', 'dueAsset', 'unjudged', 'source'],
] as const;
type Row = Readonly<Record<string, string>>;

const orNull = (cell: string) => (cell === '' ? null : cell);

function instrumentOf(row: Row): Instrument {
  const { contractValue } = row;
  return {
    venue: row.venue!,
    symbol: row.symbol!,
    product: row.product!,
    kind: row.kind as Kind,
    base: orNull(row.base!),
    quote: orNull(row.quote!),
    settle: orNull(row.settle!),
    contractValue: contractValue === '' ? null : d(contractValue!),
  };
}

function termsFor(row: Row): TermsInForce {
  const agreed = row.agreed === '' ? null : rate(row.agreed!);
  return termsOf({
    tier: orNull(row.tier!),
    makerRate: row.liquidity === 'maker' ? agreed : null,
    takerRate: row.liquidity === 'taker' ? agreed : null,
    discount: row.discount === '' ? { kind: 'by-fee-asset' } : { kind: 'on', asset: row.discount! },
  });
}

function fillFor(row: Row, instrument: Instrument, fee: string | null): Fill {
  const { liquidity } = row;
  return fillOf({
    instrument,
    time: row.time!,
    side: row.side as Side,
    price: row.price!,
    quantity: row.quantity!,
    feeAsset: orNull(row.feeAsset!),
    flag: liquidity === 'unknown' ? null : (liquidity as 'maker' | 'taker' | 'none'),
    ...(fee === null ? {} : { fee }),
  });
}

function cardOfRow(row: Row, instrument: Instrument): Card | NoRate {
  const schedule = catalogue.ladderFor(row.venue!, row.product!);
  if (schedule === null) return { reason: `no schedule is known for ${row.venue} ${row.product}` };
  return cardFor(schedule, instrument, at(row.time!), null);
}

function pricesOf(row: Row): PriceSource | null {
  const { bnbPrice } = row;
  if (bnbPrice === '') return null;
  return {
    price: (asset, quote) =>
      asset === 'BNB' && quote === row.quote ? { price: d(bnbPrice!), inverse: false } : null,
  };
}

function walk(row: Row, fee: string | null) {
  const instrument = instrumentOf(row);
  const card = cardOfRow(row, instrument);
  const terms = termsFor(row);
  const [scale, mode] = row.print!.split(' ') as [string, RoundingMode];
  const fill = fillFor(row, instrument, fee);
  const context = judgingContext(card, terms, printOf(Number(scale), mode), pricesOf(row), fill.feeAsset);
  return { instrument, card, terms, fill, judged: judgeFill(fill, context) };
}

function check(row: Row): void {
  if (row.unjudged !== '') {
    const { judged } = walk(row, '0.12345678');
    expect(judged.outcome).toBe('unjudged');
    expect(judged.reason).toContain(row.unjudged);
    expect([judged.expected, judged.variance]).toEqual([null, null]);
    return;
  }
  const { instrument, card, terms, fill, judged } = walk(row, row.fee!);
  const due = dueRate(card, terms, row.liquidity as 'maker' | 'taker', fill.feeAsset);
  if (isNoRate(due)) throw new Error(due.reason);
  expect(plain(toBps(due.rate))).toBe(row.rateBps);
  expect(judged.reason).toBeNull();
  expect([judged.outcome, plain(judged.expected!)]).toEqual(['matched', row.fee]);
  expect(judged.feeAsset).toBe(row.feeAsset);
  const schedule = isNoRate(card) ? null : card.schedule;
  expect(dueAsset(instrument, schedule, fill.side, due.rate)).toBe(row.dueAsset);
  // Ten units more than due is a break of exactly ten units, in the same asset.
  const ten = d(`1e-${row.print!.split(' ')[0]}`).times(10);
  const over = walk(row, plain(fill.fee.plus(ten))).judged;
  expect([over.outcome, plain(over.variance ?? ZERO)]).toEqual(['break', plain(ten)]);
}

describe.each(readdirSync(folder).filter((name) => name.endsWith('.csv')))('%s', (name) => {
  const records = parse(readFileSync(join(folder, name), 'utf8'), { columns: true }) as Row[];

  test('has its columns, and each row a source and a name of its own', () => {
    for (const row of records) {
      expect(Object.keys(row)).toEqual([...COLUMNS]);
      expect(row.source).not.toBe('');
      expect(row.unjudged === '').toBe(row.fee !== '');
    }
    expect(new Set(records.map((row) => row.case)).size).toBe(records.length);
  });

  test.each(records.map((row) => [row.case!, row] as const))('%s', (_, row) => check(row));
});

test('the tables are there', () => {
  const rows = readdirSync(folder).map(
    (name) => readFileSync(join(folder, name), 'utf8').trim().split('\n').length - 1,
  );
  expect(rows.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(220);
});
