/** Exports of whole-dollar fills for four venues, made from a seed, and the tiers that their windows give, in whole numbers. */
import { seeded } from './exports.ts';

export const DAY = 86_400_000;
export const HOUR = 3_600_000;

/** A fill of `usd` whole dollars; `market` is the Derive type. */
export interface Trade {
  readonly time: number;
  readonly usd: bigint;
  readonly maker: boolean;
  readonly market?: 'perps' | 'options' | 'spot';
  /** As charged, positive = paid; written as is. */
  readonly fee?: string;
}

export interface Rung {
  readonly tier: string;
  readonly bound: bigint;
}

/** A ladder by volume alone, as its documents print it. */
export interface Ladder {
  readonly days: number;
  /** Hours after midnight UTC. */
  readonly at: number;
  readonly applies: number;
  /** True = more than the bound, not just as much. */
  readonly strict: boolean;
  readonly lowest: string;
  readonly rungs: readonly Rung[];
}

const M = 1_000_000n;
const rungs = (list: readonly (readonly [string, bigint])[]): Rung[] =>
  list.map(([tier, bound]) => ({ tier, bound }));

/** Article of June 2026: futures volume. */
export const OKX: Ladder = {
  days: 30,
  at: 16,
  applies: 22,
  strict: false,
  lowest: 'Regular',
  rungs: rungs([
    ['VIP 1', 5n * M],
    ['VIP 2', 10n * M],
    ['VIP 3', 50n * M],
    ['VIP 4', 200n * M],
    ['VIP 5', 600n * M],
    ['VIP 6', 1_000n * M],
    ['VIP 7', 1_500n * M],
    ['VIP 8', 2_000n * M],
    ['VIP 9', 20_000n * M],
  ]),
};

/** Notice of 2026-03-18: futures volume and BNB; the volumes of VIP 4 to 9 were not found. */
export const BINANCE: Ladder = {
  days: 30,
  at: 8,
  applies: 8,
  strict: false,
  lowest: 'Regular',
  rungs: rungs([
    ['VIP 1', 5n * M],
    ['VIP 2', 10n * M],
    ['VIP 3', 50n * M],
  ]),
};

/** Fees page of 2026-09-23: weighted volume of 14 days, more than the bound. */
export const HYPERLIQUID: Ladder = {
  days: 14,
  at: 0,
  applies: 0,
  strict: true,
  lowest: 'Tier 0',
  rungs: rungs([
    ['Tier 1', 5n * M],
    ['Tier 2', 25n * M],
    ['Tier 3', 100n * M],
    ['Tier 4', 500n * M],
    ['Tier 5', 2_000n * M],
    ['Tier 6', 7_000n * M],
  ]),
};

/** Later revision of the program page: 28 days; volume is one of several ways. */
export const DERIVE: Ladder = {
  days: 28,
  at: 0,
  applies: 0,
  strict: false,
  lowest: 'All traders',
  rungs: rungs([
    ['MM 1%', 50n * M],
    ['MM 5%', 250n * M],
    ['MM 10%', 500n * M],
  ]),
};

export interface ExpectedDay {
  readonly day: string;
  readonly windowVolume: string;
  readonly leaving: string;
  readonly tier: string;
  readonly appliesFrom: string;
}

/** Every evaluation in [from, to], each summed trade by trade. */
export function expectedDays(
  ladder: Ladder,
  trades: readonly Trade[],
  from: number,
  to: number,
): ExpectedDay[] {
  const found: ExpectedDay[] = [];
  const first = Math.floor(from / DAY) * DAY + ladder.at * HOUR;
  for (let at = first < from ? first + DAY : first; at <= to; at += DAY) {
    const start = at - ladder.days * DAY;
    const sum = sumOf(trades, start, at);
    found.push({
      day: new Date(at).toISOString().slice(0, 10),
      windowVolume: String(sum),
      leaving: String(sumOf(trades, start, start + DAY)),
      tier: tierOf(ladder, sum),
      appliesFrom: new Date(Math.floor(at / DAY) * DAY + ladder.applies * HOUR).toISOString(),
    });
  }
  return found;
}

function sumOf(trades: readonly Trade[], from: number, to: number): bigint {
  return trades.reduce((sum, { time, usd }) => (time >= from && time < to ? sum + usd : sum), 0n);
}

export function tierOf({ rungs: all, lowest, strict }: Ladder, sum: bigint): string {
  return all.findLast(({ bound }) => (strict ? sum > bound : sum >= bound))?.tier ?? lowest;
}

