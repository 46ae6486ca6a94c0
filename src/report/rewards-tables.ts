/** Tables about rewards: awards, pools, vesting, cuts, published scores, self-trades. */
import { type Decimal, ZERO } from '../domain/decimal.ts';
import { isPaidAsDue } from '../domain/rewards/rebate-cap.ts';
import type { SelfTrade } from '../domain/rewards/self-trade.ts';
import type { Table, Value } from './model.ts';
import { poolWords } from './program-words.ts';
import { ratioOf } from './ratio.ts';
import type { RewardsFindings } from './rewards-findings.ts';

const cut = (value: Decimal) => value.toSignificantDigits(30);

/** One row per pool and maker; award = paidNow + vesting + forfeited. */
export function rewardsTable({
  awards,
  rebates,
  takerAwards,
  epoch,
  program: { id },
}: RewardsFindings): Table {
  const rows: Value[][] = [];
  for (const { pool, rebates: list } of rebates) {
    for (const one of list) {
      rows.push([
        ...[id, pool.name, epoch, one.maker, cut(one.share), one.due, one.due, ZERO, ZERO, one.reason],
        ...[pool.asset, one.program, one.accrued, one.paid, one.difference],
      ]);
    }
  }
  for (const { pool, maker, share, award, paidNow, vesting, forfeited, tranches, reason } of awards) {
    const lost = tranches.find(({ status }) => status === 'forfeited');
    const words = lost === undefined ? reason : `${reason}; ${lost.reason}: forfeited`;
    rows.push([
      ...[id, pool.name, epoch, maker, cut(share), award, paidNow, vesting, forfeited, words],
      ...[pool.asset, pool.program, null, null, null],
    ]);
  }
  for (const { pool, maker, weight, total, award, reason } of takerAwards) {
    rows.push([
      ...[id, pool.name, epoch, maker, ratioOf(weight, total) ?? ZERO, award, award, ZERO, ZERO, reason],
      ...[pool.asset, null, null, null, null],
    ]);
  }
  return {
    name: 'rewards',
    title: 'Rewards',
    columns: [
      { key: 'program', head: 'program', type: 'text', machineOnly: true },
      { key: 'pool', head: 'pool', type: 'text' },
      { key: 'epoch', head: 'epoch', type: 'text' },
      { key: 'maker', head: 'maker', type: 'text' },
      { key: 'share', head: 'share', type: 'ratio' },
      { key: 'award', head: 'award', type: 'amount' },
      { key: 'paidNow', head: 'paid now', type: 'amount' },
      { key: 'vesting', head: 'vesting', type: 'amount', hideZeros: true },
      { key: 'forfeited', head: 'forfeited', type: 'amount', hideZeros: true },
      { key: 'reason', head: 'reason', type: 'sentence' },
      { key: 'asset', head: 'in', type: 'text', machineOnly: true },
      { key: 'class', head: 'class', type: 'text', machineOnly: true },
      { key: 'accrued', head: 'accrued', type: 'amount', machineOnly: true },
      { key: 'paid', head: 'paid', type: 'amount', machineOnly: true },
      { key: 'difference', head: 'paid - due', type: 'signed', machineOnly: true },
    ],
    rows,
  };
}

/** Every pool of the revision, and how much of it was split here. */
export function poolsTable({ version, awards, rebates, takerAwards }: RewardsFindings): Table {
  return {
    name: 'pools',
    title: 'Pools',
    columns: [
      { key: 'pool', head: 'pool', type: 'text' },
      { key: 'asset', head: 'asset', type: 'text' },
      { key: 'amount', head: 'amount', type: 'amount' },
      { key: 'allocated', head: 'allocated', type: 'amount' },
      { key: 'left', head: 'left', type: 'amount' },
      { key: 'makers', head: 'makers', type: 'count' },
      { key: 'rule', head: 'rule', type: 'sentence' },
    ],
    onRequest: awards.length + rebates.length + takerAwards.length === 0,
    rows: version.pools.map((pool): Value[] => {
      const parts = [
        ...awards.filter((one) => one.pool === pool).map(({ award }) => award),
        ...rebates
          .filter((one) => one.pool === pool)
          .flatMap(({ rebates: rows }) => rows.map(({ due }) => due)),
        ...takerAwards.filter((one) => one.pool === pool).map(({ award }) => award),
      ];
      const sum = parts.reduce((total, part) => total.plus(part), ZERO);
      const makers = parts.filter((part) => !part.isZero()).length;
      return [pool.name, pool.asset, pool.amount, sum, pool.amount.minus(sum), makers, poolWords(pool)];
    }),
  };
}

