/** The sums of a run. Every part merges by adding, so rows, files and threads may come in any order. */
import type { Hypothesis } from './break.ts';
import { BreakLedger, signatureOf } from './cause.ts';
import { type Decimal, ZERO } from './decimal.ts';
import type { Fill, Liquidity } from './fill.ts';
import { Intake } from './intake.ts';
import type { FillJudgement } from './judgement.ts';
import { LargestBreaks } from './largest-breaks.ts';
import type { Rate } from './rate.ts';
import { ineligibility, settlementPeriod } from './rebate.ts';
import type { AffiliateTerms, TermsInForce } from './terms.ts';
import type { Instant } from './time.ts';

/** One line of the reconciliation: fills that share everything, the exact rate included. */
export interface Group {
  readonly venue: string;
  readonly account: string;
  readonly product: string;
  readonly schedule: string | null;
  readonly track: 'ladder' | 'program';
  readonly liquidity: Liquidity;
  readonly tier: string | null;
  readonly feeAsset: string;
  readonly notionalAsset: string | null;
  /** Null for fills without a rate (unjudged). */
  readonly rate: Rate | null;
  /** Values of the `--group-by` keys. */
  readonly extra: readonly string[];
  fills: number;
  /** Null once a fill without a known contract value is in it. */
  notional: Decimal | null;
  /** Null for unjudged fills. */
  expected: Decimal | null;
  charged: Decimal;
  matched: number;
  withinTolerance: number;
  breaks: number;
  unjudged: number;
}

/** Flow of one account, product and fee asset, for effective rates. */
export interface Flow {
  readonly venue: string;
  readonly account: string;
  readonly product: string;
  readonly feeAsset: string;
  readonly notionalAsset: string | null;
  notional: Decimal;
  makerNotional: Decimal;
  /** Notional of fills whose side could not be told. */
  unknownNotional: Decimal;
  /** Σ of positive charges. */
  paid: Decimal;
  /** Σ of all charges. */
  net: Decimal;
  /** Σ affiliate share × eligible charge. */
  accrued: Decimal;
  /** True = some fill's notional is not known. */
  incomplete: boolean;
}

/** Affiliate accrual of one period. */
export interface Accrual {
  readonly terms: AffiliateTerms;
  readonly account: string;
  readonly from: Instant;
  readonly to: Instant;
  readonly asset: string;
  eligible: Decimal;
  /** Σ charged that earns nothing, by reason (a credit counts negative). */
  readonly ineligible: Map<string, Decimal>;
}

/** Fills that could not be judged, by reason. */
export interface UnjudgedReason {
  readonly venue: string;
  readonly account: string;
  readonly product: string;
  readonly symbol: string;
  readonly feeAsset: string;
  readonly reason: string;
  readonly unpriced: boolean;
  fills: number;
  charged: Decimal;
}

const joined = (...parts: readonly (string | null)[]) => parts.join('\u001f');

export class Reconciliation {
  readonly groups = new Map<string, Group>();
  readonly flows = new Map<string, Flow>();
  readonly accruals = new Map<string, Accrual>();
  readonly unjudged = new Map<string, UnjudgedReason>();
  readonly intake = new Intake();
  readonly ledger = new BreakLedger();
  readonly largest = new LargestBreaks();
  /** Fills by evidence of their side: flag, rate, order, none. */
  readonly evidence = new Map<string, number>();
  /** Fills whose discount was read from the fee asset, by asset. */
  readonly discountByAsset = new Map<string, number>();

  /** Adds all of `other`, which must not be used afterwards. Associative and commutative. */
  merge(other: Reconciliation): void {
    mergeMaps(this.groups, other.groups, addGroup);
    mergeMaps(this.flows, other.flows, addFlow);
    mergeMaps(this.accruals, other.accruals, addAccrual);
    mergeMaps(this.unjudged, other.unjudged, (mine, theirs) => {
      mine.fills += theirs.fills;
      mine.charged = mine.charged.plus(theirs.charged);
    });
    this.intake.merge(other.intake);
    this.ledger.merge(other.ledger);
    this.largest.merge(other.largest);
    for (const [name, fills] of other.evidence)
      this.evidence.set(name, (this.evidence.get(name) ?? 0) + fills);
    for (const [asset, fills] of other.discountByAsset) {
      this.discountByAsset.set(asset, (this.discountByAsset.get(asset) ?? 0) + fills);
    }
  }

