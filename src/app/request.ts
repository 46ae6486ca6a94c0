/** What a user asked for, as text; the app reads units, dates and rates, so that flags and files share one reader. */

/** Flags that tell how files are read. */
export interface ReadingRequest {
  readonly venue?: string;
  readonly profile?: string;
  readonly account?: string;
  /** `field=column`, repeatable. */
  readonly map: readonly string[];
  readonly timezone?: string;
  readonly delimiter?: string;
  readonly encoding?: string;
  readonly instruments?: string;
}

/** Flags that say what the account is entitled to. */
export interface TermsRequest {
  readonly config?: string;
  readonly schedule?: string;
  readonly asOf?: string;
  readonly tier?: string;
  readonly program?: string;
  readonly makerRate?: string;
  readonly takerRate?: string;
  readonly discount?: string;
  readonly affiliate?: string;
  readonly prices?: string;
  /** `halved` or `whole`. */
  readonly elpRebate?: string;
}

/** Flags on what no fill shows of an account. */
export interface StandingRequest {
  /** `243M`, or by kind or product: `futures=200M,spot=5M`. */
  readonly volume30d?: string;
  /** `BNB=100,stDRV=250000`. */
  readonly holdings?: string;
  readonly assets?: string;
  /** `2.5%`, or by metric or product: `makerShare=0.6%,perps=5%`. */
  readonly share?: string;
  /** `3` (place) or `40%` (best part of the makers), by product too. */
  readonly rank?: string;
}

export interface ReconcileRequest extends ReadingRequest, TermsRequest, StandingRequest {
  /** Paths; `-` is stdin. */
  readonly files: readonly string[];
  readonly from?: string;
  readonly to?: string;
  readonly period?: string;
  readonly reportTimezone?: string;
  readonly symbol: readonly string[];
  readonly liquidity?: string;
  /** Keys, comma-separated. */
  readonly groupBy?: string;
  readonly tolerance?: string;
  readonly rounding?: string;
  readonly materiality?: string;
  readonly expectRows?: string;
  readonly expectTotal?: string;
  readonly engine?: string;
  readonly threads?: string;
  readonly memory?: string;
  /** Statements of rebates received. */
  readonly statement?: readonly string[];
  readonly statementTimezone?: string;
  /** File of items carried forward. */
  readonly openItems?: string;
  /** Where the evidence of the run is kept, and the manifest of the run before. */
  readonly manifest?: string;
  readonly previous?: string;
}

/** As `reconcile`, for single rows. */
export interface ExplainRequest extends ReconcileRequest {
  /** `ID`, `SYMBOL:ID` or `FILE:LINE`; absent where a cause is asked for. */
  readonly target?: string;
  /** A code of the table of causes: its first, largest and last fill. */
  readonly cause?: string;
}
