/** What one family of exports looks like: a plain object per family, so that the list of them is data. */
import type { RoundingMode } from '../domain/decimal.ts';
import type { Fill, Side } from '../domain/fill.ts';
import type { Kind } from '../domain/instrument.ts';
import { MAPPABLE } from './mapping.ts';
import type { Symbology } from './symbology.ts';

/**
 * Roles that a column can play. `feeElse` holds the fee where the fee column is empty, `otherFeeMore` a second part of
 * `otherFee`; `forcedTaker` true = charged as taker whatever the liquidity column says; `market` tells which market of
 * the venue a symbol belongs to, where two of them share symbols.
 */
export const FIELDS = [
  ...MAPPABLE,
  'kind',
  'unit',
  'base',
  'quoteAsset',
  'balanceUnit',
  'wallet',
  'billId',
  'otherFee',
  'rebate',
  'indexPrice',
  'markPrice',
  'rfq',
  'combo',
  'quoteSized',
  'status',
  'feeElse',
  'otherFeeMore',
  'ownFee',
  'coinAmount',
  'tokenFee',
  'pointFee',
  'forcedTaker',
  'market',
] as const;
export type Field = (typeof FIELDS)[number];

/** One vintage of the family's header. */
export interface Variant {
  /** What sets it apart, in words. */
  readonly label: string;
  /** The header as the venue prints it. */
  readonly headers: readonly string[];
  /** Further columns that may be there. */
  readonly optional?: readonly string[];
  /** True = the names of JSON keys, in whatever order somebody wrote them to a table. */
  readonly keys?: true;
  /** True = order counts and names may repeat; otherwise columns are found by name. */
  readonly ordered?: boolean;
  /** Which column plays which role; `Unit#2` is the second column of that name. */
  readonly columns: Readonly<Partial<Record<Field, string>>>;
  /** Fields whose cells carry their asset behind the number: `0.5DOGE`, `-0.0034 LTC`. */
  readonly glued?: readonly Field[];
}

/** A word that tells what a row is, looked for in the lower-cased cell of `field`. */
export interface KindRule {
  readonly field: Field;
  /** The cell holds this anywhere … */
  readonly includes?: string;
  /** … or is exactly this … */
  readonly equals?: string;
  /** … or is none of these. Exactly one of the three is set. */
  readonly noneOf?: readonly string[];
  /** Why rows of this kind are left out; null = it cannot be told what they are, so they are refused. */
  readonly reason: string | null;
}

export type Flag = Exclude<Fill['flag'], null>;

/** The asset of a fee that no column names: a side of the pair, the settlement asset, always the same, or in the file's name. */
export type ImpliedFeeAsset =
  | { readonly rule: 'quote' | 'settle' }
  /** `rebate: given`: a fee written with a minus is in the other asset of the trade. */
  | { readonly rule: 'received'; readonly rebate?: 'given' }
  | { readonly rule: 'asset'; readonly asset: string }
  | { readonly rule: 'file name'; readonly pattern: RegExp };

/** Keys of a fee that a cell holds as JSON text, one object or a list of them. */
export interface FeeJson {
  readonly amount: string;
  readonly asset: string;
  /** A second amount that must be empty, 0 or the same; otherwise nobody can tell what was charged. */
  readonly deducted?: string;
}

