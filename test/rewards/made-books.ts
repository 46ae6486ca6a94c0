/** Books of several makers, requests and lists, made by a fixed generator: synthetic, no venue's data. */
import type { Facts, Level, Request } from './score-oracle.ts';

export interface Made {
  readonly levels: readonly Level[];
  readonly requests: readonly Request[];
  readonly facts: Facts;
  readonly files: Readonly<Record<string, string>>;
}

const MAKERS = ['alpha', 'beta', 'gamma', 'delta', 'out', 'small'];
const START = Date.UTC(2025, 0, 10);
const DAY = 86_400_000;

interface Spec {
  readonly name: string;
  readonly type: 'option' | 'perp';
  readonly currency: string;
  readonly mid: number;
  readonly tick: number;
  readonly days: number | null;
}
const SPECS: readonly Spec[] = [
  { name: 'ETH-PERP', type: 'perp', currency: 'ETH', mid: 3_000_000, tick: 10, days: null },
  { name: 'BTC-PERP', type: 'perp', currency: 'BTC', mid: 90_000_000, tick: 100, days: null },
  { name: 'WIF-PERP', type: 'perp', currency: 'WIF', mid: 2_000_000, tick: 7, days: null },
  { name: 'DEGEN-PERP', type: 'perp', currency: 'DEGEN', mid: 9_000_000, tick: 31, days: null },
  { name: 'ETH-20250114-3000-C', type: 'option', currency: 'ETH', mid: 60_000, tick: 10, days: 4 },
  { name: 'ETH-20250114-3200-P', type: 'option', currency: 'ETH', mid: 90_000, tick: 10, days: 4 },
  { name: 'ETH-20250117-3000-C', type: 'option', currency: 'ETH', mid: 80_000, tick: 20, days: 7 },
  { name: 'BTC-20250328-99000-C', type: 'option', currency: 'BTC', mid: 900_000, tick: 50, days: 77 },
];

const decimal = (value: bigint, places: number) => {
  const text = value.toString().padStart(places + 1, '0');
  return `${text.slice(0, -places)}.${text.slice(-places)}`;
};

/** @param snapshots how many, 15 minutes apart */
export function madeBooks(seed: number, snapshots: number): Made {
  let state = seed;
  const next = (bound: number) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % bound;
  };
  const levels: Level[] = [];
  for (let step = 0; step < snapshots; step++) {
    const time = START + step * 900_000 + next(900_000);
    for (const spec of SPECS) levels.push(...bookOf(spec, time, next));
  }
  const requests = Array.from({ length: 30 }, (_, index) => requestOf(index, next));
  const facts = factsOf();
  return { levels, requests, facts, files: filesOf(levels, requests, facts) };
}

function bookOf(
  { name, type, currency, mid, tick, days }: Spec,
  time: number,
  next: (bound: number) => number,
): Level[] {
  const index =
    BigInt(type === 'option' ? (currency === 'ETH' ? 3_000_000 : 90_000_000) : mid) + BigInt(next(5000));
  const delta = days === null ? null : next(12) === 0 ? [1, 98, 99.5][next(3)]! : 2 + next(95);
  const rest = {
    time,
    instrument: name,
    type,
    currency,
    index,
    delta,
    expiry: days === null ? null : START + days * DAY,
  };
  const levels: Level[] = [];
  for (const side of ['bid', 'ask'] as const) {
    const count = 4 + next(7);
    for (let at = 0; at < count; at++) {
      // The first level sits one tick from the middle, some others exactly on an edge of a band.
      const away = at === 0 ? tick : tick * (1 + next(at * 12));
      const price = BigInt(side === 'bid' ? mid - away : mid + away);
      const usd = 2000 + next(60_000);
      const size = (BigInt(usd) * 100_000n) / index + 1n;
      const maker = next(5) === 0 ? '' : MAKERS[next(MAKERS.length)]!;
      levels.push({ ...rest, side, price, size, maker });
    }
  }
  return levels;
}

