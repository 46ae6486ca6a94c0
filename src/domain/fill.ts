/** One execution, in this program's one sign and vocabulary, whatever file it came from. */
import type { Decimal } from './decimal.ts';
import type { Instrument } from './instrument.ts';
import type { Instant } from './time.ts';

export type Side = 'buy' | 'sell';
export type Liquidity = 'maker' | 'taker' | 'none' | 'unknown';

export interface Fill {
  /** The input's name as the user gave it (an entry of a zip: `export.zip/part1.csv`). */
  readonly file: string;
  /** 1-based physical line of the fill's first row. */
  readonly line: number;
  /** File rows that make this fill: 1, or 2 for a two-leg spot fill. */
  readonly rows: number;
  readonly account: string;
  readonly instrument: Instrument;
  /** As written; null where the file has none or a spreadsheet damaged it. */
  readonly tradeId: string | null;
  readonly orderId: string | null;
  readonly time: Instant;
  readonly side: Side;
  readonly price: Decimal;
  /** As the file counts it (coins or contracts), never negative. */
  readonly quantity: Decimal;
  /**
   * Traded value in the quote asset, as the file gives it, where quantity is not in coins or contracts or where the file has
   * no price; else null.
   */
  readonly quoteAmount: Decimal | null;
  /** The underlying's index price at the fill, where the export has it. */
  readonly indexPrice: Decimal | null;
  /** The contract's own mark price at the fill, where the export has it. */
  readonly markPrice?: Decimal | undefined;
  /** How the trade came about where that is not the order book and bears on the fee (`rfq`), as the profile names it. */
  readonly channel?: string | undefined;
  /** The request or quote that it is a leg of, where the export tells. */
  readonly requestId?: string | undefined;
  /** Charged: positive = the desk paid, negative = the desk was paid. */
  readonly fee: Decimal;
  /**
   * What was charged beside the venue's fee (tax, builder fee, liquidation surcharge), in the fee's asset and sign; it never
   * enters a rate. Null = the export shows none.
   */
  readonly otherFees: Decimal | null;
  /** Null where the file does not say; the schedule's fee asset is then assumed, and said. */
  readonly feeAsset: string | null;
  /** The venue's own flag; null where the file has none. `none` = a fill without a role (liquidation, delivery). */
  readonly flag: 'maker' | 'taker' | 'none' | null;
  /**
   * What the order was, where the export says so and it bears on liquidity; lower case: `post-only` where a column of its own
   * says that, else the time in force where it decides (`ioc`, `fok`, `gtx`), else the type (`market`, `limit`).
   */
  readonly orderType: string | null;
  /**
   * The order's size and what is left of it after the fill, never negative, counted as `quantity`; null = the row does not tell,
   * absent = the export has no such columns.
   */
  readonly ordered?: { readonly quantity: Decimal; readonly left: Decimal } | null | undefined;
  /** The order's own limit price, where the export has it. */
  readonly orderPrice?: Decimal | undefined;
}
