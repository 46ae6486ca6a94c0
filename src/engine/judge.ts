/** Judging: reads every file under the fixed plan and sums what it finds. */

import { causesOf } from '../domain/break-context.ts';
import { isNoRate } from '../domain/card.ts';
import { type CauseScope, signatureOf } from '../domain/cause.ts';
import { type Court, type Law, otherSideOf, outweighsFlag, softLawBroken } from '../domain/court.ts';
import { type Rounding, unitOf, ZERO } from '../domain/decimal.ts';
import { charge, type FeeFormula } from '../domain/fee.ts';
import type { Fill } from '../domain/fill.ts';
import type { DuplicateRow } from '../domain/intake.ts';
import { type FeePrint, type FillJudgement, type JudgingContext, judgeFill } from '../domain/judgement.ts';
import type { BreakRecord } from '../domain/largest-breaks.ts';
import { type Problem, problem } from '../domain/problem.ts';
import { Reconciliation } from '../domain/reconciliation.ts';
import { type RoundingBook, roundingName } from '../domain/rounding-fingerprint.ts';
import type { TermsInForce } from '../domain/terms.ts';
import type { Instant } from '../domain/time.ts';
import { readFills } from '../ingest/read-fills.ts';
import type { Door, FillEvent, RowEvent } from '../ingest/row-event.ts';
import type { CardBook } from './card-book.ts';
import type { EngineRequest, FillObserver, Source } from './engine.ts';
import { groupValue, isTimeKey, timeValue } from './group-values.ts';
import type { OrderBook } from './order-book.ts';
import type { Plan } from './plan.ts';
import { PrintBook, type PrintOf } from './print-book.ts';
import type { RateEvidence } from './rate-evidence.ts';
import type { RecordFacts, Suspicions } from './record-facts.ts';
import type { Identity } from './row-identity.ts';
import type { JudgedFill } from './sighting.ts';

/** Refused rows kept for printing, per file; all are counted. */
const KEPT_PROBLEMS = 1000;

const NONE: readonly never[] = [];

/** What one judging pass fills. */
export interface JudgeSink {
  readonly reconciliation: Reconciliation;
  readonly rates: RateEvidence | null;
  readonly observers: readonly FillObserver[];
  readonly problems: Problem[];
  readonly duplicates: DuplicateRow[];
  readonly symbols: Set<string>;
  /** Null in a pass that only lists breaks. */
  readonly suspicions: Suspicions | null;
  span: { from: Instant; to: Instant } | null;
}

/** A sink that nothing was poured into yet. */
export function newSink(
  rates: RateEvidence | null,
  observers: readonly FillObserver[],
  suspicions: Suspicions | null,
): JudgeSink {
  const reconciliation = new Reconciliation();
  const kept = { problems: [], duplicates: [], symbols: new Set<string>() };
  return { reconciliation, rates, observers, suspicions, ...kept, span: null };
}

/** The print of a scale: half-up unless the profile says how the file rounds. */
export function printAt(
  scale: number,
  mode: Rounding['mode'] | null,
  tolerance: FeePrint['allowance'] | null,
): FeePrint {
  const unit = unitOf(scale);
  return { rounding: { scale, mode: mode ?? 'half-up' }, unit, allowance: tolerance ?? unit };
}

/** Where a measured print belongs. */
const measuredKey = ({ instrument: { venue, product, settle }, feeAsset }: Fill) =>
  roundingName({ venue, product, feeAsset: feeAsset ?? settle ?? '' });

/** The prints that `--rounding auto` puts in place of those of schedule and profile; what is undetermined keeps those. */
export function measuredPrints(
  roundings: RoundingBook,
  tolerance: FeePrint['allowance'] | null,
): Map<string, FeePrint> {
  const prints = new Map<string, FeePrint>();
  for (const { scale, modes, ...key } of roundings.fingerprints()) {
    const [mode] = modes;
    if (scale === null || mode === undefined) continue;
    const allowance = tolerance ?? ZERO;
    prints.set(roundingName(key), {
      rounding: { scale, mode },
      unit: unitOf(scale),
      allowance,
      measured: true,
    });
  }
  return prints;
}

