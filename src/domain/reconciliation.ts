/** The sums of a run. Every part merges by adding, so rows, files and threads may come in any order. */
import { type AlikeSums, alikeEarnings, countAlikeInFlow } from './alike-fills.ts';
import { BreakLedger, signatureOf } from './cause.ts';
import { Court } from './court.ts';
import { type Decimal, ZERO } from './decimal.ts';
import type { Fill } from './fill.ts';
import { addFlow, countInFlow, type Flow } from './flow.ts';
import { countInGroup, type Group, identityOf } from './group.ts';
import { Groups } from './groups.ts';
import { type Diagnosis, NO_HYPOTHESIS } from './hypothesis.ts';
import { Intake } from './intake.ts';
import type { FillJudgement } from './judgement.ts';
import { LargestBreaks } from './largest-breaks.ts';
import { affiliateEarning, type Earning, settlementPeriod } from './rebate.ts';
import { RoundingBook } from './rounding-fingerprint.ts';
import type { AffiliateTerms, DueRate, TermsInForce } from './terms.ts';
import type { Instant } from './time.ts';

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

/** Where the fills of one due rate are counted. */
interface Lane {
  readonly group: Group;
  readonly flow: Flow;
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
  readonly groups = new Groups();
  readonly flows = new Map<string, Flow>();
  readonly accruals = new Map<string, Accrual>();
  readonly unjudged = new Map<string, UnjudgedReason>();
  readonly intake = new Intake();
  readonly ledger = new BreakLedger();
  readonly largest = new LargestBreaks();
  readonly court = new Court();
  readonly roundings = new RoundingBook();
  private readonly lanes = new Map<DueRate, Map<string, Lane>>();
  /** Fills by evidence of their side: flag, rate, order, none. */
  readonly evidence = new Map<string, number>();
  /** Fills whose discount was read from the fee asset, by asset. */
  readonly discountByAsset = new Map<string, number>();

  /** Adds all of `other`, which must not be used afterwards. Associative and commutative. */
  merge(other: Reconciliation): void {
    // Merged maps hold other objects than the lanes remember.
    this.lanes.clear();
    this.groups.merge(other.groups);
    mergeMaps(this.flows, other.flows, addFlow);
    mergeMaps(this.accruals, other.accruals, addAccrual);
    mergeMaps(this.unjudged, other.unjudged, (mine, theirs) => {
      mine.fills += theirs.fills;
      mine.charged = mine.charged.plus(theirs.charged);
    });
    this.intake.merge(other.intake);
    this.ledger.merge(other.ledger);
    this.largest.merge(other.largest);
    this.court.merge(other.court);
    this.roundings.merge(other.roundings);
    for (const [name, fills] of other.evidence)
      this.evidence.set(name, (this.evidence.get(name) ?? 0) + fills);
    for (const [asset, fills] of other.discountByAsset) {
      this.discountByAsset.set(asset, (this.discountByAsset.get(asset) ?? 0) + fills);
    }
  }

  /** Counts a judged fill everywhere; `diagnosis` is that of a break (null = none explains it), `extra` its `--group-by` values. */
  add(
    fill: Fill,
    judged: FillJudgement,
    terms: TermsInForce,
    schedule: string | null,
    extra: readonly string[],
    diagnosis: Diagnosis | null,
  ): void {
    this.evidence.set(judged.evidence, (this.evidence.get(judged.evidence) ?? 0) + 1);
    const { group, flow } = this.laneOf(fill, judged, terms, schedule, extra);
    countInGroup(group, fill, judged);
    const earning = affiliateEarning(fill, judged, terms);
    const accrued = earning === null ? ZERO : this.addToAccruals(fill, judged, earning);
    countInFlow(flow, fill, judged, accrued);
    if (judged.outcome === 'unjudged') this.addUnjudged(fill, judged);
    if (judged.outcome === 'break') this.addBreak(fill, judged, diagnosis ?? NO_HYPOTHESIS);
    this.countDiscount(judged, terms, 1);
  }

