/** What the generator of faults is made of: a desk's export, its fills, how a fill is billed, and what is planted. */
import type { RoundingMode } from '../../../src/domain/decimal.ts';
import type { Exact } from '../exact.ts';
import type { Rates } from '../oracle-rates.ts';
import type { Market, Written } from '../shapes.ts';

export interface DeskMarket extends Market {
  readonly kind: 'linear' | 'inverse' | 'spot' | 'option';
  /** Asset of the fee of contracts. */
  readonly settle: string;
  /** Name of its rate table in the desk's card. */
  readonly group: string;
  /** Another group for a while, from the first instant to before the second. */
  readonly promotion: { readonly group: string; readonly from: number; readonly to: number } | null;
  /** Size of an ordinary fill, in units of the lot. */
  readonly typical: number;
}

/** One dated card: group of pairs → tier → rates. */
export interface CardVersion {
  readonly from: number;
  readonly groups: Readonly<Record<string, ReadonlyMap<string, Rates>>>;
}

/** A fill before it is charged. */
export interface Fill {
  readonly index: number;
  readonly instant: number;
  readonly market: DeskMarket;
  readonly buy: boolean;
  readonly price: Exact;
  readonly indexPrice: Exact;
  readonly quantity: Exact;
  /** What it was; the export's flag says the same. */
  readonly maker: boolean;
  readonly dust: boolean;
  /** A fixed amount that the venue took beside the rate. */
  readonly part: Exact;
  /** The fill whose other side it is: the account traded with itself. */
  readonly twin: number | null;
  /** An earlier fill of the same order. */
  readonly orderOf: number | null;
}

/** A fill as it is written. */
export interface Row extends Written {
  readonly market: DeskMarket;
  readonly indexPrice: Exact;
  readonly orderNo: number;
  readonly order: 'limit' | 'market' | 'post-only';
}

/** An account's export at one venue: what is written, how, and by which card it is charged. */
export interface Desk {
  readonly id: string;
  readonly venue: string;
  readonly schedule: string;
  readonly start: string;
  readonly head: readonly string[];
  readonly newline: string;
  readonly bom: string;
  readonly newestFirst: boolean;
  readonly milliseconds: boolean;
  readonly line: (row: Row) => string[];
  /** Trade id as the report names it; null = the export has none. */
  readonly idOf: (index: number) => string | null;
  readonly markets: readonly DeskMarket[];
  /** Oldest first. */
  readonly card: readonly CardVersion[];
  /** Tiers that an account of the generator may hold, lowest first. */
  readonly tiers: readonly string[];
  /** Decimals of the printed fee; null = printed in full. */
  readonly scale: number | null;
  readonly mode: RoundingMode;
  /** How the program is told that it rounds; another mode is off by one unit at most. */
  readonly judgedMode: RoundingMode;
  /** Share of an option's premium that bounds the fee. */
  readonly premiumCap: Exact | null;
  /** Both sides of a trade with itself bear its one id. */
  readonly selfTrades: boolean;
  /** The export has a column that says maker or taker. */
  readonly flag: boolean;
  /** What it says of the order: its type, and whether that is post-only. */
  readonly facts: 'none' | 'type' | 'post-only';
  /** Fees of spot are taken in the asset received. */
  readonly received: boolean;
  /** The rate is a share of the value at the index price. */
  readonly onIndex: boolean;
  /** Decimals of the printed cost, where the fee is a share of that. */
  readonly costScale: number | null;
  /** Fixed amounts of which a taker's fee may hold one. */
  readonly parts: readonly Exact[];
  readonly discount: { readonly asset: string; readonly factor: Exact } | null;
  /** Further flags of `reconcile`, by their names in the request. */
  readonly flags: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, string>>;
}

/** How one fill is charged: everything that decides its fee. */
export interface Billing {
  readonly at: number;
  readonly tier: string;
  readonly maker: boolean;
  readonly group: string;
  /** Instead of the card's rate. */
  readonly rate: Exact | null;
  /** What a discount leaves of the rate. */
  readonly factor: Exact;
  readonly asset: string;
  /** What the rate is a share of. */
  readonly base: 'venue' | 'price' | 'contracts' | 'quote';
  /** On the rounded fee. */
  readonly times: Exact;
  readonly scale: number | null;
  readonly mode: RoundingMode;
  readonly capped: boolean;
  /** A fixed amount beside the rate. */
  readonly part: Exact;
}

/** One entry of the account's terms. */
export interface Entry {
  readonly from: number;
  readonly tier: string;
  /** Agreed rates of a program, which go before the tier's. */
  readonly program: { readonly name: string; readonly maker: Exact; readonly taker: Exact } | null;
}

/** A fault that the venue made, as planted. */
export interface Fault {
  readonly kind: string;
  readonly code: string;
  /** Codes that are as right, the arithmetic being the same. */
  readonly alike: readonly string[];
  /** How the venue charged under it, whichever fill it is. */
  readonly bill: (fill: Fill, due: Billing) => Billing;
  /** What the export then says of the fill and its order; null = as it was. */
  readonly shows: { readonly flagged: 'other'; readonly order: Row['order'] } | null;
  readonly covers: ReadonlySet<number>;
  /** Without a role in the export its fills may be beyond judging. */
  readonly untold: boolean;
  /** Instants at which it began and ended; null = single fills. */
  readonly stretch: readonly [number, number] | null;
  /** In words, for the bench. */
  readonly detail: string;
}
