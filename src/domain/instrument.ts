/** What is traded: enough of it to know the fee base. */
import type { Decimal } from './decimal.ts';

/**
 * linear: fee base = quantity × contract value × price, in the quote asset.
 * inverse: fee base = contracts × face ÷ price, in the base coin.
 * spot: fee base = the amount received, in the asset received.
 * option: as linear, on the underlying's index price, with a premium cap where the schedule has one.
 */
export const KINDS = ['linear', 'inverse', 'spot', 'option'] as const;
export type Kind = (typeof KINDS)[number];

export interface Instrument {
  /** Venue id, lower case: `okx`, `binance`, … */
  readonly venue: string;
  /** As the file writes it; opaque. */
  readonly symbol: string;
  /** Product id within the venue, the second half of a schedule id: `usdt-futures`, `spot`, … */
  readonly product: string;
  readonly kind: Kind;
  /** Null where the symbol does not tell. */
  readonly base: string | null;
  readonly quote: string | null;
  /** The asset that fees of a contract are settled in; null for spot and where it is not known. */
  readonly settle: string | null;
  /**
   * What one unit of the file's quantity column stands for: in base coin (linear, spot, option; 1 where the file
   * counts coins) or face value in the quote asset (inverse). Null = the file counts contracts and their value is
   * not known: the fill is unjudged.
   */
  readonly contractValue: Decimal | null;
}

/** Contract value of one symbol, from a venue's `instruments.csv` or the user's own. */
export interface ContractSpec {
  readonly venue: string;
  readonly symbol: string;
  readonly contractValue: Decimal;
  readonly contractAsset: string;
}
