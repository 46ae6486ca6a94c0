/** Flags and configuration read into what they mean: spans, limits, keys. */
import { resolve } from 'node:path';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { type Decimal, readDecimal } from '../domain/decimal.ts';
import { fail, nearest } from '../domain/problem.ts';
import { type Instant, readIsoTime, readPeriod, type Span } from '../domain/time.ts';
import { type Filter, GROUP_KEYS, type GroupKey } from '../engine/engine.ts';
import { type Config, findConfig } from './config.ts';
import type { Host } from './host.ts';
import { openSchedules } from './open-catalogue.ts';
import type { ReconcileRequest } from './request.ts';
import { offsetOf } from './sources.ts';

export interface Amount {
  readonly amount: Decimal;
  readonly asset: string;
}

export interface Settings {
  readonly config: Config | null;
  readonly catalogue: Catalogue;
  /** Minutes east of UTC of days and periods. */
  readonly reportOffset: number;
  readonly filter: Filter;
  readonly groupBy: readonly GroupKey[];
  readonly tolerance: Decimal | null;
  readonly rounding: 'card' | 'auto';
  readonly materiality: Amount | null;
  readonly asOf: Instant | null;
  readonly expectRows: number | null;
  readonly expectTotal: Amount | null;
  /** Paths, resolved; null = none. */
  readonly prices: string | null;
  readonly instruments: string | null;
}

/** @throws KnownError for any value that cannot be what it should */
export function readSettings(request: ReconcileRequest, host: Host): Settings {
  const config = findConfig(request.config, host.cwd);
  const zone = request.reportTimezone ?? config?.reportTimezone ?? null;
  const reportOffset = zone === null ? 0 : offsetOf(zone);
  const tolerance = request.tolerance ?? config?.tolerance ?? null;
  const materiality = request.materiality ?? config?.materiality ?? null;
  return {
    config,
    catalogue: openSchedules(host),
    reportOffset,
    filter: {
      span: spanOf(request, reportOffset, host.now),
      symbols: new Set(request.symbol.flatMap((list) => list.split(',')).map((symbol) => symbol.trim())),
      liquidity: request.liquidity === undefined ? null : readLiquidity(request.liquidity),
    },
    groupBy: readGroupBy(request.groupBy),
    tolerance: tolerance === null ? null : readLimit(tolerance, 'tolerance'),
    rounding: readRounding(request.rounding),
    materiality: materiality === null ? null : readAmount(materiality, 'materiality'),
    asOf: request.asOf === undefined ? null : readInstant(request.asOf, reportOffset, '--as-of'),
    expectRows: request.expectRows === undefined ? null : readCount(request.expectRows),
    expectTotal: request.expectTotal === undefined ? null : readAmount(request.expectTotal, 'expected total'),
    prices: pathOf(request.prices, config?.prices, config, host),
    instruments: pathOf(request.instruments, config?.instruments, config, host),
  };
}

function pathOf(
  flag: string | undefined,
  configured: string | null | undefined,
  config: Config | null,
  host: Host,
): string | null {
  if (flag !== undefined) return resolve(host.cwd, flag);
  return configured == null || config === null ? null : resolve(config.folder, configured);
}

/** The span that `--period`, or `--from` and `--to`, ask for. @throws KnownError */
export function spanOf(
  request: Pick<ReconcileRequest, 'period' | 'from' | 'to'>,
  offset: number,
  now: Instant,
): Span {
  if (request.period !== undefined) {
    if (request.from !== undefined || request.to !== undefined) {
      fail('period-and-bounds', '--period and --from/--to exclude each other', { hint: 'give one of them' });
    }
    return (
      readPeriod(request.period, offset, now) ??
      fail('period-unreadable', 'this is no period', {
        value: request.period,
        hint: 'write 2026-06, 2026-W24, 2026-06-10, last-week or last-month',
      })
    );
  }
  const from = request.from === undefined ? null : readInstant(request.from, offset, '--from');
  const to = request.to === undefined ? null : readInstant(request.to, offset, '--to');
  if (from !== null && to !== null && from >= to) {
    fail('period-empty', '--from is not before --to', {
      hint: '--to is exclusive: for June, --from 2026-06-01 --to 2026-07-01',
    });
  }
  return { from, to };
}

/** A time that a flag names. @throws KnownError */
export function readInstant(text: string, offset: number, flag: string): Instant {
  const read = readIsoTime(text, offset);
  if (read !== null) return read.instant;
  return fail('time-unreadable', `${flag} is not a time`, {
    value: text,
    hint: 'write 2026-06-10 or 2026-06-10T22:00:00Z',
  });
}

function readLiquidity(text: string): string {
  if (['maker', 'taker', 'unknown', 'none'].includes(text.toLowerCase())) return text.toLowerCase();
  return fail('liquidity-unknown', 'there is no such liquidity', {
    value: text,
    hint: 'maker, taker, unknown or none',
  });
}

function readGroupBy(text: string | undefined): GroupKey[] {
  const words = (text ?? '').split(',').flatMap((word) => (word.trim() === '' ? [] : [word.trim()]));
  return [...new Set(words)].map((word) => {
    const key = GROUP_KEYS.find((known) => known === word.toLowerCase());
    if (key !== undefined) return key;
    const [near] = nearest(word, GROUP_KEYS);
    const known = `keys are: ${GROUP_KEYS.join(', ')}`;
    return fail('group-key-unknown', 'there is no such key to group by', {
      value: word,
      hint: near === undefined ? known : `did you mean ${near}? ${known}`,
    });
  });
}

function readRounding(text: string | undefined): Settings['rounding'] {
  const word = (text ?? 'card').toLowerCase();
  if (word === 'card' || word === 'auto') return word;
  return fail('rounding-unknown', 'there is no such rounding', { value: text ?? '', hint: 'card or auto' });
}

function readLimit(text: string, what: string): Decimal {
  const value = readDecimal(text.trim());
  if (typeof value !== 'string' && !value.isNegative()) return value;
  return fail('limit-unreadable', `the ${what} is not a positive number`, {
    value: text,
    hint: 'write 0.00000001',
  });
}

/** `1 USDT`, `0.5BTC`. */
function readAmount(text: string, what: string): Amount {
  const match = /^([+-]?[\d.]+)\s*([A-Za-z][A-Za-z0-9]*)?$/.exec(text.trim());
  const amount = match === null ? 'empty' : readDecimal(match[1]!);
  if (match === null || typeof amount === 'string') {
    return fail('amount-unreadable', `the ${what} is not an amount`, { value: text, hint: 'write "1 USDT"' });
  }
  if (match[2] === undefined && !amount.isZero()) {
    return fail('amount-without-asset', `the ${what} needs its asset`, {
      value: text,
      hint: `write "${match[1]} USDT"`,
    });
  }
  return { amount, asset: (match[2] ?? '').toUpperCase() };
}

function readCount(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  return fail('count-unreadable', '--expect-rows needs a whole number', {
    value: text,
    hint: 'for example --expect-rows 18432',
  });
}
