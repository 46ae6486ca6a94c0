/** How API dumps write one fill, with the names of the JSON keys; the desks beside those of `shapes.ts`. */
import { type Exact, exact, negated, padded, plain, rounded, times } from '../exact.ts';
import type { Row } from './model.ts';
import { printed, roundedBy } from './money.ts';

export const iso = (instant: number): string => new Date(instant).toISOString();

const orderType = (row: Row, limit: string, market: string): string =>
  row.order === 'market' ? market : limit;

export const BYBIT_HEAD =
  'category,symbol,execType,execId,orderId,side,orderType,execPrice,execQty,execValue,execFee,feeRate,feeCurrency,' +
  'isMaker,execTime';

export function bybit(row: Row): string[] {
  const front = ['linear', row.market.symbol, 'Trade', `b${100000 + row.index}`, `o${row.orderNo}`];
  const money = [
    row.buy ? 'Buy' : 'Sell',
    orderType(row, 'Limit', 'Market'),
    plain(row.price),
    plain(row.quantity),
  ];
  const fee = [plain(row.notional), plain(row.fee), '', row.feeAsset, String(row.maker), String(row.instant)];
  return [[...front, ...money, ...fee].join()];
}

export const KUCOIN_HEAD =
  'symbol,tradeId,orderId,side,liquidity,forceTaker,price,size,value,feeRate,feeCurrency,settleCurrency,fee,' +
  'orderType,tradeType,tradeTime';

export function kucoin(row: Row): string[] {
  const front = [row.market.symbol, String(1784277000000 + row.index), `o${row.orderNo}`];
  const role = [row.buy ? 'buy' : 'sell', row.maker ? 'maker' : 'taker', 'false'];
  const money = [plain(row.price), plain(row.quantity), plain(row.notional), '', row.feeAsset, row.feeAsset];
  const last = [plain(row.fee), orderType(row, 'limit', 'market'), 'trade', `${row.instant}000000`];
  return [[...front, ...role, ...money, ...last].join()];
}

export const HYPERLIQUID_HEAD =
  'coin,px,sz,side,time,startPosition,dir,closedPnl,oid,crossed,fee,tid,feeToken,hash';

export function hyperliquid(row: Row): string[] {
  const money = [row.market.symbol, plain(row.price), plain(row.quantity), row.buy ? 'B' : 'A'];
  const middle = [
    String(row.instant),
    '0',
    row.buy ? 'Open Long' : 'Open Short',
    '0',
    `515519${row.orderNo}`,
  ];
  const fee = [String(!row.maker), plain(row.fee), `532588260${100000 + row.index}`, row.feeAsset, '0x1'];
  return [[...money, ...middle, ...fee].join()];
}

export const DERIBIT_HEAD =
  'trade_seq,trade_id,timestamp,state,self_trade,price,post_only,order_type,order_id,mark_price,liquidity,' +
  'instrument_name,index_price,fee_currency,fee,direction,amount';

export function deribit(row: Row): string[] {
  const front = [String(row.index), `d${48079000 + row.index}`, String(row.instant), 'filled', 'false'];
  const order = [plain(row.price), String(row.order === 'post-only'), orderType(row, 'limit', 'market')];
  const ids = [`4008${row.orderNo}`, plain(row.price), row.maker ? 'M' : 'T', row.market.symbol];
  const fee = [
    plain(row.indexPrice),
    row.feeAsset,
    plain(row.fee),
    row.buy ? 'buy' : 'sell',
    plain(row.quantity),
  ];
  return [[...front, ...order, ...ids, ...fee].join()];
}

export const KRAKEN_HEAD =
  '"txid","ordertxid","pair","time","type","ordertype","price","cost","fee","vol","margin","misc","ledgers"';

/** The cost is printed with five decimals, and the fee is a share of the printed cost. */
export function kraken(row: Row): string[] {
  const quoted = (text: string): string => `"${text}"`;
  const time = iso(row.instant).replace('T', ' ').replace('Z', '0');
  const front = [`T${row.index}-K`, `O${row.orderNo}`, row.market.symbol, time].map(quoted);
  const order = [row.buy ? 'buy' : 'sell', orderType(row, 'limit', 'market')].map(quoted);
  const money = [padded(rounded(row.price, 5, 'down')), padded(roundedBy(row.notional, 5, 'half-up'))];
  const rest = [printed(row.fee, 5), padded(rounded(row.quantity, 8, 'down')), '0.00000', '""', '"A,B"'];
  return [[...front, ...order, ...money, ...rest].join()];
}