/** What vests when, and what is lost and why. */
export function vestingTable({ awards, epoch, program: { id } }: RewardsFindings): Table {
  return {
    name: 'vesting',
    title: 'Vesting',
    columns: [
      { key: 'program', head: 'program', type: 'text', machineOnly: true },
      { key: 'pool', head: 'pool', type: 'text' },
      { key: 'awardEpoch', head: 'of epoch', type: 'text', machineOnly: true },
      { key: 'maker', head: 'maker', type: 'text' },
      { key: 'epoch', head: 'epoch', type: 'count' },
      { key: 'share', head: 'share', type: 'ratio' },
      { key: 'amount', head: 'amount', type: 'amount' },
      { key: 'status', head: 'status', type: 'text' },
      { key: 'reason', head: 'why', type: 'sentence' },
    ],
    rows: awards.flatMap(({ pool, maker, tranches }) =>
      tranches.map((one): Value[] => [
        ...[id, pool.name, epoch, maker, one.epoch, one.share, one.amount, one.status, one.reason],
      ]),
    ),
  };
}

/** An epoch that was cut in one ratio is one cause; other differences are one row per maker. */
export function causesTable(rebates: RewardsFindings['rebates']): Table {
  const rows: Value[][] = [];
  for (const { pool, haircuts, rebates: list } of rebates) {
    for (const { program, total, cap, ratio, makers, unfounded } of haircuts) {
      const off = list.filter((one) => program === null || one.program === program);
      const variance = off.reduce((sum, one) => sum.plus((one.paid ?? one.due).minus(one.accrued)), ZERO);
      const what = program === null ? pool.name : `${pool.name}, ${program}`;
      const sentence = unfounded
        ? `every maker was paid ${cut(ratio).toSignificantDigits(12).toFixed()} of what it accrued, though ${total.toFixed()} accrued against ${cap.toFixed()} call for another ratio: ask the venue for the totals of all makers`
        : `${total.toFixed()} accrued against ${cap.toFixed()}: every maker is paid ${ratio.toSignificantDigits(12).toFixed()} of what it accrued`;
      rows.push(['POOL_HAIRCUT', pool.asset, makers, variance, `${what}: ${sentence}`]);
    }
    if (haircuts.some(({ unfounded }) => unfounded)) continue;
    for (const one of list.filter((row) => row.paid !== null && !isPaidAsDue(row))) {
      const less = one.difference!.isNegative();
      const sentence = `${one.maker}: ${one.due.toFixed()} due, ${one.paid!.toFixed()} paid`;
      rows.push([less ? 'REBATE_SHORT' : 'UNEXPLAINED', pool.asset, 1, one.difference, sentence]);
    }
  }
  return {
    name: 'causes',
    title: 'Cuts and differences',
    columns: [
      { key: 'code', head: 'cause', type: 'text' },
      { key: 'feeAsset', head: 'in', type: 'text' },
      { key: 'makers', head: 'makers', type: 'count' },
      { key: 'variance', head: 'paid less', type: 'signed' },
      { key: 'sentence', head: 'what', type: 'sentence' },
    ],
    rows,
  };
}

/** The venue's published figures, check by check; then against own scores, which are estimates. */
export function publishedTable({ checks, published, scored }: RewardsFindings): Table {
  const own = (published?.scores ?? []).flatMap((one): Value[][] =>
    scored
      .filter(({ maker }) => maker === one.wallet)
      .map(({ program, final }) => [
        ...[`own score, ${program}`, one.wallet, one.total, cut(final), cut(one.total.minus(final))],
        ...['estimate', 'own snapshots are taken at other times than the venue’s'],
      ]),
  );
  return {
    name: 'published',
    title: `Published scores${published === null || published.program === '' ? '' : ` of ${published.program}`}`,
    columns: [
      { key: 'check', head: 'check', type: 'text' },
      { key: 'maker', head: 'wallet', type: 'text' },
      { key: 'published', head: 'published', type: 'price' },
      { key: 'recomputed', head: 'recomputed', type: 'price' },
      { key: 'difference', head: 'difference', type: 'signed' },
      { key: 'outcome', head: 'outcome', type: 'text' },
      { key: 'sentence', head: 'what', type: 'sentence' },
    ],
    rows: [
      ...checks.map(({ check, wallet, published: stated, recomputed, outcome, sentence }): Value[] => [
        ...[
          check,
          wallet,
          stated === null ? null : cut(stated),
          recomputed === null ? null : cut(recomputed),
        ],
        stated === null || recomputed === null ? null : cut(stated.minus(recomputed)),
        ...[outcome, sentence],
      ]),
      ...own,
    ],
  };
}

/** Trades whose both sides are the desk's own. */
export function selfTradesTable(trades: readonly SelfTrade[]): Table {
  return {
    name: 'selfTrades',
    title: 'Self-trades (listed, not judged)',
    columns: [
      { key: 'tradeId', head: 'trade', type: 'id' },
      { key: 'time', head: 'time', type: 'time' },
      { key: 'symbol', head: 'symbol', type: 'text' },
      { key: 'makerAccount', head: 'maker', type: 'text' },
      { key: 'takerAccount', head: 'taker', type: 'text' },
    ],
    rows: trades.map(({ tradeId, time, symbol, makerAccount, takerAccount }) => [
      ...[tradeId, time, symbol, makerAccount, takerAccount],
    ]),
  };
}