  /** Counts a judged fill everywhere; `hypotheses` are those of a break, `extra` its `--group-by` values. */
  add(
    fill: Fill,
    judged: FillJudgement,
    terms: TermsInForce,
    schedule: string | null,
    extra: readonly string[],
    hypotheses: readonly Hypothesis[],
  ): void {
    this.evidence.set(judged.evidence, (this.evidence.get(judged.evidence) ?? 0) + 1);
    this.addToGroup(fill, judged, terms, schedule, extra);
    const accrued =
      terms.affiliate === null ? ZERO : this.addToAccruals(fill, judged, terms, terms.affiliate);
    this.addToFlow(fill, judged, accrued);
    if (judged.outcome === 'unjudged') this.addUnjudged(fill, judged);
    if (judged.outcome === 'break') this.addBreak(fill, judged, hypotheses);
    if (terms.discount.kind === 'by-fee-asset' && judged.due?.discount) {
      const { asset } = judged.due.discount;
      this.discountByAsset.set(asset, (this.discountByAsset.get(asset) ?? 0) + 1);
    }
  }

  private addToGroup(
    fill: Fill,
    judged: FillJudgement,
    terms: TermsInForce,
    schedule: string | null,
    extra: readonly string[],
  ): void {
    const { venue, product } = fill.instrument;
    const { due, liquidity, feeAsset, notionalAsset } = judged;
    const rate = judged.outcome === 'unjudged' ? null : (due?.rate ?? null);
    const tier = terms.track === 'program' ? null : terms.tier;
    const named = due?.schedule ?? schedule;
    const key = joined(
      venue,
      fill.account,
      product,
      named,
      terms.track,
      liquidity,
      tier,
      feeAsset,
      notionalAsset,
      rate === null ? null : rate.toString(),
      ...extra,
    );
    let group = this.groups.get(key);
    if (group === undefined) {
      group = {
        venue,
        account: fill.account,
        product,
        schedule: named,
        track: terms.track,
        liquidity,
        tier,
        feeAsset,
        notionalAsset,
        rate,
        extra,
        fills: 0,
        notional: ZERO,
        expected: rate === null ? null : ZERO,
        charged: ZERO,
        matched: 0,
        withinTolerance: 0,
        breaks: 0,
        unjudged: 0,
      };
      this.groups.set(key, group);
    }
    group.fills += 1;
    group.notional =
      group.notional === null || judged.notional === null ? null : group.notional.plus(judged.notional);
    if (group.expected !== null && judged.expected !== null)
      group.expected = group.expected.plus(judged.expected);
    group.charged = group.charged.plus(fill.fee);
    if (judged.outcome === 'matched') group.matched += 1;
    else if (judged.outcome === 'within tolerance') group.withinTolerance += 1;
    else if (judged.outcome === 'break') group.breaks += 1;
    else group.unjudged += 1;
  }

  /** @returns the share of this fill's charge that comes back */
  private addToAccruals(
    fill: Fill,
    judged: FillJudgement,
    terms: TermsInForce,
    affiliate: AffiliateTerms,
  ): Decimal {
    const { from, to } = settlementPeriod(fill.time, affiliate);
    const key = joined(
      affiliate.partner,
      affiliate.share.toString(),
      fill.account,
      String(from),
      judged.feeAsset,
    );
    let accrual = this.accruals.get(key);
    if (accrual === undefined) {
      const { account } = fill;
      accrual = {
        terms: affiliate,
        account,
        from,
        to,
        asset: judged.feeAsset,
        eligible: ZERO,
        ineligible: new Map(),
      };
      this.accruals.set(key, accrual);
    }
    const why = ineligibility(fill.fee, terms.track, affiliate);
    if (why === null) {
      accrual.eligible = accrual.eligible.plus(fill.fee);
      return fill.fee.times(affiliate.share);
    }
    accrual.ineligible.set(why, (accrual.ineligible.get(why) ?? ZERO).plus(fill.fee));
    return ZERO;
  }

