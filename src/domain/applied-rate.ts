/** Which rate a venue really applied, from when to when. */
import type { Liquidity } from './fill.ts';
import type { Mark } from './mark.ts';
import type { Rate } from './rate.ts';

/** A stretch in which one rate was applied. */
export interface AppliedRate {
  readonly venue: string;
  readonly account: string;
  readonly product: string;
  readonly group: string | null;
  readonly liquidity: Liquidity;
  readonly feeAsset: string;
  readonly first: Mark;
  readonly last: Mark;
  readonly rate: Rate;
  /** What was due in this stretch; null = not known. */
  readonly due: Rate | null;
  /** False = there is no card to compare with. */
  readonly carded: boolean;
  /** Tiers of the card that pay this rate; none = off card. */
  readonly tiers: readonly string[];
  /** Who pays it by another version, group, track or on the other side, where no tier of the card does. */
  readonly elsewhere: readonly string[];
  readonly fills: number;
  /** True when the side of these fills was read from the fee itself. */
  readonly inferred: boolean;
}