/** The tier that applies at an instant. */
export function tierAt(ladder: Ladder, trades: readonly Trade[], time: number): string {
  const midnight = Math.floor(time / DAY) * DAY;
  const today = midnight + ladder.applies * HOUR;
  const at = (time >= today ? midnight : midnight - DAY) + ladder.at * HOUR;
  return tierOf(ladder, sumOf(trades, at - ladder.days * DAY, at));
}

/** 90 days with a quiet, a busy and a fading month, in lots of 500 dollars, `scale` making the busiest reach the top bounds. */
export function ninetyDays(seed: number, start: string, scale: number): Trade[] {
  const random = seeded(seed);
  const first = Date.parse(start);
  return Array.from({ length: 900 }, (_, index) => {
    const day = Math.floor(index / 10);
    const pace = day < 25 ? 3 : day < 55 ? 60 : day < 70 ? 12 : 1;
    return {
      time: first + day * DAY + (index % 10) * 8_500_000 + random(60_000),
      usd: 500n * BigInt(scale * pace * (1 + random(100))),
      maker: random(10) < 8,
    };
  });
}

const OKX_HEAD =
  'instType,instId,tradeId,ordId,clOrdId,billId,subType,tag,fillPx,fillSz,fillIdxPx,fillPnl,fillPxVol,fillPxUsd,' +
  'fillMarkVol,fillFwdPx,fillMarkPx,side,posSide,execType,feeCcy,fee,feeRate,ts,fillTime,tradeQuoteCcy';

/** A contract is 0.01 BTC: 500 dollars at 50,000. */
export function okxFile(trades: readonly Trade[]): string {
  const rows = trades.map(({ time, usd, maker, fee }, index) => {
    const id = index + 1;
    const money = `50000,${usd / 500n},50000,0,,,,,50000,buy,net,${maker ? 'M' : 'T'},USDT,${negated(fee ?? '0')}`;
    return `SWAP,BTC-USDT-SWAP,${id},${id},,${id},1,,${money},,${time},${time},USDT`;
  });
  return `${[OKX_HEAD, ...rows].join('\n')}\n`;
}

function negated(fee: string): string {
  return fee.startsWith('-') ? fee.slice(1) : fee === '0' ? '0' : `-${fee}`;
}

export function binanceFile(trades: readonly Trade[]): string {
  const head = 'Uid,Time,Symbol,Side,Price,Quantity,Amount,Fee,Realized Profit,Buyer,Maker,Trade ID,Order ID';
  const rows = trades.map(({ time, usd, maker, fee }, index) => {
    const clock = new Date(time).toISOString().replace('T', ' ').slice(0, 19);
    return `1,${clock},BTCUSDT,BUY,50000,${usd / 500n}e-2,${usd},${fee ?? '0'}USDT,0,true,${maker},${index + 1},9${index}`;
  });
  return `${[head, ...rows].join('\n')}\n`;
}

export function hyperliquidFile(trades: readonly Trade[]): string {
  const head =
    'coin,px,sz,side,time,startPosition,dir,closedPnl,oid,crossed,fee,tid,feeToken,twapId,builderFee';
  const rows = trades.map(({ time, usd, maker, fee }, index) =>
    [
      'BTC',
      '500',
      usd / 500n,
      'B',
      time,
      '0',
      'Open Long',
      '0',
      index,
      !maker,
      fee ?? '0',
      index + 1,
      'USDC',
      '',
      '',
    ].join(','),
  );
  return `${[head, ...rows].join('\n')}\n`;
}

const DERIVE_NAMES = { perps: 'BTC-PERP', options: 'BTC-20261225-100000-C', spot: 'BTC-USDC' } as const;

/** Options at a premium of a tenth of the index, so that only the index makes their volume. */
export function deriveFile(trades: readonly Trade[]): string {
  const head =
    'trade_id,instrument_name,timestamp,direction,trade_price,trade_amount,index_price,subaccount_id,liquidity_role,' +
    'trade_fee,expected_rebate,extra_fee,tx_status,mark_price';
  const rows = trades.map(({ time, usd, maker, market = 'perps' }, index) =>
    [
      ...[
        index + 1,
        DERIVE_NAMES[market],
        time,
        'buy',
        market === 'options' ? '50' : '500',
        usd / 500n,
        '500',
        '1',
      ],
      ...[maker ? 'maker' : 'taker', '0', '0', '0', 'settled', '50'],
    ].join(','),
  );
  return `${[head, ...rows].join('\n')}\n`;
}