export const DERIVE_HEAD =
  'trade_id,instrument_name,timestamp,trade_price,trade_amount,mark_price,index_price,direction,quote_id,rfq_id,' +
  'subaccount_id,tx_status,trade_fee,expected_rebate,liquidity_role,extra_fee,is_transfer,order_id';

/** A rebate stands in a column of its own. */
export function derive(row: Row): string[] {
  const paid = row.fee.n >= 0n;
  const front = [`v${5259000 + row.index}`, row.market.symbol, String(row.instant), plain(row.price)];
  const money = [
    plain(row.quantity),
    plain(row.price),
    plain(row.indexPrice),
    row.buy ? 'buy' : 'sell',
    '',
    '',
  ];
  const fee = ['56939', 'settled', paid ? plain(row.fee) : '0', paid ? '0' : plain(negated(row.fee))];
  return [
    [...front, ...money, ...fee, row.maker ? 'maker' : 'taker', '0', 'false', `a${row.orderNo}`].join(),
  ];
}

export const GATE_HEAD = 'id,create_time,contract,order_id,size,price,text,fee,point_fee,role,close_size';

export function gate(row: Row): string[] {
  const size = row.buy ? plain(row.quantity) : `-${plain(row.quantity)}`;
  const front = [
    String(121234000 + row.index),
    plain(seconds(row.instant)),
    row.market.symbol,
    `2189${row.index}`,
  ];
  return [
    [...front, size, plain(row.price), 't-1', plain(row.fee), '0', row.maker ? 'maker' : 'taker', '0'].join(),
  ];
}

const seconds = (instant: number): Exact => times(exact(String(instant)), exact('0.001'));

export const BINANCE_SPOT_HEAD =
  'symbol,id,orderId,orderListId,price,qty,quoteQty,commission,commissionAsset,time,isBuyer,isMaker,isBestMatch';

export function binanceSpot(row: Row): string[] {
  const front = [row.market.symbol, String(28000 + row.index), String(100234 + row.orderNo), '-1'];
  const money = [
    plain(row.price),
    plain(row.quantity),
    plain(row.notional),
    printed(row.fee, 8),
    row.feeAsset,
  ];
  return [[...front, ...money, String(row.instant), String(row.buy), String(row.maker), 'true'].join()];
}

export const COINM_HEAD =
  'symbol,id,orderId,pair,side,price,qty,realizedPnl,marginAsset,baseQty,commission,commissionAsset,time,' +
  'positionSide,buyer,maker';

export function coinm(row: Row): string[] {
  const { symbol, base } = row.market;
  const front = [symbol, String(9000 + row.index), String(800 + row.orderNo), symbol.split('_')[0]!];
  const money = [row.buy ? 'BUY' : 'SELL', plain(row.price), plain(row.quantity), '0', base];
  const coins = padded(roundedBy(row.notional, 8, 'half-up'));
  const fee = [coins, printed(row.fee, 8), row.feeAsset, String(row.instant), 'BOTH', String(row.buy)];
  return [[...front, ...money, ...fee, String(row.maker)].join()];
}

export const OWN_HEAD = 'time,market,side,price,qty,fee,ccy,role,type,id,order';

export function own(row: Row): string[] {
  const front = [
    iso(row.instant),
    row.market.symbol,
    row.buy ? 'buy' : 'sell',
    plain(row.price),
    plain(row.quantity),
  ];
  const fee = [plain(row.fee), row.feeAsset, row.maker ? 'M' : 'T', row.order];
  return [[...front, ...fee, `p${3000 + row.index}`, `q${row.orderNo}`].join()];
}

export const BITGET_HEAD =
  'tradeId,symbol,orderId,price,baseVolume,feeDetail,side,quoteVolume,profit,tradeSide,tradeScope,cTime';

/** The fee is JSON text in its cell, negative where it was charged. */
export function bitget(row: Row): string[] {
  const detail = `[{""deduction"":""no"",""feeCoin"":""${row.feeAsset}"",""totalFee"":""${plain(negated(row.fee))}""}]`;
  const front = [String(1700 + row.index), row.market.symbol, `1${row.orderNo}`, plain(row.price)];
  const money = [
    plain(row.quantity),
    `"${detail}"`,
    row.buy ? 'buy' : 'sell',
    plain(row.notional),
    '0',
    'open',
  ];
  return [[...front, ...money, row.maker ? 'maker' : 'taker', String(row.instant)].join()];
}