export class Judge {
  private readonly request: EngineRequest;
  private readonly plan: Plan;
  private readonly book: CardBook;
  private readonly facts: RecordFacts;
  /** Prints that were read from the fees themselves, by `measuredKey`. */
  private readonly measured: ReadonlyMap<string, FeePrint>;
  private readonly orders: OrderBook | null;
  private readonly prints: PrintBook;

  /** @param orders fills that depend on others, looked at beforehand; null = there are none */
  constructor(
    request: EngineRequest,
    plan: Plan,
    book: CardBook,
    printOf: PrintOf,
    facts: RecordFacts,
    measured: ReadonlyMap<string, FeePrint>,
    orders: OrderBook | null,
  ) {
    this.orders = orders;
    this.request = request;
    this.plan = plan;
    this.book = book;
    this.prints = new PrintBook(printOf);
    this.facts = facts;
    this.measured = measured;
  }

  /** Judges one file into `sink`; yields its breaks batch by batch. */
  async *file(
    source: Source,
    identity: Identity,
    door: Door,
    sink: JudgeSink,
    onBytes: (done: number) => void,
  ): AsyncGenerator<readonly BreakRecord[]> {
    identity.nextFile();
    for await (const batch of readFills(
      source.input,
      source.recognition,
      this.request.instruments,
      door,
      onBytes,
    )) {
      const breaks: BreakRecord[] = [];
      for (const event of batch) this.event(event, identity, source, sink, breaks);
      yield breaks;
    }
  }

  /** Counts one row. @param breaks takes the break that it may be @returns true = it is a fill in scope */
  event(
    event: RowEvent,
    identity: Pick<Identity, 'of'>,
    source: Source,
    sink: JudgeSink,
    breaks: BreakRecord[],
  ): boolean {
    const { intake } = sink.reconciliation;
    if (event.kind === 'excluded') {
      intake.add('excluded', event.reason, event.feeAsset, event.rows, event.fee);
      return false;
    }
    if (event.kind === 'refused') {
      intake.add('refused', event.problem.code, event.feeAsset, event.rows, event.fee);
      if (sink.problems.length < KEPT_PROBLEMS) sink.problems.push(event.problem);
      return false;
    }
    const { fill } = event;
    sink.symbols.add(fill.instrument.symbol);
    const identical = identity.of(event);
    if (identical === 'duplicate') {
      intake.add('duplicate', null, fill.feeAsset, fill.rows, event.rawFee);
      if (sink.duplicates.length < KEPT_PROBLEMS) sink.duplicates.push(duplicateOf(fill));
      return false;
    }
    if (identical === 'conflict') {
      intake.add('refused', 'conflicting-duplicate', fill.feeAsset, fill.rows, event.rawFee);
      if (sink.problems.length < KEPT_PROBLEMS) sink.problems.push(conflictProblem(fill));
      return false;
    }
    for (const observer of sink.observers) observer.read?.(fill);
    if (!this.inSpan(fill)) {
      intake.add('excluded', 'filter', fill.feeAsset, fill.rows, event.rawFee);
      return false;
    }
    return this.judge(event, this.printFor(fill, source), sink, breaks);
  }

  /** How this fill's fee is printed: measured, else as the file does. */
  printFor(fill: Fill, source: Source): FeePrint {
    const measured = this.measured.size === 0 ? undefined : this.measured.get(measuredKey(fill));
    return measured ?? this.prints.of(fill, source);
  }

  private judge(event: FillEvent, print: FeePrint, sink: JudgeSink, breaks: BreakRecord[]): boolean {
    const { fill } = event;
    const { terms, context, judged } = this.resolve(fill, print);
    const { liquidity } = this.request.filter;
    if (liquidity !== null && judged.liquidity !== liquidity) {
      sink.reconciliation.intake.add('excluded', 'filter', fill.feeAsset, fill.rows, event.rawFee);
      return false;
    }
    sink.reconciliation.intake.add('fill', null, fill.feeAsset, fill.rows, event.rawFee);
    this.count(event, judged, context, terms, sink, breaks);
    return true;
  }

