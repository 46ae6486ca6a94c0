/** Synthetic OKX exports: a week of the trading history that the website gives, and a dump of the fills API. */
import {
  clock,
  exact,
  instants,
  negated,
  padded,
  rounded,
  seeded,
  times,
  trimmed,
  wandering,
} from './exact.js';

const HOUR = 3_600_000;

/** Rates of OKX USDT futures, June 2026, as fractions. */
const VIP3 = { maker: exact('0.00010'), taker: exact('0.00028') };
const VIP4 = { maker: exact('0.00008'), taker: exact('0.00027') };

/** @param {(below: number) => number} random */
function markets(random) {
  return [
    {
      symbol: 'BTC-USDT-SWAP',
      contract: exact('0.01'),
      price: wandering(random, '71250.0', 400),
      lots: 24000,
    },
    {
      symbol: 'ETH-USDT-SWAP',
      contract: exact('0.1'),
      price: wandering(random, '2643.50', 900),
      lots: 60000,
    },
  ];
}

/**
 * The website's "Trading History", UTC+8, newest first. VIP 4 is due on 10 June 22:00Z; the venue goes on charging
 * VIP 3 until 11 June 05:00Z. Two resting fills are billed as taker: nothing in this export tells.
 */
export function okxWeek() {
  const random = seeded(20260608);
  const venues = markets(random);
  const applied = Date.parse('2026-06-11T05:00:00Z');
  const billedTaker = new Set([150, 201]);
  let id = 3561000000000000000n;
  const rows = instants(random, 320, '2026-06-08T00:04:00Z', '2026-06-14T23:55:00Z').map((instant, index) => {
    const market = venues[random(10) < 6 ? 0 : 1];
    const price = market.price();
    const amount = { n: BigInt(200 + random(market.lots)), s: 2 };
    const action = ['Open long', 'Close long', 'Open short', 'Close short'][random(4)];
    const rests = random(100) < 80 && !billedTaker.has(index);
    const rates = instant < applied ? VIP3 : VIP4;
    const fee = rounded(
      times(amount, market.contract, price, rests ? rates.maker : rates.taker),
      8,
      'half-up',
    );
    id += BigInt(1000 + random(100000));
    return okxRow(id, instant, ['Swap', market.symbol, action, trimmed(amount), 'cont', price, negated(fee)]);
  });
  rows.splice(260, 0, rows[259]); // the same row once more, as an overlap of two downloads leaves it
  for (let instant = Date.parse('2026-06-08T08:00:00Z'); instant < Date.parse('2026-06-15T00:00:00Z'); ) {
    id += 1n;
    const expense = random(3) > 0;
    const cells = ['Swap', 'BTC-USDT-SWAP', `Funding fee ${expense ? 'expense' : 'income'}`, '120', 'cont'];
    const money = { n: BigInt(400000000 + random(900000000)) * (expense ? -1n : 1n), s: 8 };
    rows.push(okxRow(id, instant, [...cells, exact('71250.0'), exact('0.00000000')], padded(money)));
    instant += 8 * HOUR;
  }
  id += 1n;
  const transfer = ['Transfer', '', 'Transfer in', '50000', 'USDT', exact('0.0'), exact('0.00000000')];
  rows.push(okxRow(id, Date.parse('2026-06-09T01:30:00Z'), transfer));
  rows.sort((a, b) => b.instant - a.instant || (a.line < b.line ? 1 : -1));
  const head =
    'id,Order id,Time,Trade Type,Symbol,Action,Amount,Trading Unit,Filled Price,PnL,Fee,Fee Unit,' +
    'Position Change,Position Balance,Balance Change,Balance,Balance Unit';
  const lines = [
    '\ufeffUID:700000000000000001,\ufeffAccount Type:Main,\ufeffTime Zone:UTC+8',
    `\ufeff${head}`,
  ];
  return `${[...lines, ...rows.map((row) => row.line)].join('\r\n')}\r\n`;
}

/**
 * @param {bigint} id
 * @param {number} instant
 * @param {any[]} cells trade type, symbol, action, amount, unit, price, fee
 * @param {string} [pnl]
 */
function okxRow(id, instant, cells, pnl = '0.00000000') {
  const [type, symbol, action, amount, unit, price, fee] = cells;
  const tail = [pnl, padded(fee), 'USDT', amount, amount, padded(fee), '250000.00000000', 'USDT'];
  const front = [`${id}`, `${id - 7n}`, clock(instant, 8), type, symbol, action, amount, unit];
  return { instant, line: [...front, padded(rounded(price, 8, 'down')), ...tail].join(',') };
}

const API_KEYS = [
  ...['instType', 'instId', 'tradeId', 'ordId', 'clOrdId', 'billId', 'subType', 'tag', 'fillPx', 'fillSz'],
  ...['fillIdxPx', 'fillPnl', 'fillPxVol', 'fillPxUsd', 'fillMarkVol', 'fillFwdPx', 'fillMarkPx', 'side'],
  ...['posSide', 'execType', 'feeCcy', 'fee', 'feeRate', 'ts', 'fillTime', 'tradeQuoteCcy'],
];

/**
 * The API's fills-history as a desk dumps it, VIP 4 all week. Planted: maker fills billed at the taker rate (40, 90,
 * 141, 220), a maker fee paid instead of charged (120), a fee of 0 (180), five maker fills at 0.9 bps (200–204).
 */
export function okxFills() {
  const random = seeded(20260615);
  const venues = markets(random);
  const misflagged = new Set([40, 90, 141, 220]);
  const lines = [API_KEYS.join(',')];
  instants(random, 300, '2026-06-15T00:01:00Z', '2026-06-21T23:58:00Z').forEach((instant, index) => {
    const which = random(10) < 6 ? 0 : 1;
    const market = venues[which];
    const price = market.price();
    const size = { n: BigInt(200 + random(market.lots)), s: 2 };
    const offCard = index >= 200 && index <= 204;
    const maker = random(100) < 80 || misflagged.has(index) || index === 120 || index === 180 || offCard;
    let rate = maker && !misflagged.has(index) ? VIP4.maker : VIP4.taker;
    if (offCard) rate = exact('0.00009');
    let fee = negated(times(size, market.contract, price, rate));
    if (index === 120) fee = negated(fee);
    if (index === 180) fee = exact('0');
    const buy = random(2) === 0;
    const time = instant + random(1000);
    const order = `680800${String(100000000000 + random(900000000) * 1000 + index)}`;
    const bill = `690800${String(100000000000 + index)}`;
    const trade = String((which === 0 ? 744876000 : 512340000) + index);
    const cells = ['SWAP', market.symbol, trade, order, '', bill, buy ? '1' : '2', '', trimmed(price)];
    const marks = [trimmed(size), trimmed(price), '0', '', '', '', '', trimmed(price), buy ? 'buy' : 'sell'];
    const end = ['net', maker ? 'M' : 'T', 'USDT', trimmed(fee), '', `${time + 1}`, `${time}`, 'USDT'];
    lines.push([...cells, ...marks, ...end].join(','));
  });
  return `${lines.join('\n')}\n`;
}
