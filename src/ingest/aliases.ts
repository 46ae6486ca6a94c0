/** Names that columns of unknown files are known by, so that a refusal can propose a mapping. */
import { type HeaderName, headerName } from './header.ts';
import type { MappableField } from './mapping.ts';

/** Names that mean one thing wherever they were seen. */
const clear: Readonly<Partial<Record<MappableField, string>>> = {
  time: `time, date, datetime, timestamp, ts, created at, createdDate, tradeCreatedAt, trade time, filled
    time, fillTime, filled at, exec time, execution time, executed at, transaction time, transactTime,
    UTC_Time, cTime, date time, 时间`,
  symbol: `symbol, pair, pairs, market, instrument, instrument_name, instId, currency_pair, trading pair, spot
    pairs, futures trading pair, ticker, product_id, 交易对`,
  side: 'side, direction, isBuyer, buyer, trade side, buy/sell, 类型',
  price: `price, px, fillPx, fill price, filled price, exec price, trade price, avg. filled price, average
    fill price, avgPx, dealPrice, priceAvg, lastPx, 价格`,
  quantity: `qty, quantity, size, sz, fillSz, executed, executed amount, filled, filled amount, filled quantity,
    execQty, baseVolume, baseQty, lastQty, 数量`,
  contracts: '(Cont.), cont, number of contracts, contract qty',
  quote: `quoteQty, funds, cost, execValue, dealValue, filled volume, filled value, ntl, notional, turnover,
    quoteVolume, subtotal, quote amount, 成交额`,
  fee: `fee, fees, fee paid, fee charged, trading fee, transaction fee, commission, execFee, ExecFeeV2,
    trade_fee, fillFee, execComm, 手续费, 手数料, Poplatek`,
  feeAsset: `fee coin, feeCcy, fee currency, feeToken, fee asset, fee unit, commissionAsset, commission asset,
    commission currency, fee-payment crypto, fees coin type, 手续费结算币种`,
  liquidity: `maker, isMaker, taker, isTaker, maker/taker, taker/maker, liquidity, liquidity_role,
    liquidity_indicator, role, tradeScope, takerOrMaker, crossed, fee_role, lastLiquidityInd`,
  tradeId: 'trade id, tid, fill id, exec id, transaction id, deal id, txid, entry_id',
  orderId: 'order id, ordId, oid, ordertxid, Order No., order number',
  account: 'account, uid, user id, sub account, subaccount id, account id',
  orderType: 'order type, ordType',
  timeInForce: 'time in force, tif, timeInForce',
  postOnly: 'post only, postOnly, post_only',
  orderPrice: 'order price, limit price, orderPrice, orderPx',
  orderQuantity: 'order qty, orderQty, order quantity',
  leavesQuantity: 'leaves qty, leavesQty, leaves quantity',
};

/** Names that meant different things in different files: proposed, never taken. */
const doubtful: Readonly<Partial<Record<MappableField, string>>> = {
  time: 'update time, order time, updated at',
  symbol: 'contract, contracts, product, coin, futures, underlying asset',
  side: 'type, trade type, action, dir',
  price: 'rate',
  quantity: 'amount, vol, volume',
  quote: 'total, value',
  liquidity: 'execType, fillType',
  tradeId: 'id, billId, no',
  contracts: 'contracts',
};

function table(lists: Readonly<Partial<Record<MappableField, string>>>): Map<string, MappableField> {
  const names = new Map<string, MappableField>();
  for (const [field, list] of Object.entries(lists)) {
    for (const name of list.split(',')) names.set(headerName(name).name, field as MappableField);
  }
  return names;
}

const clearNames = table(clear);
const doubtfulNames = table(doubtful);

/** What the aliases make of a header. */
export interface Guess {
  /** Fields that exactly one clear name stands for. */
  readonly clear: ReadonlyMap<MappableField, HeaderName>;
  /** Fields for which several clear names, or only doubtful ones, are there. */
  readonly doubtful: ReadonlyMap<MappableField, readonly HeaderName[]>;
}

export function guessColumns(header: readonly HeaderName[]): Guess {
  const strong = new Map<MappableField, HeaderName[]>();
  const weak = new Map<MappableField, HeaderName[]>();
  for (const name of header) {
    const field = clearNames.get(name.name);
    if (field !== undefined) strong.set(field, [...(strong.get(field) ?? []), name]);
    const maybe = doubtfulNames.get(name.name);
    if (maybe !== undefined) weak.set(maybe, [...(weak.get(maybe) ?? []), name]);
  }
  const sure = new Map<MappableField, HeaderName>();
  const unsure = new Map<MappableField, readonly HeaderName[]>(weak);
  for (const [field, names] of strong) {
    if (names.length === 1) {
      sure.set(field, names[0]!);
      unsure.delete(field);
    } else {
      unsure.set(field, names);
    }
  }
  return { clear: sure, doubtful: unsure };
}
