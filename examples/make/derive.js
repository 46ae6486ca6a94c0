/** A day on a small exchange: order books, requests for quotes and lists of makers, for `score` and `rewards`. */
import { exact, padded, seeded } from './exact.js';

const START = Date.parse('2025-01-20T00:00:00Z');
const WINDOW = 900_000;
const DAY = 86_400_000;
const MAKERS = ['0xa1', '0xb2', '0xc3', '0xd4'];

/** Mid, tick and index in thousandths; size of one level in USD. */
const BOOKS = [
  {
    name: 'ETH-PERP',
    type: 'perp',
    currency: 'ETH',
    mid: 3_300_000,
    tick: 100,
    index: 3_300_000,
    expiry: null,
  },
  {
    name: 'WIF-PERP',
    type: 'perp',
    currency: 'WIF',
    mid: 1_500_000,
    tick: 40,
    index: 1_500_000,
    expiry: null,
  },
  {
    name: 'ETH-20250124-3300-C',
    type: 'option',
    currency: 'ETH',
    mid: 62_000,
    tick: 20,
    index: 3_300_000,
    expiry: 4,
  },
  {
    name: 'ETH-20250328-3600-C',
    type: 'option',
    currency: 'ETH',
    mid: 210_000,
    tick: 100,
    index: 3_300_000,
    expiry: 67,
  },
];

/** @param {number} value */
const thousandths = (value) => padded({ n: BigInt(value), s: 3 });

/**
 * One row per book level, 96 windows of 15 minutes. Planted: a crossed book, one without asks, a size of 0, and two windows without
 * any snapshot. 0xa1 is always at the top, 0xb2 a little behind, 0xc3 on one side only, 0xd4 too small to count on ETH.
 */
export function deriveSnapshots() {
  const random = seeded(20250120);
  const lines = [
    'ts_ms,instrument,asset_type,currency,side,price,size,owner,best_price,mid_price,index_price,delta,expiry_ms',
  ];
  for (let window = 0; window < 96; window++) {
    const time = START + window * WINDOW + random(WINDOW);
    const moves = BOOKS.map(() => random(2001) - 1000);
    if (window === 40 || window === 41) continue;
    BOOKS.forEach((book, at) => {
      const rows = levelsOf({ ...book, mid: book.mid + moves[at] }, time, random);
      if (window === 10 && at === 0) rows[0] = rows[0].replace(/,bid,[\d.]+,/, ',bid,9999.000,');
      if (window === 20 && at === 1) rows.splice(4);
      if (window === 30 && at === 2) rows[1] = rows[1].replace(/(,bid,[\d.]+,)[\d.]+,/, '$10,');
      lines.push(...rows);
    });
  }
  return `${lines.join('\n')}\n`;
}

/**
 * @param {(typeof BOOKS)[number]} book
 * @param {number} time
 * @param {(below: number) => number} random
 */
function levelsOf({ name, type, currency, mid, tick, index, expiry }, time, random) {
  const delta = type === 'option' ? (0.3 + random(20) / 100).toFixed(2) : '';
  const until = expiry === null ? '' : START + expiry * DAY + 8 * 3_600_000;
  const rows = [];
  for (const side of ['bid', 'ask']) {
    const sign = side === 'bid' ? -1 : 1;
    // [maker, ticks from the middle, USD]
    const orders = [
      [MAKERS[0], 1, 30_000 + random(20_000)],
      [MAKERS[1], 2 + random(3), 40_000 + random(40_000)],
      side === 'bid' ? [MAKERS[2], 1 + random(8), 60_000] : ['', 3, 15_000],
      [MAKERS[3], 1 + random(4), 8000],
    ];
    for (const [maker, ticks, usd] of orders) {
      const price = thousandths(mid + sign * Number(ticks) * tick);
      const size = padded({ n: (BigInt(usd) * 1_000_000n) / BigInt(index) + 1n, s: 3 });
      rows.push(
        [time, name, type, currency, side, price, size, maker, '', '', thousandths(index), delta, until].join(
          ',',
        ),
      );
    }
  }
  return rows;
}

