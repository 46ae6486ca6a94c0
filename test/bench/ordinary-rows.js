/** Ordinary fills as each profile of the fast engine writes them, by the golden file of the readers that has its header. Synthetic. */

/**
 * @typedef {object} Market
 * @property {string} symbol
 * @property {string} base
 * @property {string} quote
 * @property {number} decimals of the price
 * @property {number} lot decimals of the quantity
 * @property {string} [value] of one contract, in coins or, inverse, in the quote asset
 * @property {boolean} [inverse]
 * @property {boolean} [spot] the fee is in what is received
 *
 * @typedef {object} Row what a fill is, as texts
 * @property {Market} market
 * @property {number} row
 * @property {boolean} buy
 * @property {boolean} maker
 * @property {number} time milliseconds
 * @property {string} price
 * @property {string} quantity
 * @property {string} value price × quantity, to its last digit
 * @property {string} coins quantity × value of a contract
 * @property {string} fee
 * @property {string} asset of the fee
 *
 * @typedef {object} Export
 * @property {number} [feeScale] decimals of the fee, else 8
 * @property {boolean} [given] rates must be: no card has them
 * @property {readonly Market[]} markets
 * @property {(row: Row) => string} line of its row
 */

const iso = (/** @type {number} */ time) => new Date(time).toISOString();
const plainTime = (/** @type {number} */ time) => iso(time).slice(0, 19).replace('T', ' ');
/** `21:05:06 2026-06-10`, `6/10/2026 - 21:05:06`, `10.6.2026 21:05:06` */
const clockFirst = (/** @type {number} */ time) => iso(time).replace(/^(.{10})T(.{8}).*/, '$2 $1');
/** Of later days, since only a day after the 12th tells which number is the day. */
const later = (/** @type {number} */ time) => iso(time + 20 * 86_400_000);
const monthFirst = (/** @type {number} */ time) =>
  later(time).replace(/^(\d+)-0?(\d+)-0?(\d+)T(.{8}).*/, '$2/$3/$1 - $4');
const dayFirst = (/** @type {number} */ time) =>
  later(time).replace(/^(\d+)-0?(\d+)-0?(\d+)T(.{8}).*/, '$3.$2.$1 $4');
const marked = (/** @type {string} */ number) => number.replace(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, ',');
const comma = (/** @type {string} */ number) => number.replace('.', ',');
const negated = (/** @type {string} */ number) => (number.startsWith('-') ? number.slice(1) : `-${number}`);
const linear = (symbol, base, quote, decimals, lot, value) => ({ symbol, base, quote, decimals, lot, value });
const spot = (symbol, base, quote, decimals, lot) => ({ symbol, base, quote, decimals, lot, spot: true });
const pairs = (between) => [
  spot(`BTC${between}USDT`, 'BTC', 'USDT', 1, 5),
  spot(`ETH${between}USDT`, 'ETH', 'USDT', 2, 4),
  spot(`SOL${between}USDC`, 'SOL', 'USDC', 3, 2),
];
const inQuote = (markets) => markets.map((market) => ({ ...market, spot: false }));
const perpetuals = [
  linear('BTCUSDT', 'BTC', 'USDT', 1, 3),
  linear('ETHUSDT', 'ETH', 'USDT', 2, 3),
  linear('SOLUSDC', 'SOL', 'USDC', 3, 0),
];

