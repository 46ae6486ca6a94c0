/** The oracle's own reading of the export shapes: a tiny CSV splitter and one function per header. */

import { type Exact, exact, magnitude, negated } from './exact.ts';
import { CONTRACTS } from './oracle-rates.ts';

export interface SeenFill {
  readonly kind: 'fill';
  readonly file: string;
  readonly line: number;
  readonly rows: number;
  /** Null where the export has no ids. */
  readonly key: string | null;
  readonly content: string;
  readonly schedule: string;
  readonly group: string;
  readonly symbol: string;
  readonly tradeId: string | null;
  readonly orderId: string | null;
  readonly time: number;
  readonly side: 'buy' | 'sell';
  readonly price: Exact;
  readonly quantity: Exact;
  readonly contract: Exact;
  readonly base: string;
  readonly quote: string;
  readonly fee: Exact;
  readonly feeAsset: string;
  readonly flag: 'maker' | 'taker' | null;
}

export interface SeenOther {
  readonly kind: 'excluded';
  readonly reason: string;
  readonly fee: Exact;
  readonly feeAsset: string;
}

export type Seen = SeenFill | SeenOther;

export interface ReadFile {
  readonly rows: number;
  readonly seen: readonly Seen[];
  /** Decimals and rounding that this kind of export prints; scale null = the largest seen in the fee column. */
  readonly scale: number | null;
  readonly mode: 'half-up' | 'down';
}

export interface ReadOptions {
  readonly file: string;
  /** Hours east of UTC of naive times, where neither preamble nor file name says. */
  readonly zone?: number;
  /** For the generic shape. */
  readonly generic?: GenericShape;
}

export interface GenericShape {
  readonly delimiter: string;
  readonly decimal: string;
  readonly zone: number;
  readonly schedule: string;
  /** −1 where the file writes a fee that was paid as negative. */
  readonly sign: 1 | -1;
  readonly columns: Readonly<Record<string, string>>;
  readonly buy: string;
  readonly maker: string;
}

/** Lines of cells. Quotes are understood, byte-order marks dropped. */
export function splitCsv(text: string, delimiter = ','): string[][] {
  const lines: string[][] = [];
  for (const raw of text.replaceAll('\ufeff', '').split(/\r?\n/)) {
    if (raw === '') continue;
    const cells: string[] = [];
    let cell = '';
    let quoted = false;
    for (const char of raw) {
      if (char === '"') quoted = !quoted;
      else if (char === delimiter && !quoted) {
        cells.push(cell);
        cell = '';
      } else cell += char;
    }
    cells.push(cell);
    lines.push(cells);
  }
  return lines;
}

type Row = Readonly<Record<string, string>>;

function records(lines: string[][], head: number): Row[] {
  const names = lines[head]!;
  return lines
    .slice(head + 1)
    .map((cells) => Object.fromEntries(names.map((name, index) => [name, cells[index] ?? ''])));
}

function instant(text: string, zone: number): number {
  const full = /^\d{2}-/.test(text) ? `20${text}` : text;
  return Date.parse(`${full.replace(' ', 'T')}Z`) - zone * 3_600_000;
}

function glued(text: string, assets: readonly string[]): [Exact, string] {
  const asset = assets.filter((name) => text.endsWith(name)).sort((a, b) => b.length - a.length)[0];
  if (asset === undefined) throw new Error(`oracle: no asset in ${text}`);
  return [exact(text.slice(0, -asset.length).trim()), asset];
}

const ONE = exact('1');

function pairOf(symbol: string): [string, string] {
  const quote = ['USDT', 'USDC'].find((name) => symbol.endsWith(name)) ?? '';
  return [symbol.slice(0, -quote.length), quote];
}

/** Reads one export; the shape is told from its header. */
export function readExport(text: string, options: ReadOptions): ReadFile {
  if (options.generic !== undefined) return readGeneric(text, options, options.generic);
  const lines = splitCsv(text);
  const head = lines[0]!.some((cell) => cell.startsWith('Time Zone:')) ? 1 : 0;
  const names = lines[head]!;
  if (names.includes('Balance Unit')) return readOkxHistory(lines, options);
  if (names.includes('execType')) return readOkxApi(lines, options);
  if (names.includes('Executed')) return readBinanceSpot(lines, options);
  if (names.includes('Realized Profit')) return readBinanceFutures(lines, options);
  if (names.includes('commissionAsset')) return readBinanceApi(lines, options);
  throw new Error(`oracle: unknown header ${names.join()}`);
}