  /** The fill judged under the terms in force. */
  resolve(fill: Fill, print: FeePrint): Omit<JudgedFill, 'facts' | 'law' | 'share' | 'inScope'> {
    const { venue, product } = fill.instrument;
    const planned = this.plan.at(fill.account, venue, product, fill.time);
    const terms: TermsInForce = planned ?? this.plan.without(fill.account, venue, product);
    const context = this.book.contextFor(fill, terms, print);
    const order = this.orders?.of(fill);
    const judged = judgeFill(fill, context, order);
    // In the very second of an inferred change nobody can tell which fill came first.
    if (
      judged.outcome === 'break' &&
      planned?.before &&
      planned.basis === 'inferred' &&
      planned.from === fill.time
    ) {
      const earlier = this.book.contextFor(fill, planned.before, print);
      const again = judgeFill(fill, earlier, order);
      if (again.outcome === 'matched' || again.outcome === 'within tolerance') {
        return { terms: planned.before, context: earlier, judged: again };
      }
    }
    return { terms, context, judged };
  }

  /** One fill with all that it is judged by, outside the sums. @param madeBefore as `Suspicions.see` tells it */
  one(event: FillEvent, source: Source, madeBefore: Instant | null): JudgedFill {
    const { fill } = event;
    const found = this.resolve(fill, this.printFor(fill, source));
    const { liquidity } = this.request.filter;
    const inScope = this.inSpan(fill) && (liquidity === null || found.judged.liquidity === liquidity);
    const law = softLawBroken(fill, this.firstMaker(fill, madeBefore));
    const facts = this.facts.of(event, found.judged.feeAsset);
    return { ...found, facts, law, share: this.orders?.of(fill) ?? null, inScope };
  }

  /** What a break is put down to, outside the sums; null where the fill is none. */
  causes(event: FillEvent, source: Source) {
    const { fill } = event;
    const { context, judged } = this.resolve(fill, this.printFor(fill, source));
    if (judged.outcome !== 'break') return null;
    const facts = this.facts.of(event, judged.feeAsset);
    const diagnosis = causesOf(fill, judged, context, facts);
    return { judged, context, facts, diagnosis, scope: scopeOf(fill, judged.feeAsset) };
  }

  private count(
    event: FillEvent,
    judged: FillJudgement,
    context: JudgingContext,
    terms: TermsInForce,
    sink: JudgeSink,
    breaks: BreakRecord[],
  ): void {
    const { fill } = event;
    const { reconciliation, suspicions } = sink;
    const { card } = context;
    const group = isNoRate(card) ? null : card.group;
    const { groupBy, reportOffset } = this.request;
    const extra =
      groupBy.length === 0
        ? NONE
        : groupBy.map((key) =>
            isTimeKey(key) ? timeValue(key, fill.time, reportOffset) : groupValue(key, fill, judged, group),
          );
    const broken = judged.outcome === 'break';
    const facts = broken ? this.facts.of(event, judged.feeAsset) : null;
    const diagnosis = facts === null ? null : causesOf(fill, judged, context, facts);
    const schedule = isNoRate(card) ? null : card.schedule.id;
    reconciliation.add(fill, judged, terms, schedule, extra, diagnosis);
    // Legs of requests pay parts of a rate, which would look like rates of their own.
    if (fill.channel === undefined) sink.rates?.add(fill, judged, context, this.book);
    const madeBefore = suspicions?.see(event) ?? null;
    if (judged.exact !== null && judged.outcome !== 'unjudged') {
      const { product } = fill.instrument;
      const key = { venue: fill.instrument.venue, product, feeAsset: judged.feeAsset };
      reconciliation.roundings.add(key, judged.exact, fill.fee, context.print.rounding.scale);
    }
    this.hear(fill, judged, context, reconciliation, madeBefore);
    // A pass without evidence only lists breaks.
    if (sink.rates !== null) this.request.audience?.judged(fill, judged, context);
    if (sink.observers.length > 0) {
      const signature = diagnosis === null ? '' : signatureOf(diagnosis);
      for (const observer of sink.observers) observer.fill(fill, judged, terms, signature);
    }
    if (sink.span === null) sink.span = { from: fill.time, to: fill.time };
    else if (fill.time < sink.span.from) sink.span.from = fill.time;
    else if (fill.time > sink.span.to) sink.span.to = fill.time;
    if (diagnosis !== null) {
      const scope = scopeOf(fill, judged.feeAsset);
      breaks.push({ fill, judged, scope, signature: signatureOf(diagnosis) });
      suspicions?.seeBreak(event, diagnosis);
    }
  }