/** @type {Readonly<Record<string, Export>>} */
export const ORDINARY = {
  'binance-coinm-api/user-trades.csv': {
    markets: [
      { symbol: 'BTCUSD_PERP', base: 'BTC', quote: 'USD', decimals: 1, lot: 0, value: '100', inverse: true },
      { symbol: 'ETHUSD_PERP', base: 'ETH', quote: 'USD', decimals: 2, lot: 0, value: '10', inverse: true },
    ],
    line: ({ market, row, buy, maker, time, price, quantity, coins, fee, asset }) =>
      `${market.symbol},${7000 + row},${90_000 + row},${market.symbol.slice(0, 6)},${buy ? 'BUY' : 'SELL'},${price},${quantity},0,${asset},${coins},${fee},${asset},${time},BOTH,${buy},${maker}`,
  },
  'binance-spot-api/my-trades.csv': {
    markets: pairs(''),
    line: ({ market, row, buy, maker, time, price, quantity, value, fee, asset }) =>
      `${row},${market.symbol},${28_000 + row},${100_000 + row},-1,${price},${quantity},${value},${fee},${asset},${time},${buy ? 'True' : 'False'},${maker ? 'True' : 'False'},True`,
  },
  'binance-usdm/with-uid(UTC+3).csv': {
    markets: perpetuals,
    line: ({ market, row, buy, maker, time, price, quantity, value, fee, asset }) =>
      `900000001,${plainTime(time)},${market.symbol},${buy ? 'BUY' : 'SELL'},${price},${quantity},${value},${fee}${asset},0,${buy},${maker},${419_000_000 + row},${49_000_000 + row}`,
  },
  'binance-usdm/without-uid(UTC--6).csv': {
    markets: perpetuals,
    line: ({ market, row, buy, maker, time, price, quantity, value, fee, asset }) =>
      `${plainTime(time)},${market.symbol},${buy ? 'BUY' : 'SELL'},${price},${quantity},${value},${fee}${asset},0,${buy},${maker ? 'TRUE' : 'FALSE'},${7 + row},${8 + row}`,
  },
  'binance-usdm-api/user-trades.csv': {
    markets: perpetuals,
    line: ({ market, row, buy, maker, time, price, quantity, value, fee, asset }) =>
      `${buy},${fee},${asset},${698_000 + row},${maker},${25_000_000 + row},${price},${quantity},${value},0,${buy ? 'BUY' : 'SELL'},BOTH,${market.symbol},${time}`,
  },
  'coinbase-advanced-api/fills.csv': {
    given: true,
    markets: inQuote(pairs('-')),
    line: ({ market, row, buy, maker, time, price, quantity, fee }) =>
      `entry-${row},t${row},o${row},${iso(time)},FILL,${price},${quantity},${fee},${market.symbol},${iso(time)},${maker ? 'MAKER' : 'TAKER'},false,u,${buy ? 'BUY' : 'SELL'},,,,,`,
  },
  'coinbase-exchange-api/fills.csv': {
    given: true,
    markets: inQuote(pairs('-')),
    line: ({ market, row, buy, maker, time, price, quantity, value, fee }) =>
      `${iso(time)},${74 + row},${market.symbol},d50e-${row},u,p,${maker ? 'M' : 'T'},${price},${quantity},${fee},${buy ? 'buy' : 'sell'},true,${value}`,
  },
  'deribit-api/user-trades.csv': {
    markets: [
      { symbol: 'BTC-PERPETUAL', base: 'BTC', quote: 'USD', decimals: 1, lot: 0, value: '10', inverse: true },
      { symbol: 'ETH-PERPETUAL', base: 'ETH', quote: 'USD', decimals: 2, lot: 0, value: '1', inverse: true },
    ],
    line: ({ market, row, buy, maker, time, price, quantity, fee, asset }) =>
      `${row},${48_000_000 + row},${time},3,filled,false,false,0,${price},false,limit,${4_008_000_000 + row},${price},,${maker ? 'M' : 'T'},,${market.symbol},${price},${asset},${fee},${buy ? 'buy' : 'sell'},${quantity},,${Number(quantity) * Number(market.value)},true`,
  },
  'dydx-api/fills.csv': {
    feeScale: 6,
    markets: [linear('BTC-USD', 'BTC', 'USDC', 0, 4), linear('ETH-USD', 'ETH', 'USDC', 1, 3)],
    line: ({ market, row, buy, maker, time, price, quantity, fee }) =>
      `${`6ee7b2e1-0000-5000-8000-${`${row}`.padStart(12, '0')}`},${buy ? 'BUY' : 'SELL'},${maker ? 'MAKER' : 'TAKER'},LIMIT,${market.symbol},PERPETUAL,${price},${quantity},${fee},0,${iso(time)},${100 + row},o${row},0,0,,`,
  },
  'gate-spot/trades.csv': {
    given: true,
    markets: pairs('/'),
    line: ({ market, row, buy, maker, time, price, quantity, value, fee, asset }) =>
      `${row},${5001 + row},${plainTime(time)},${buy ? 'Buy' : 'Sell'},${maker ? 'Maker' : 'Taker'},${market.symbol},${price},${quantity} ${market.base},${fee} ${asset},${value} ${market.quote}`,
  },
  'gate-spot-api/my-trades.csv': {
    given: true,
    markets: pairs('_'),
    line: ({ market, row, buy, maker, time, price, quantity, fee, asset }) =>
      `${1_234_567_890 + row},${Math.floor(time / 1000)},${time},${market.symbol},${buy ? 'buy' : 'sell'},${maker ? 'maker' : 'taker'},${quantity},${price},${96_780_000_000 + row},${fee},${asset},0,0,${row},t`,
  },
  'hyperliquid-api/user-fills.csv': {
    feeScale: 6,
    markets: [linear('BTC', 'BTC', 'USDC', 1, 5), linear('ETH', 'ETH', 'USDC', 2, 4)],
    line: ({ market, row, buy, maker, time, price, quantity, fee, asset }) =>
      `${market.symbol},${price},${quantity},${buy ? 'B' : 'A'},${time},0,Open Long,0,${515_000_000 + row},${!maker},${fee},${532_000_000_000 + row},${asset},,,0x1`,
  },
  'kucoin-spot/2019.csv': {
    markets: inQuote(pairs('-')),
    line: ({ market, row, buy, maker, time, price, quantity, value, fee, asset }) =>
      `${plainTime(time)},5f${row},${market.symbol},${buy ? 'buy' : 'sell'},${price},${quantity},${value},${fee},${maker ? 'maker' : 'taker'},${asset},limit`,
  },
  'kucoin-spot/split-2023.csv': {
    markets: inQuote(pairs('-')),
    line: ({ market, row, buy, maker, time, price, quantity, value, fee, asset }) =>
      `****4228,mainAccount,65a${row},${market.symbol},${buy ? 'BUY' : 'SELL'},LIMIT,${price},${quantity},${value},${value},${plainTime(time)},${fee},${maker ? 'MAKER' : 'TAKER'},${asset}`,
  },
  'kucoin-spot-api/hf-fills.csv': {
    markets: inQuote(pairs('-')),
    line: ({ market, row, buy, maker, time, price, quantity, value, fee, asset }) =>
      `${row},o${row},c${row},${11_029_373_945 + row},${market.symbol},${buy ? 'buy' : 'sell'},${maker ? 'maker' : 'taker'},limit,false,${price},${quantity},${value},${fee},0.001,${asset},,TRADE,,,${time}`,
  },
  'mexc-spot/with-uid.csv': {
    given: true,
    markets: inQuote(pairs('_')),
    line: ({ market, buy, maker, time, price, quantity, value, fee, asset }) =>
      `11111111,${market.symbol},${plainTime(time)},${buy ? 'Buy' : 'Sell'},${price},${quantity},${value},${fee}${asset},${maker ? 'Maker' : 'Taker'}`,
  },
  'okx-api/fills-history.csv': {
    markets: [
      linear('BTC-USDT-SWAP', 'BTC', 'USDT', 1, 2, '0.01'),
      linear('ETH-USDT-SWAP', 'ETH', 'USDT', 2, 2, '0.1'),
    ],
    line: ({ market, row, buy, maker, time, price, quantity, fee, asset }) =>
      `${buy ? 'buy' : 'sell'},${quantity},${price},${negated(fee)},-0.0005,${maker ? 'M' : 'T'},${asset},SWAP,${market.symbol},${744_000_000 + row},${680_000_000 + row},${680_800_000 + row},1,net,${time},${time + 1}`,
  },
  'paradex-api/fills.csv': {
    given: true,
    markets: [linear('BTC-USD-PERP', 'BTC', 'USDC', 1, 3), linear('ETH-USD-PERP', 'ETH', 'USDC', 2, 3)],
    line: ({ market, row, buy, maker, time, price, quantity, fee, asset }) =>
      `${1_718_947_571_560_000 + row},${buy ? 'BUY' : 'SELL'},${maker ? 'MAKER' : 'TAKER'},${market.symbol},${1_718_947_571_540_000 + row},${price},${quantity},${fee},${asset},${time},0,,FILL`,
  },
  'bybit-api/execution-list.csv': {
    given: true,
    markets: perpetuals.slice(0, 2),
    line: ({ market, row, buy, maker, time, price, quantity, value, fee, asset }) =>
      `${market.symbol},linear,o${row},Limit,${buy ? 'Buy' : 'Sell'},${fee},x-${row},${price},${quantity},Trade,${value},0.00055,${time},${asset},${maker},,`,
  },
  'gate-futures-api/trade-id.csv': {
    given: true,
    markets: [
      linear('BTC_USDT', 'BTC', 'USDT', 1, 0, '0.0001'),
      linear('ETH_USDT', 'ETH', 'USDT', 2, 0, '0.01'),
    ],
    line: ({ market, row, buy, maker, time, price, quantity, fee }) =>
      `${1000 + row},${time / 1000},${market.symbol},${5000 + row},${buy ? '' : '-'}${quantity},${price},${fee},${maker ? 'maker' : 'taker'}`,
  },
  'kucoin-spot/2021-semicolons.csv': {
    markets: inQuote(pairs('-')),
    line: ({ market, row, buy, maker, time, price, quantity, value, fee, asset }) =>
      [
        ...[dayFirst(time), `5f${row}`, market.symbol, buy ? 'buy' : 'sell', comma(price), comma(quantity)],
        ...[comma(value), comma(fee), maker ? 'maker' : 'taker', asset, 'limit', ''],
      ].join(';'),
  },
  'kucoin-futures/split.csv': {
    given: true,
    // Nobody gives the values of its contracts.
    markets: [linear('XBTUSDTM', 'BTC', 'USDT', 1, 0), linear('ETHUSDTM', 'ETH', 'USDT', 2, 0)],
    line: ({ row, market, buy, time, price, quantity, value, fee }) =>
      `****4228,futures,${11 + row},${plainTime(time)},${market.symbol},${buy ? 'BUY' : 'SELL'},${quantity},${price},${value},${value},0.0006,${fee},LIMIT`,
  },
  'kucoin-futures-api/fills.csv': {
    given: true,
    markets: [
      linear('XBTUSDTM', 'BTC', 'USDT', 1, 0, '0.001'),
      linear('ETHUSDTM', 'ETH', 'USDT', 2, 0, '0.01'),
    ],
    line: ({ row, market, buy, maker, time, price, quantity, value, fee, asset }) =>
      `${market.symbol},${1_784_000 + row},o${row},${buy ? 'buy' : 'sell'},${maker ? 'maker' : 'taker'},false,${price},${quantity},${value},${fee},0,0.0006,${asset},${asset},${fee},trade,${time}000000,${time},0,0`,
  },
  // Exports without a flag: the side is read from each fee.
  'kraken-spot/trades-2017.csv': {
    given: true,
    markets: inQuote(pairs('/')),
    line: ({ row, market, buy, time, price, quantity, value, fee }) =>
      `"T${row}","O${row}","${market.symbol}","${plainTime(time)}.6946","${buy ? 'buy' : 'sell'}","limit",${price},${value},${fee},${quantity},0.00000000,"","L,M"`,
  },
  'binance-us/words.csv': {
    given: true,
    markets: pairs(''),
    line: ({ row, market, buy, time, quantity, value, fee, asset }) =>
      `77,${plainTime(time)},Spot Trading,${buy ? 'Buy' : 'Sell'},${900_000 + row},${800_000 + row},,,,${market.base},${quantity},650.00,${market.quote},${value},650.00,${asset},${fee},0.13,Wallet,,`,
  },
  'binance-spot/pair.csv': {
    given: true,
    markets: pairs(''),
    line: ({ market, buy, time, price, quantity, value, fee, asset }) =>
      `${plainTime(time)},${market.symbol},${buy ? 'BUY' : 'SELL'},"${marked(price)}","${marked(quantity)}${market.base}","${marked(value)}${market.quote}",${fee}${asset}`,
  },
  'bitfinex/trades.csv': {
    given: true,
    markets: pairs('/'),
    line: ({ market, row, buy, time, price, quantity, fee, asset }) =>
      `${183_000_000 + row},${market.symbol},${buy ? '' : '-'}${quantity},${price},${negated(fee)},0.1%,${asset},${plainTime(time)},${5_525_000_000 + row}`,
  },
  'bybit-derivatives/trades.csv': {
    given: true,
    markets: perpetuals.slice(0, 2),
    line: ({ market, row, buy, time, price, quantity, fee, asset }) =>
      `${market.symbol},Trade,${quantity},${price},${price},0.00055,${fee},${asset},${fee},${buy ? 'BUY' : 'SELL'},Limit, a${row}, ${10_000_000 + row},${clockFirst(time)}`,
  },
  'bybit-spot/2024.csv': {
    given: true,
    markets: pairs(''),
    line: ({ market, row, buy, time, price, quantity, value, fee }) =>
      `281915,${market.symbol},LIMIT,${buy ? 'BUY' : 'SELL'},${value}0000,${price}0000,${quantity}00,${fee}000,${2_290_000_000_000_000 + row},${1_836_393_090_000_000 + row},${plainTime(time)}`,
  },
  'hyperliquid-ui/month-first.csv': {
    given: true,
    feeScale: 6,
    markets: [linear('BTC', 'BTC', 'USDC', 1, 5), linear('ETH', 'ETH', 'USDC', 2, 4)],
    line: ({ market, buy, time, price, quantity, value, fee }) =>
      `${monthFirst(time)},${market.symbol},${buy ? 'Open Long' : 'Close Long'},${price},${quantity},${value},${fee},0`,
  },
  'binance-usdm/date-utc.csv': {
    markets: perpetuals,
    line: ({ market, buy, time, price, quantity, value, fee, asset }) =>
      `${plainTime(time)},${market.symbol},${buy ? 'BUY' : 'SELL'},${price},${quantity},${value},${fee}${asset},0`,
  },
  'bybit-log/log.csv': {
    given: true,
    markets: [linear('BTCUSDT', 'BTC', 'USDT', 1, 3), linear('ETHUSDT', 'ETH', 'USDT', 2, 2)],
    line: ({ market, row, buy, time, price, quantity, fee, asset }) =>
      `${plainTime(time)},${asset},${market.symbol},trade,${buy ? 'Open Long' : 'Open Short'},${quantity},0,${price},0,${fee},0,0,1000,0.0006,t${row},o${row}`,
  },
  'coinbase-fills/without-portfolio.csv': {
    given: true,
    markets: inQuote(pairs('-')),
    line: ({ market, row, buy, time, price, quantity, fee, asset }) =>
      `${row + 1},${market.symbol},${buy ? 'BUY' : 'SELL'},${iso(time)},${quantity},${market.base},${price},${fee},0,${asset}`,
  },
  'coinex/executed.csv': {
    given: true,
    markets: pairs(''),
    line: ({ market, buy, time, price, quantity, value, fee, asset }) =>
      `${plainTime(time)},${market.symbol},${buy ? 'buy' : 'sell'},${price},${quantity},${value},${fee},${asset},`,
  },
  'ftx/trades.csv': {
    given: true,
    markets: inQuote(pairs('/')),
    line: ({ market, row, buy, time, price, quantity, value, fee, asset }) =>
      `${3001 + row},${iso(time)},${market.symbol},${buy ? 'buy' : 'sell'},limit,${quantity},${price},${value},${fee},${asset}`,
  },
  'htx-spot/trades.csv': {
    given: true,
    markets: pairs('/'),
    line: ({ market, buy, time, price, quantity, value, fee, asset }) =>
      `${plainTime(time)},Exchange,${market.symbol},${buy ? 'Buy' : 'Sell'},${price},${quantity},${value},${fee}${asset},`,
  },
  'deribit-ui/transaction_log-1234567-USDC-2024.csv': {
    given: true,
    markets: [
      linear('BTC_USDC-PERPETUAL', 'BTC', 'USDC', 0, 3),
      linear('ETH_USDC-PERPETUAL', 'ETH', 'USDC', 1, 2),
    ],
    line: ({ market, row, buy, time, price, quantity, fee }) =>
      `${12 + row},${1_600_000_000_012 + row},${plainTime(time)},${market.symbol},trade,${buy ? 'open buy' : 'open sell'},${quantity},0,${price},${price},${price},0,0,0.0005,${fee},0,0,9,9,USDC-${1 + row},USDC-${2 + row},,`,
  },
};