  private addToFlow(fill: Fill, judged: FillJudgement, accrued: Decimal): void {
    const { venue, product } = fill.instrument;
    const { feeAsset, notionalAsset, notional } = judged;
    const key = joined(venue, fill.account, product, feeAsset, notionalAsset);
    let flow = this.flows.get(key);
    if (flow === undefined) {
      flow = {
        venue,
        account: fill.account,
        product,
        feeAsset,
        notionalAsset,
        notional: ZERO,
        makerNotional: ZERO,
        unknownNotional: ZERO,
        paid: ZERO,
        net: ZERO,
        accrued: ZERO,
        incomplete: false,
      };
      this.flows.set(key, flow);
    }
    if (notional === null) flow.incomplete = true;
    else {
      flow.notional = flow.notional.plus(notional);
      if (judged.liquidity === 'maker') flow.makerNotional = flow.makerNotional.plus(notional);
      else if (judged.liquidity !== 'taker') flow.unknownNotional = flow.unknownNotional.plus(notional);
    }
    if (!fill.fee.isNegative()) flow.paid = flow.paid.plus(fill.fee);
    flow.net = flow.net.plus(fill.fee);
    if (!accrued.isZero()) flow.accrued = flow.accrued.plus(accrued);
  }

  private addUnjudged(fill: Fill, judged: FillJudgement): void {
    const { venue, product, symbol } = fill.instrument;
    const { feeAsset, unpriced } = judged;
    const reason = judged.reason ?? '';
    const key = joined(venue, fill.account, product, symbol, feeAsset, reason);
    const entry = this.unjudged.get(key);
    if (entry === undefined) {
      const { account, fee } = fill;
      this.unjudged.set(key, {
        venue,
        account,
        product,
        symbol,
        feeAsset,
        reason,
        unpriced,
        fills: 1,
        charged: fee,
      });
    } else {
      entry.fills += 1;
      entry.charged = entry.charged.plus(fill.fee);
    }
  }

  private addBreak(fill: Fill, judged: FillJudgement, hypotheses: readonly Hypothesis[]): void {
    const { venue, product } = fill.instrument;
    const scope = { venue, account: fill.account, product, feeAsset: judged.feeAsset };
    this.ledger.add(scope, fill, hypotheses, judged.variance ?? ZERO);
    this.largest.add({ fill, judged, scope, signature: signatureOf(hypotheses) });
  }
}

function mergeMaps<T>(
  mine: Map<string, T>,
  theirs: ReadonlyMap<string, T>,
  add: (mine: T, theirs: T) => void,
): void {
  for (const [key, value] of theirs) {
    const present = mine.get(key);
    if (present === undefined) mine.set(key, value);
    else add(present, value);
  }
}

function addGroup(mine: Group, theirs: Group): void {
  mine.fills += theirs.fills;
  mine.notional =
    mine.notional === null || theirs.notional === null ? null : mine.notional.plus(theirs.notional);
  if (mine.expected !== null && theirs.expected !== null) mine.expected = mine.expected.plus(theirs.expected);
  mine.charged = mine.charged.plus(theirs.charged);
  mine.matched += theirs.matched;
  mine.withinTolerance += theirs.withinTolerance;
  mine.breaks += theirs.breaks;
  mine.unjudged += theirs.unjudged;
}

function addFlow(mine: Flow, theirs: Flow): void {
  mine.notional = mine.notional.plus(theirs.notional);
  mine.makerNotional = mine.makerNotional.plus(theirs.makerNotional);
  mine.unknownNotional = mine.unknownNotional.plus(theirs.unknownNotional);
  mine.paid = mine.paid.plus(theirs.paid);
  mine.net = mine.net.plus(theirs.net);
  mine.accrued = mine.accrued.plus(theirs.accrued);
  mine.incomplete ||= theirs.incomplete;
}

function addAccrual(mine: Accrual, theirs: Accrual): void {
  mine.eligible = mine.eligible.plus(theirs.eligible);
  for (const [why, amount] of theirs.ineligible) {
    mine.ineligible.set(why, (mine.ineligible.get(why) ?? ZERO).plus(amount));
  }
}