  /** Counts fills that share everything but time, ids and amounts where their time does not matter, but for their groups. @param fill stands for all */
  addAlike(fill: Fill, judged: FillJudgement, terms: TermsInForce, sums: AlikeSums): void {
    this.evidence.set(judged.evidence, (this.evidence.get(judged.evidence) ?? 0) + sums.fills);
    countAlikeInFlow(this.flowOf(fill, judged), judged, sums);
    this.countDiscount(judged, terms, sums.fills);
  }

  /** Counts what comes back of the charges of such of them as are of one settlement period. @param fill one of them, which stands for all */
  accrueAlike(fill: Fill, judged: FillJudgement, terms: TermsInForce, sums: AlikeSums): void {
    const flow = this.flowOf(fill, judged);
    for (const earning of alikeEarnings(fill, judged, terms, sums)) {
      flow.accrued = flow.accrued.plus(this.addToAccruals(fill, judged, earning));
    }
  }

  private countDiscount({ due }: FillJudgement, { discount }: TermsInForce, fills: number): void {
    if (discount.kind !== 'by-fee-asset' || !due?.discount) return;
    const { asset } = due.discount;
    this.discountByAsset.set(asset, (this.discountByAsset.get(asset) ?? 0) + fills);
  }

  /** The group and flow of a fill; those of one due rate (one symbol, span, account) are found without a long key. */
  private laneOf(
    fill: Fill,
    judged: FillJudgement,
    terms: TermsInForce,
    schedule: string | null,
    extra: readonly string[],
  ): Lane {
    const { due, liquidity, feeAsset } = judged;
    const key = due === null ? '' : joined(liquidity, feeAsset, ...extra);
    let known = due === null ? undefined : this.lanes.get(due);
    const found = known?.get(key);
    if (found !== undefined) return found;
    const group = this.groups.at(identityOf(fill, judged, terms, schedule), extra);
    const lane: Lane = { group, flow: this.flowOf(fill, judged) };
    if (due === null) return lane;
    if (known === undefined) {
      known = new Map();
      this.lanes.set(due, known);
    }
    known.set(key, lane);
    return lane;
  }

  private flowOf(fill: Fill, { feeAsset, notionalAsset }: FillJudgement): Flow {
    const { venue, product } = fill.instrument;
    const { account } = fill;
    const key = joined(venue, account, product, feeAsset, notionalAsset);
    const known = this.flows.get(key);
    if (known !== undefined) return known;
    const identity = { venue, account, product, feeAsset, notionalAsset };
    const notionals = { notional: ZERO, makerNotional: ZERO, unknownNotional: ZERO };
    const flow: Flow = { ...identity, ...notionals, paid: ZERO, net: ZERO, accrued: ZERO, incomplete: false };
    this.flows.set(key, flow);
    return flow;
  }

  /** @returns the share of the charge that comes back */
  private addToAccruals(
    fill: Fill,
    judged: FillJudgement,
    { terms: affiliate, base, why }: Earning,
  ): Decimal {
    const { from, to } = settlementPeriod(fill.time, affiliate);
    const { account } = fill;
    const { partner, share, ceiling, cadence, cutOffMinute } = affiliate;
    const promise = [partner, share, ceiling, cadence, cutOffMinute].join(' ');
    const key = joined(promise, account, String(from), judged.feeAsset);
    let accrual = this.accruals.get(key);
    if (accrual === undefined) {
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
    if (why === null) {
      accrual.eligible = accrual.eligible.plus(base);
      return base.times(affiliate.share);
    }
    accrual.ineligible.set(why, (accrual.ineligible.get(why) ?? ZERO).plus(base));
    return ZERO;
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

  private addBreak(fill: Fill, judged: FillJudgement, diagnosis: Diagnosis): void {
    const { venue, product } = fill.instrument;
    const scope = { venue, account: fill.account, product, feeAsset: judged.feeAsset };
    this.ledger.add(scope, fill, diagnosis, judged.variance ?? ZERO);
    this.largest.add({ fill, judged, scope, signature: signatureOf(diagnosis) });
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

function addAccrual(mine: Accrual, theirs: Accrual): void {
  mine.eligible = mine.eligible.plus(theirs.eligible);
  for (const [why, amount] of theirs.ineligible) {
    mine.ineligible.set(why, (mine.ineligible.get(why) ?? ZERO).plus(amount));
  }
}