  /** A taker fill that was heard without knowing that its order had made before; the court is told of that, nothing else is counted. */
  hearLate({ fill }: FillEvent, source: Source, { court }: Reconciliation, madeBefore: Instant): void {
    const { context, judged } = this.resolve(fill, this.printFor(fill, source));
    if (isHeard(fill, judged) && lawBroken(fill, judged, madeBefore) === 'sequence') {
      accuse(fill, 'sequence', judged, context, court);
    }
  }

  /** The liquidity court: which law a flag breaks, and what crossing the book has cost. */
  private hear(
    fill: Fill,
    judged: FillJudgement,
    context: JudgingContext,
    { court }: Reconciliation,
    madeBefore: Instant | null,
  ): void {
    if (!isHeard(fill, judged)) return;
    const law = lawBroken(fill, judged, this.firstMaker(fill, madeBefore));
    if (law !== null) accuse(fill, law, judged, context, court);
    const { liquidity, formula, feeAsset } = judged;
    if (liquidity === 'taker' && fill.orderType === 'limit' && !isNoRate(context.maker)) {
      court.addCrossed(scopeOf(fill, feeAsset), fill.fee, charge(formula, context.maker.rate));
    }
  }

  /** When the order of a fill made first, if before it. */
  private firstMaker(fill: Fill, madeBefore: Instant | null): Instant | null {
    return this.facts.knowsSequence ? this.facts.firstMaker(fill) : madeBefore;
  }

  inSpan(fill: Fill): boolean {
    const { span, symbols } = this.request.filter;
    if (span.from !== null && fill.time < span.from) return false;
    if (span.to !== null && fill.time >= span.to) return false;
    return symbols.size === 0 || symbols.has(fill.instrument.symbol);
  }
}

type Heard = FillJudgement & { readonly formula: FeeFormula };

/** The court hears fills that were judged, and whose export says something of their side. */
const isHeard = (fill: Fill, judged: FillJudgement): judged is Heard =>
  judged.formula !== null && judged.expected !== null && (fill.orderType !== null || fill.flag !== null);

function lawBroken(fill: Fill, { outcome }: FillJudgement, firstMaker: Instant | null): Law | null {
  if (outcome !== 'break' && outweighsFlag(fill.flag, fill.orderType)) return 'order type';
  return softLawBroken(fill, firstMaker);
}

/** With what the other side pays. */
function accuse(fill: Fill, law: Law, judged: Heard, context: JudgingContext, court: Court): void {
  const { liquidity, formula, feeAsset } = judged;
  const side = law === 'order type' ? liquidity : otherSideOf(liquidity);
  const other = side === 'maker' ? context.maker : context.taker;
  court.accuse(scopeOf(fill, feeAsset), fill, law, isNoRate(other) ? null : charge(formula, other.rate));
}

export function scopeOf({ account, instrument: { venue, product } }: Fill, feeAsset: string): CauseScope {
  return { venue, account, product, feeAsset };
}

function duplicateOf({ file, line, tradeId, instrument, time }: Fill): DuplicateRow {
  return { file, line, tradeId, symbol: instrument.symbol, time };
}

function conflictProblem(fill: Fill): Problem {
  return problem(
    'conflicting-duplicate',
    'the same trade id stands for rows with different content; nobody can tell which is true',
    {
      file: fill.file,
      line: fill.line,
      value: fill.tradeId,
      hint: 'export the period again and compare the rows with this id',
    },
  );
}