/** Twenty requests for call spreads, answered by up to three makers. */
export function deriveRfqs() {
  const random = seeded(20250121);
  const lines = [
    'rfq_id,ts_ms,currency,asset_type,expiry_ms,direction,amount,max_cost,quote_id,quote_ts_ms,maker,price,filled',
  ];
  for (let id = 1; id <= 20; id++) {
    const time = START + random(DAY);
    const amount = 10 * (1 + random(20));
    const unit = 12_000 + random(4000);
    const until = START + (id % 2 === 0 ? 4 : 67) * DAY;
    const head = [`r${id}`, time, 'ETH', 'option', until, 'buy', amount, thousandths(unit * amount)];
    const answers = 1 + random(3);
    const filled = random(answers + 1);
    for (let at = 0; at < answers; at++) {
      const price = thousandths(unit - random(700) + 40);
      lines.push(
        [...head, `r${id}-${at}`, time + 200 + random(2500), MAKERS[at], price, at === filled].join(','),
      );
    }
  }
  return `${lines.join('\n')}\n`;
}

/** 0xd4 has less than 2 % of the volume in options. */
export function deriveVolumes() {
  const rows = [];
  for (const [program, total] of [
    ['options', 400],
    ['perps majors', 900],
    ['perps alts', 200],
  ]) {
    for (const [at, maker] of MAKERS.entries()) {
      const share = program === 'options' && at === 3 ? 15 : 30 + 35 * (3 - at);
      rows.push(`${maker},${program},${share * Number(total) * 1000},${Number(total) * 1_000_000}`);
    }
  }
  return `maker,program,volume,total_volume\n${rows.join('\n')}\n`;
}

export function deriveHoldings() {
  return 'maker,earned,balance,total_balance\n0xa1,3000000,1000000,10000000\n0xb2,1000000,1000000,10000000\n0xc3,0,0,10000000\n';
}

/** 0xc3 is not approved yet. */
export function deriveEnrolled() {
  return 'maker,opted_in,approved\n0xa1,true,true\n0xb2,true,true\n0xc3,true,false\n0xd4,true,true\n';
}

/** 600,000 USDC against a pool of 500,000. */
export function deriveAccrued() {
  return 'maker,accrued\n0xa1,300000\n0xb2,150000\n0xd4,150000\n';
}

/** 0xb2 is inactive in the third epoch. */
export function deriveShares() {
  return 'maker,epoch1,epoch2,epoch3,epoch4,epoch5,epoch6\n0xa1,0.55,0.52,0.6,0.58,,\n0xb2,0.3,0.28,0.009,0.2,,\n0xd4,0.15,0.2,0.39,0.22,,\n';
}

/** A response of the score interface. Planted: the multiplier of 0xb2 does not follow from its volume. */
export function derivePublished() {
  const wallets = [
    ['0xa1', '0.91', '0.62', '135000000', '1.3', '1'],
    ['0xb2', '0.74', '0.66', '90000000', '1.25', '1'],
    ['0xd4', '0.4', '0.31', '27000000', '1.06', '1'],
  ];
  const scores = wallets.map(([wallet, coverage, quality, volume, multiplier, boost]) => {
    const sum = exact(String((Number(coverage) * 100 + Number(quality) * 100) / 2));
    const total = padded({ n: sum.n * exact(multiplier).n, s: sum.s + exact(multiplier).s + 2 });
    return {
      wallet,
      coverage_score: coverage,
      quality_score: quality,
      volume,
      volume_multiplier: multiplier,
      holder_boost: boost,
      total_score: total,
    };
  });
  const total = scores.reduce((all, { total_score: text }) => all + Number(text), 0);
  const program = {
    ...{
      name: 'ETH-PERPS',
      asset_types: ['perp'],
      currencies: ['ETH'],
      min_notional: '25000',
      rewards: { OP: '10000' },
    },
    ...{ start_timestamp: START, end_timestamp: START + 30 * DAY },
  };
  const text = JSON.stringify(
    { program, total_score: total.toFixed(6), total_volume: '900000000', scores },
    null,
    2,
  );
  return `${text.replace(/\[\s+("[A-Za-z]+")\s+\]/g, '[$1]')}\n`;
}