function readOkxHistory(lines: string[][], { file }: ReadOptions): ReadFile {
  const [, sign, hours, minutes] = /UTC(?:([+-])(\d+)(?::(\d+))?)?/.exec(lines[0]!.join())!;
  const zone = (Number(hours ?? 0) + Number(minutes ?? 0) / 60) * (sign === '-' ? -1 : 1);
  const rows = records(lines, 1);
  const seen: Seen[] = [];
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index]!;
    const fee = negated(exact(row.Fee!));
    const feeAsset = row['Fee Unit']!;
    if (row.Action!.startsWith('Funding') || row['Trade Type'] === 'Transfer') {
      const reason = row['Trade Type'] === 'Transfer' ? 'transfer' : 'funding';
      seen.push({ kind: 'excluded', reason, fee, feeAsset });
      continue;
    }
    const common = {
      kind: 'fill',
      file,
      line: index + 3,
      time: instant(row.Time!, zone),
      flag: null,
    } as const;
    const ids = {
      tradeId: row.id!,
      orderId: row['Order id']!,
      key: row.id!,
      content: Object.values(row).join(),
    };
    const price = exact(row['Filled Price']!);
    const symbol = row.Symbol!;
    const [base, quote] = symbol.split('-') as [string, string];
    if (row['Trade Type'] !== 'Spot') {
      const side = /Open long|Close short|Buy/.test(row.Action!) ? 'buy' : 'sell';
      const amounts = { price, quantity: exact(row.Amount!), contract: CONTRACTS[symbol]! };
      const where = { schedule: 'okx/usdt-futures', group: 'okx/usdt-futures', symbol, base, quote };
      seen.push({ ...common, ...ids, rows: 1, ...where, side, ...amounts, fee, feeAsset });
      continue;
    }
    // Two legs, base leg and quote leg side by side; the fee is on the leg that was received.
    const other = rows[++index]!;
    const [baseLeg, quoteLeg] = row['Balance Unit'] === base ? [row, other] : [other, row];
    const buy = baseLeg.Action === 'Buy';
    const received = buy ? baseLeg : quoteLeg;
    const amounts = { price, quantity: magnitude(exact(baseLeg.Amount!)), contract: ONE };
    const paid = { fee: negated(exact(received.Fee!)), feeAsset: buy ? base : quote };
    const where = { schedule: 'okx/spot', group: 'okx/spot', symbol, base, quote };
    seen.push({ ...common, ...ids, rows: 2, ...where, side: buy ? 'buy' : 'sell', ...amounts, ...paid });
  }
  return { rows: rows.length, seen, scale: 8, mode: 'half-up' };
}

function readOkxApi(lines: string[][], { file }: ReadOptions): ReadFile {
  const rows = records(lines, 0);
  const seen = rows.map((row, index): SeenFill => {
    const [base, quote] = row.instId!.split('-') as [string, string];
    return {
      ...{ kind: 'fill', file, line: index + 2, rows: 1, content: Object.values(row).join() },
      key: `${row.instId} ${row.tradeId} ${row.billId}`,
      ...{ schedule: 'okx/usdt-futures', group: 'okx/usdt-futures', symbol: row.instId!, base, quote },
      ...{ tradeId: row.tradeId!, orderId: row.ordId!, time: Number(row.fillTime || row.ts) },
      ...{ side: row.side as 'buy' | 'sell', price: exact(row.fillPx!), quantity: exact(row.fillSz!) },
      ...{ contract: CONTRACTS[row.instId!]!, fee: negated(exact(row.fee!)), feeAsset: row.feeCcy! },
      flag: row.execType === 'M' ? 'maker' : 'taker',
    };
  });
  return { rows: rows.length, seen, scale: null, mode: 'half-up' };
}

