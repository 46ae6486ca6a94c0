/** How each export writes one fill: header, units, zone, sign, decimals. */
import { type Exact, exact, negated, padded, plain, rounded } from './exact.ts';
import type { GenericShape } from './oracle-readers.ts';

export type Shape =
  | 'okx-ui'
  | 'okx-api'
  | 'okx-spot'
  | 'binance-ui'
  | 'binance-api'
  | 'binance-spot'
  | 'generic';

export interface Market {
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  readonly price: string;
  readonly contract: Exact;
  /** Decimals of a quantity; smallest quantity and the span above it, in its last decimal. */
  readonly lot: number;
  readonly least: number;
  readonly most: number;
}

/** A fill before it is written; fee positive = the desk pays. */
export interface Written {
  readonly index: number;
  readonly instant: number;
  readonly market: Market;
  readonly buy: boolean;
  readonly price: Exact;
  readonly quantity: Exact;
  readonly notional: Exact;
  readonly fee: Exact;
  readonly feeAsset: string;
  readonly maker: boolean;
}

export interface ShapeLines {
  readonly head: readonly string[];
  readonly newline: string;
  readonly bom: string;
  readonly newestFirst: boolean;
  readonly milliseconds: boolean;
  /** The fee is taken in the asset received. */
  readonly received: boolean;
  readonly scale: number | null;
  readonly mode: 'half-up' | 'down';
  readonly line: (row: Written) => string[];
  readonly funding?: (index: number, instant: number) => string;
}

function market(symbol: string, quote: string, price: string, contract: string, lot: number): Market {
  const base = symbol.slice(0, symbol.search(new RegExp(`-?${quote}`)));
  const least = lot === 0 ? 100 : 100 * 10 ** Math.max(0, lot - 3);
  return { symbol, base, quote, price, contract: exact(contract), lot, least, most: least * 100 };
}

export const MARKETS: Readonly<Record<Shape, readonly Market[]>> = {
  'okx-ui': [
    market('BTC-USDT-SWAP', 'USDT', '71250.0', '0.01', 2),
    market('ETH-USDT-SWAP', 'USDT', '2643.51', '0.1', 2),
  ],
  'okx-api': [
    market('BTC-USDT-SWAP', 'USDT', '71250.1', '0.01', 2),
    market('ETH-USDT-SWAP', 'USDT', '2643.51', '0.1', 2),
  ],
  'okx-spot': [market('BTC-USDT', 'USDT', '71250.1', '1', 6), market('ETH-USDT', 'USDT', '2643.51', '1', 5)],
  'binance-ui': [
    market('BTCUSDT', 'USDT', '71250.1', '1', 3),
    market('ETHUSDT', 'USDT', '2643.51', '1', 3),
    market('BTCUSDC', 'USDC', '71240.1', '1', 3),
  ],
  'binance-api': [
    market('BTCUSDT', 'USDT', '71250.1', '1', 3),
    market('1000PEPEUSDT', 'USDT', '0.0123456', '1', 0),
  ],
  'binance-spot': [
    market('BTCUSDT', 'USDT', '71250.13', '1', 5),
    market('1INCHUSDT', 'USDT', '0.2512', '1', 1),
    market('ETHUSDT', 'USDT', '2643.51', '1', 4),
  ],
  generic: [market('SOLUSDT', 'USDT', '148.21', '1', 1), market('ETHUSDT', 'USDT', '2643.51', '1', 3)],
};