function requestOf(index: number, next: (bound: number) => number): Request {
  const time = START + next(20) * 900_000;
  const amount = BigInt(2 + next(90));
  const unit = 10_000 + next(9000);
  const max = BigInt(unit) * amount;
  const sell = next(2) === 0;
  const quotes = Array.from({ length: next(5) }, (_, at) => {
    const change = next(700) - 50;
    const price = BigInt(sell ? unit + change : unit - change);
    return {
      maker: MAKERS[next(MAKERS.length)]!,
      time: time + 100 + at * 400 + next(300),
      price,
      filled: false,
    };
  });
  if (quotes.length > 0 && next(2) === 0) quotes[next(quotes.length)]!.filled = true;
  return { time, expiry: START + (index % 2 === 0 ? 4 : 40) * DAY, amount, max, sell, quotes };
}

function factsOf(): Facts {
  const volume = new Map<string, readonly [bigint, bigint]>();
  for (const program of ['options', 'perps majors', 'perps alts']) {
    for (const [at, maker] of MAKERS.entries()) {
      volume.set(`${program}|${maker}`, [
        maker === 'small' ? 5_000_000n : 6_100_000n + BigInt(at) * 777_777n,
        100_000_000n,
      ]);
    }
  }
  const held = new Map<string, readonly [bigint, bigint, bigint]>([
    ['alpha', [3_000_000n, 1_000_000n, 10_000_000n]],
    ['beta', [500_000n, 900_000n, 10_000_000n]],
    ['gamma', [0n, 250_000n, 10_000_000n]],
  ]);
  return { volume, held, enrolled: new Set(['alpha', 'beta', 'gamma', 'delta', 'small']) };
}

function filesOf(
  levels: readonly Level[],
  requests: readonly Request[],
  facts: Facts,
): Record<string, string> {
  const head =
    'ts_ms,instrument,asset_type,currency,side,price,size,owner,best_price,mid_price,index_price,delta,expiry_ms';
  const rows = levels.map((one) =>
    [
      ...[
        one.time,
        one.instrument,
        one.type,
        one.currency,
        one.side,
        decimal(one.price, 3),
        decimal(one.size, 2),
      ],
      ...[
        one.maker,
        '',
        '',
        decimal(one.index, 3),
        one.delta === null ? '' : -one.delta / 100,
        one.expiry ?? '',
      ],
    ].join(','),
  );
  const asked = requests.flatMap((one, index) => {
    const facts8 = [
      `r${index}`,
      one.time,
      'ETH',
      'option',
      one.expiry,
      one.sell ? 'sell' : 'buy',
      one.amount,
      decimal(one.max, 3),
    ];
    if (one.quotes.length === 0) return [[...facts8, '', '', '', '', ''].join(',')];
    return one.quotes.map((quote, at) =>
      [...facts8, `q${index}-${at}`, quote.time, quote.maker, decimal(quote.price, 3), quote.filled].join(
        ',',
      ),
    );
  });
  return {
    'snapshots.csv': `${[head, ...rows].join('\n')}\n`,
    'rfqs.csv': `rfq_id,ts_ms,currency,asset_type,expiry_ms,direction,amount,max_cost,quote_id,quote_ts_ms,maker,price,filled\n${asked.join('\n')}\n`,
    'volumes.csv': `maker,program,volume,total_volume\n${[...facts.volume].map(([key, [own, all]]) => `${key.split('|').reverse().join(',')},${own},${all}`).join('\n')}\n`,
    'holdings.csv': `maker,earned,balance,total_balance\n${[...facts.held].map(([maker, parts]) => `${maker},${parts.join(',')}`).join('\n')}\n`,
    'enrolled.csv': `maker,opted_in,approved\n${[...facts.enrolled].map((maker) => `${maker},true,true`).join('\n')}\nshy,false,true\n`,
  };
}
