/** Awards that become the maker's own over several epochs, and what is lost when it becomes inactive. */
import { Decimal, ONE, type Rounding, round, ZERO } from '../decimal.ts';
import { allocate } from './pool.ts';
import type { VestingRules } from './program.ts';
import type { Readings } from './readings.ts';

export type TrancheStatus = 'vested' | 'pending' | 'forfeited';

/** What one vesting epoch brings. */
export interface Tranche {
  /** 1-based, counted after the epoch of the award. */
  readonly epoch: number;
  readonly amount: Decimal;
  /** The maker's share of the scores in that epoch; null = not known yet. */
  readonly share: Decimal | null;
  readonly status: TrancheStatus;
  readonly reason: string;
}

export interface Vested {
  readonly paidNow: Decimal;
  /** Vested or still vesting, without what is paid at once. */
  readonly vesting: Decimal;
  readonly forfeited: Decimal;
  readonly tranches: readonly Tranche[];
}

/**
 * Splits an award into what is paid at once and its tranches. The first epoch with a share strictly below `activeFrom` is
 * inactive; what that costs is the reading's. award = paidNow + vesting + forfeited.
 * @param shares by epoch, the first after the award's; null or missing = not known yet
 */
export function vest(
  award: Decimal,
  rules: VestingRules,
  shares: readonly (Decimal | null)[],
  reading: Readings['vesting'],
  scale: number,
): Vested {
  const rounding: Rounding = { scale, mode: 'down' };
  const later = round(award.times(ONE.minus(rules.now)), rounding);
  const epochs = Array.from({ length: rules.epochs }, (_, index) => index + 1);
  const amounts = tranchesOf(later, epochs, reading, scale);
  const inactive = epochs.find((epoch) => shares[epoch - 1]?.lt(rules.activeFrom) === true) ?? null;
  const known = epochs.filter((epoch) => (shares[epoch - 1] ?? null) !== null);
  const gap = epochs.find((epoch) => !known.includes(epoch)) ?? null;
  const tranches = epochs.map((epoch): Tranche => {
    const share = shares[epoch - 1] ?? null;
    const rest = { epoch, amount: amounts[epoch - 1] ?? ZERO, share };
    const lost = inactive !== null && (reading !== 'linear' || epoch >= inactive);
    if (lost) return { ...rest, status: 'forfeited', reason: `inactive in epoch ${inactive}` };
    // What an unknown epoch may still cost is pending, and so is a cliff until its last epoch is known.
    const due = reading === 'linear' ? gap === null || epoch < gap : gap === null;
    return due
      ? { ...rest, status: 'vested', reason: 'active' }
      : { ...rest, status: 'pending', reason: `the share of epoch ${gap} is not known yet` };
  });
  const sum = (wanted: boolean) =>
    tranches.reduce(
      (total, { amount, status }) => ((status === 'forfeited') === wanted ? total.plus(amount) : total),
      ZERO,
    );
  return { paidNow: award.minus(later), vesting: sum(false), forfeited: sum(true), tranches };
}

/** Equal parts, the first ones a unit larger where it does not come out even; a cliff is one part at the end. */
function tranchesOf(
  amount: Decimal,
  epochs: readonly number[],
  reading: Readings['vesting'],
  scale: number,
): Decimal[] {
  if (reading === 'cliff') return epochs.map((epoch) => (epoch === epochs.length ? amount : ZERO));
  const claims = epochs.map((epoch) => ({ maker: String(epoch).padStart(4, '0'), weight: new Decimal(1) }));
  const parts = allocate(amount, claims, scale);
  return claims.map(({ maker }) => parts.get(maker)!);
}
