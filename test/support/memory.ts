/** Runs the reference engine on exports that exist only in memory, under the shipped schedules. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { openCatalogue } from '../../src/catalogue/catalogue.ts';
import { plain, round } from '../../src/domain/decimal.ts';
import type { Schedule } from '../../src/domain/schedule.ts';
import type { TermsEntry } from '../../src/domain/terms.ts';
import type { EngineRequest, EngineResult, Source } from '../../src/engine/engine.ts';
import { referenceEngine } from '../../src/engine/reference-engine.ts';
import { identify, NO_OPTIONS, type ReadOptions } from '../../src/ingest/identify.ts';
import type { Input } from '../../src/ingest/input.ts';
import { instrumentTable } from '../../src/ingest/instruments.ts';
import { d } from './build.ts';

const catalogue = openCatalogue([join(import.meta.dirname, '../../schedules')]);

export function inputOf(text: string, name = 'fills.csv'): Input {
  const bytes = Buffer.from(text);
  return {
    name,
    size: bytes.length,
    async *open() {
      yield bytes;
    },
    digest: async () => createHash('sha256').update(bytes).digest('hex'),
  };
}

export async function sourceOf(input: Input, options: Partial<ReadOptions> = {}): Promise<Source> {
  return { input, recognition: await identify(input, { ...NO_OPTIONS, ...options }) };
}

/** Nothing said: the ladder's tier is read from the fees. */
export const UNSAID: Omit<TermsEntry, 'account'> = {
  from: null,
  product: null,
  schedule: null,
  version: null,
  tier: null,
  track: 'ladder',
  program: null,
  makerRate: null,
  takerRate: null,
  discount: { kind: 'by-fee-asset' },
  affiliate: null,
};

export function requestOf(sources: readonly Source[], rest: Partial<EngineRequest> = {}): EngineRequest {
  return {
    sources,
    instruments: instrumentTable(catalogue.contracts('okx')),
    terms: [],
    otherwise: UNSAID,
    schedule: (venue, product): Schedule | null => catalogue.ladderFor(venue, product),
    pricing: () => [],
    prices: null,
    filter: { span: { from: null, to: null }, symbols: new Set(), liquidity: null },
    groupBy: [],
    reportOffset: 0,
    tolerance: null,
    rounding: 'card',
    asOf: null,
    progress: () => {},
    ...rest,
  };
}

/** Runs over texts named `fills-1.csv`, `fills-2.csv`, … */
export async function runOn(
  texts: readonly string[],
  rest: Partial<EngineRequest> = {},
): Promise<EngineResult> {
  const sources = await Promise.all(
    texts.map((text, index) => sourceOf(inputOf(text, `fills-${index + 1}.csv`), { minutesEast: 0 })),
  );
  return referenceEngine.run(requestOf(sources, rest));
}

/** One row of Binance's futures export. */
export interface BinanceRow {
  readonly id: number;
  /** `2026-06-10 12:00:00`. */
  readonly time: string;
  readonly maker: boolean;
  readonly price: string;
  readonly quantity: string;
  /** In USDT, eight decimals, positive = charged. */
  readonly fee: string;
  readonly symbol?: string;
}

const HEADER = 'Time,Symbol,Side,Price,Quantity,Amount,Fee,Realized Profit,Buyer,Maker,Trade ID,Order ID';

export function binanceLine({
  id,
  time,
  maker,
  price,
  quantity,
  fee,
  symbol = 'BTCUSDT',
}: BinanceRow): string {
  const amount = plain(d(price).times(quantity));
  const asset = symbol.endsWith('USDC') ? 'USDC' : 'USDT';
  return [
    time,
    symbol,
    'BUY',
    price,
    quantity,
    amount,
    `${fee}${asset}`,
    '0',
    'true',
    maker,
    id,
    id + 9e9,
  ].join();
}

export function binanceFile(rows: readonly BinanceRow[]): string {
  return `${[HEADER, ...rows.map(binanceLine)].join('\r\n')}\r\n`;
}

/** `price × quantity × percent ÷ 100`, cut to eight decimals as the venue does. */
export function feeOf(price: string, quantity: string, percent: string): string {
  return round(d(price).times(quantity).times(percent).div(100), { scale: 8, mode: 'down' }).toFixed(8);
}

const sorted = (map: ReadonlyMap<string, unknown>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));

/** Every figure of a result as text, whatever the files are called and on which line a fill stands. */
export function figures(result: EngineResult): string {
  const { reconciliation } = result;
  const settlement = reconciliation.ledger.settle();
  const parts = {
    groups: [...reconciliation.groups],
    maps: [reconciliation.flows, reconciliation.accruals].map(sorted),
    more: [reconciliation.unjudged, reconciliation.evidence, reconciliation.discountByAsset].map(sorted),
    intake: reconciliation.intake.sorted(),
    causes: settlement.causes,
    largest: reconciliation.largest
      .sorted()
      .map(({ fill, judged, signature, scope }) => [
        fill.tradeId,
        judged.variance,
        settlement.codeOf(scope, signature),
      ]),
    terms: result.terms.map(({ before: _, ...terms }) => terms),
    rates: result.rates,
    span: result.span,
    rows: result.doorRows,
    charged: result.doorCharged.assets().map((asset) => [asset, plain(result.doorCharged.of(asset))]),
    versions: [...result.versionsUsed].sort(),
  };
  return JSON.stringify(parts, (_, value: unknown) => (value instanceof Map ? sorted(value) : value), 1);
}

/** Deterministic shuffle. */
export function shuffled<T>(list: readonly T[], seed: number): T[] {
  const mixed = [...list];
  let state = seed;
  for (let index = mixed.length - 1; index > 0; index--) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const other = state % (index + 1);
    [mixed[index], mixed[other]] = [mixed[other]!, mixed[index]!];
  }
  return mixed;
}