export interface Profile {
  readonly id: string;
  readonly title: string;
  readonly venue: string;
  /** Other venues whose export has the same form; chosen with `--venue`. */
  readonly sisterVenues?: readonly string[];
  readonly variants: readonly Variant[];
  /**
   * How rows become fills: one row each, two legs of a spot trade, or a leg of the position and one of the cash that pays
   * the fee.
   */
  readonly assemble: 'single' | 'spot-legs' | 'position-cash';
  /**
   * `text`: written dates. `short-year`: also `26-03-17`. `epoch`: milliseconds since 1970. `any`: written or
   * epoch. `locale`: as the user's browser writes them, day or month first, which the whole file must settle.
   * `clock-first`: also `14:35 2024-11-16`.
   */
  readonly time: 'text' | 'short-year' | 'epoch' | 'any' | 'locale' | 'clock-first';
  /** True = the venue writes times in UTC, without saying so in the file. */
  readonly utc?: true;
  /** Finds the account (first group) in the file's name. */
  readonly accountInFileName?: RegExp;
  /** What a positive number in the fee column means. */
  readonly feeSign: 'charged-positive' | 'charged-negative';
  /** Decimals to which the file rounds fees, and how; null = not known. */
  readonly feeScale: number | null;
  readonly feeMode: RoundingMode | null;
  /** Decimals of the fees of one kind of instrument, where they are not `feeScale`. */
  readonly feeScales?: Readonly<Partial<Record<Kind, number>>> | undefined;
  /** Where no column or glued unit names the fee's asset. */
  readonly impliedFeeAsset?: ImpliedFeeAsset;
  /** Names of assets as this export writes them → as they are known. */
  readonly assetNames?: ReadonlyMap<string, string>;
  /** `otherFee` is a JSON list of charges with these keys. */
  readonly otherFeeList?: { readonly amount: string; readonly asset: string };
  /**
   * The fee in this asset, and the quote amount, are counted in its smallest unit: one of so many decimals (a satoshi: 8).
   */
  readonly smallestUnits?: { readonly asset: string; readonly decimals: number };
  /** The fee cell is JSON text with these keys. */
  readonly feeJson?: FeeJson;
  /** Columns that hold the charge instead while the fee column holds 0, and the asset each is in. */
  readonly feeInstead?: readonly { readonly field: 'tokenFee' | 'pointFee'; readonly asset: string }[];
  /** True = the quote column is price × quantity, so that a row that disagrees with itself can be told. */
  readonly quoteIsProduct?: boolean;
  /**
   * True = the fee column holds the `otherFee` too, which is then taken out, unless `ownFee` tells that it does not; false = it
   * stands beside it.
   */
  readonly otherFeeInside?: boolean;
  /** True = the fee of a fill can depend on other fills of its order, or on the other legs of its request. */
  readonly orderFees?: boolean;
  /** True = the fee is a share of the printed quote amount, whose last digit price × quantity may not hit. */
  readonly quoteIsFeeBase?: true;
  /** True = inverse contracts are counted in whole units of their face: a fraction is an amount in coin, misread. */
  readonly wholeInverse?: true;
  /** Characters of this family's numbers. */
  readonly decimal: '.' | ',';
  readonly thousands: string | null;
  /** Name of the way its symbols are read, see `symbology.ts`. */
  readonly symbology: Symbology;
  /** Spellings of the side, lower case; `sign` = the sign of this cell tells. */
  readonly sides: ReadonlyMap<string, Side> | 'sign';
  /** Spellings of the liquidity, lower case; null = the venue itself does not say. */
  readonly liquidity: ReadonlyMap<string, Flag | null>;
  /**
   * Fields that identify a fill beside venue, account, symbol and side; null = the export has no usable key.
   */
  readonly key: readonly Field[] | null;
  readonly kinds: readonly KindRule[];
  /**
   * Headers of columns that change after the fill without changing it (state of settlement): two exports of one fill may
   * differ in them and still be the same record.
   */
  readonly passing?: readonly string[];
  /** Words in the cell of the side or kind that mark a fill without a maker or taker role (liquidations), lower case. */
  readonly roleless?: readonly string[];
  /** Spot legs: the sign of the quantity tells which asset came in; both legs carry the side of the whole trade. */
  readonly signedLegs?: boolean;
  /** True = the quote column's traded value stands in where the value of a contract is not known. */
  readonly printedValue?: boolean;
  /** Symbols do not tell spot pairs from contracts: what to do about a contract whose fee is in the base coin. */
  readonly baseFeeHint?: string;
  /** Cells that mean nothing: `--`, `null`. */
  readonly blanks?: ReadonlySet<string>;
  /** Text of the one row that says that there are no rows. */
  readonly emptyNotice?: string;
  /** Minutes east of UTC that are assumed, and said, where nothing states a zone; absent = 0. */
  readonly unstatedZone?: number;
  /** How numbers and times are written where semicolons part the cells (a spreadsheet of such a locale saved it). */
  readonly semicolons?: Pick<Profile, 'decimal' | 'time'>;
  /** Some vintages wrap a whole row in one more pair of quotes. */
  readonly wrappedRows?: boolean;
  /** Set by a mapping: what every symbol of the file is. */
  readonly product?: string | null;
  readonly kind?: Kind | null;
  readonly quote?: string | null;
  /** What this family never tells, beside missing flags and ids, as sentences. */
  readonly cannotReveal: readonly string[];
}

const buySell: readonly (readonly [string, Side])[] = [
  ['buy', 'buy'],
  ['sell', 'sell'],
  ['b', 'buy'],
  ['s', 'sell'],
];

/** BUY and SELL, and their initials. */
export const BUY_SELL: ReadonlyMap<string, Side> = new Map(buySell);
/** How Chinese pages write them. */
export const BUY_SELL_LOCAL: ReadonlyMap<string, Side> = new Map([
  ...buySell,
  ['买入', 'buy'],
  ['卖出', 'sell'],
  ['買', 'buy'],
  ['売', 'sell'],
  ['买', 'buy'],
  ['卖', 'sell'],
]);