function readBinanceFutures(lines: string[][], { file, zone }: ReadOptions): ReadFile {
  const named = /\(UTC([+-]{1,2}\d+)\)/.exec(file)?.[1]?.replace('--', '-');
  const rows = records(lines, 0);
  const seen = rows.map((row, index): SeenFill => {
    const symbol = row.Symbol!;
    const [base, quote] = pairOf(symbol);
    const [fee, feeAsset] = glued(row.Fee!, [quote, 'BNB', 'USDT', 'USDC']);
    return {
      ...{ kind: 'fill', file, line: index + 2, rows: 1, content: Object.values(row).join() },
      key: `${symbol} ${row['Trade ID']}`,
      ...{ schedule: 'binance/usdm-futures', symbol, base, quote, fee, feeAsset, contract: ONE },
      group: quote === 'USDC' ? 'binance/usdm-futures USDC' : 'binance/usdm-futures',
      ...{ tradeId: row['Trade ID']!, orderId: row['Order ID']! },
      time: instant(row.Time!, named === undefined ? (zone ?? 0) : Number(named)),
      side: row.Side === 'BUY' ? 'buy' : 'sell',
      ...{ price: exact(row.Price!), quantity: exact(row.Quantity!) },
      flag: row.Maker!.toLowerCase() === 'true' ? 'maker' : 'taker',
    };
  });
  return { rows: rows.length, seen, scale: 8, mode: 'down' };
}

function readBinanceApi(lines: string[][], { file }: ReadOptions): ReadFile {
  const rows = records(lines, 0);
  const seen = rows.map((row, index): SeenFill => {
    const [base, quote] = pairOf(row.symbol!);
    return {
      ...{ kind: 'fill', file, line: index + 2, rows: 1, content: Object.values(row).join() },
      key: `${row.symbol} ${row.id}`,
      ...{ schedule: 'binance/usdm-futures', symbol: row.symbol!, base, quote, contract: ONE },
      group: quote === 'USDC' ? 'binance/usdm-futures USDC' : 'binance/usdm-futures',
      ...{ tradeId: row.id!, orderId: row.orderId!, time: Number(row.time) },
      side: row.side === 'BUY' ? 'buy' : 'sell',
      ...{ price: exact(row.price!), quantity: exact(row.qty!) },
      ...{ fee: exact(row.commission!), feeAsset: row.commissionAsset! },
      flag: row.maker === 'true' ? 'maker' : 'taker',
    };
  });
  return { rows: rows.length, seen, scale: 8, mode: 'down' };
}

function readBinanceSpot(lines: string[][], { file, zone }: ReadOptions): ReadFile {
  const rows = records(lines, 0);
  const seen = rows.map((row, index): SeenFill => {
    const symbol = row.Pair!;
    const [base, quote] = pairOf(symbol);
    const [fee, feeAsset] = glued(row.Fee!, [base, quote, 'BNB']);
    return {
      ...{ kind: 'fill', file, line: index + 2, rows: 1, content: Object.values(row).join(), key: null },
      ...{ schedule: 'binance/spot', group: 'binance/spot', symbol, base, quote, contract: ONE },
      ...{ tradeId: null, orderId: null, time: instant(row.Time ?? row['Date(UTC)']!, zone ?? 0) },
      ...{ side: row.Side === 'BUY' ? 'buy' : 'sell', price: exact(row.Price!) },
      ...{ quantity: glued(row.Executed!, [base])[0], fee, feeAsset, flag: null },
    };
  });
  return { rows: rows.length, seen, scale: 8, mode: 'down' };
}

function readGeneric(text: string, { file }: ReadOptions, shape: GenericShape): ReadFile {
  const rows = records(splitCsv(text, shape.delimiter), 0);
  const number = (cell: string): Exact => exact(cell.replace(shape.decimal, '.'));
  const seen = rows.map((row, index): SeenFill => {
    const cell = (field: string): string => row[shape.columns[field]!]!;
    const [base, quote] = pairOf(cell('symbol'));
    const fee = number(cell('fee'));
    return {
      ...{ kind: 'fill', file, line: index + 2, rows: 1, content: Object.values(row).join() },
      key: `${cell('symbol')} ${cell('tradeId')}`,
      ...{
        schedule: shape.schedule,
        group: shape.schedule,
        symbol: cell('symbol'),
        base,
        quote,
        contract: ONE,
      },
      ...{ tradeId: cell('tradeId'), orderId: cell('orderId'), time: instant(cell('time'), shape.zone) },
      ...{ side: cell('side') === shape.buy ? 'buy' : 'sell', price: number(cell('price')) },
      ...{ quantity: number(cell('quantity')), fee: shape.sign < 0 ? negated(fee) : fee },
      ...{ feeAsset: cell('feeAsset'), flag: cell('liquidity') === shape.maker ? 'maker' : 'taker' },
    };
  });
  return { rows: rows.length, seen, scale: null, mode: 'half-up' };
}