const clock = (instant: number, hours: number): string =>
  new Date(instant + hours * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');

const OKX_HEAD =
  'id,Order id,Time,Trade Type,Symbol,Action,Amount,Trading Unit,Filled Price,PnL,Fee,Fee Unit,' +
  'Position Change,Position Balance,Balance Change,Balance,Balance Unit';
const okxHead = [
  '\ufeffUID:700000000000000001,\ufeffAccount Type:Main,\ufeffTime Zone:UTC+8',
  `\ufeff${OKX_HEAD}`,
];
const okxId = (index: number): string => String(2968046098898771968n + BigInt(index) * 10n);
const okxPrice = (price: Exact): string => padded(rounded(price, 8, 'down'));

function okxUi(row: Written): string[] {
  const action = row.buy ? ['Open long', 'Close short'] : ['Open short', 'Close long'];
  const fee = padded(negated(row.fee));
  const front = [okxId(row.index), okxId(row.index - 1), clock(row.instant, 8), 'Swap', row.market.symbol];
  const size = [action[row.index % 2]!, plain(row.quantity), 'cont', okxPrice(row.price), '0.00000000'];
  return [[...front, ...size, fee, row.feeAsset, '0', '0', fee, '1000.00000000', 'USDT'].join()];
}

function okxSpot(row: Written): string[] {
  const { base, quote } = row.market;
  const order = okxId(row.index - 1);
  const leg = (unit: string, amount: Exact, own: boolean, position: number): string => {
    const receives = row.buy === own;
    const fee = receives ? padded(negated(row.fee)) : '0.00000000';
    const id = String(BigInt(okxId(row.index)) + BigInt(position));
    const front = [id, order, clock(row.instant, 8), 'Spot', row.market.symbol, receives ? 'Buy' : 'Sell'];
    const size = [plain(amount), quote, okxPrice(row.price), '0.00000000', fee, unit];
    return [...front, ...size, '0E-8', '0E-8', plain(amount), '100', unit].join();
  };
  return [leg(base, row.quantity, true, 0), leg(quote, row.notional, false, 1)];
}

const API_HEAD =
  'instType,instId,tradeId,ordId,clOrdId,billId,subType,tag,fillPx,fillSz,fillIdxPx,fillPnl,fillPxVol,fillPxUsd,' +
  'fillMarkVol,fillFwdPx,fillMarkPx,side,posSide,execType,feeCcy,fee,feeRate,ts,fillTime,tradeQuoteCcy';

function okxApi(row: Written): string[] {
  const trade = String(744876000 + row.index);
  const ids = ['SWAP', row.market.symbol, trade, `6808000197499${trade}`, '', `6908000197${trade}`, '1', ''];
  const money = [
    plain(row.price),
    plain(row.quantity),
    plain(row.price),
    '0',
    '',
    '',
    '',
    '',
    plain(row.price),
  ];
  const role = [
    row.buy ? 'buy' : 'sell',
    'net',
    row.maker ? 'M' : 'T',
    row.feeAsset,
    plain(negated(row.fee)),
  ];
  return [[...ids, ...money, ...role, '', String(row.instant + 1), String(row.instant), 'USDT'].join()];
}

function binanceUi(row: Written): string[] {
  const trade = 419925000 + row.index;
  const side = [row.market.symbol, row.buy ? 'BUY' : 'SELL', plain(row.price), plain(row.quantity)];
  const money = [
    plain(row.notional),
    `${padded(row.fee)}${row.index % 5 === 0 ? ' ' : ''}${row.feeAsset}`,
    '0',
  ];
  const flags = [String(row.buy), String(row.maker), String(trade), String(49172000000 + row.index)];
  return [['710000001', clock(row.instant, 0), ...side, ...money, ...flags].join()];
}

function binanceApi(row: Written): string[] {
  const money = [plain(row.price), plain(row.quantity), plain(row.notional), '0'];
  const front = [row.market.symbol, String(698000 + row.index), String(25851000 + row.index)];
  const fee = [padded(row.fee), row.feeAsset, String(row.instant), String(row.buy), String(row.maker)];
  return [[...front, row.buy ? 'BUY' : 'SELL', 'BOTH', ...money, ...fee].join()];
}

function binanceSpot(row: Written): string[] {
  const { symbol, base, quote } = row.market;
  const money = [`${plain(row.quantity)}${base}`, `${plain(row.notional)}${quote}`];
  const front = [clock(row.instant, 0), symbol, row.buy ? 'BUY' : 'SELL', plain(row.price)];
  return [[...front, ...money, `${padded(row.fee)}${row.feeAsset}`].join()];
}

/** The blotter of the generic shape, and how its mapping describes it. */
export const GENERIC: GenericShape = {
  delimiter: ';',
  decimal: ',',
  zone: 2,
  schedule: 'binance/usdm-futures',
  sign: -1,
  columns: {
    ...{ time: 'when', symbol: 'market', side: 'way', price: 'px', quantity: 'qty', fee: 'cost' },
    ...{ feeAsset: 'ccy', liquidity: 'role', tradeId: 'fill', orderId: 'order' },
  },
  buy: 'B',
  maker: 'add',
};

function generic(row: Written): string[] {
  const comma = (value: Exact): string => plain(value).replace('.', ',');
  const front = [clock(row.instant, 2), row.market.symbol, row.buy ? 'B' : 'S', comma(row.price)];
  const money = [comma(row.quantity), comma(negated(row.fee)), row.feeAsset, row.maker ? 'add' : 'take'];
  return [[...front, ...money, `F${10000 + row.index}`, `O${70000 + row.index}`].join(';')];
}

function okxFunding(index: number, instant: number): string {
  const front = [String(5000000000000000000n + BigInt(index)), '', clock(instant, 8)];
  if (index === 0) {
    return [...front, 'Transfer,,Transfer in,5000,USDT,0,0,0,USDT,0,0,5000,6000,USDT'].join();
  }
  const kind = index % 3 === 0 ? 'income' : 'expense';
  const fee = index % 4 === 0 ? '-0.12500000' : '0.00000000';
  const money = `120,cont,71250.00000000,-4.21000000,${fee},USDT,0,0,-4.21000000,6000,USDT`;
  return [...front, `Swap,BTC-USDT-SWAP,Funding fee ${kind}`, money].join();
}

const plainFile = { newline: '\n', bom: '', newestFirst: false, received: false } as const;
const website = { newline: '\r\n', bom: '\ufeff', milliseconds: false } as const;

export const LINES: Readonly<Record<Shape, ShapeLines>> = {
  'okx-ui': {
    ...{ ...website, bom: '', head: okxHead, newestFirst: true, received: false, scale: 8, mode: 'half-up' },
    ...{ line: okxUi, funding: okxFunding },
  },
  'okx-spot': {
    ...{ ...website, bom: '', head: okxHead, newestFirst: true, received: true, scale: 8, mode: 'half-up' },
    line: okxSpot,
  },
  'okx-api': {
    ...{ ...plainFile, head: [API_HEAD], milliseconds: true, scale: null, mode: 'half-up' },
    line: okxApi,
  },
  'binance-ui': {
    ...website,
    head: ['Uid,Time,Symbol,Side,Price,Quantity,Amount,Fee,Realized Profit,Buyer,Maker,Trade ID,Order ID'],
    ...{ newestFirst: false, received: false, scale: 8, mode: 'down', line: binanceUi },
  },
  'binance-api': {
    ...{ ...plainFile, milliseconds: true, scale: 8, mode: 'down', line: binanceApi },
    head: [
      'symbol,id,orderId,side,positionSide,price,qty,quoteQty,realizedPnl,commission,commissionAsset,time,buyer,maker',
    ],
  },
  'binance-spot': {
    ...website,
    head: ['Time,Pair,Side,Price,Executed,Amount,Fee'],
    ...{ newestFirst: true, received: true, scale: 8, mode: 'down', line: binanceSpot },
  },
  generic: {
    ...{ ...plainFile, milliseconds: false, scale: 6, mode: 'half-up', line: generic },
    head: ['when;market;way;px;qty;cost;ccy;role;fill;order'],
  },
};
