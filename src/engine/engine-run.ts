/**
 * A run of the reference engine: csv-parse, decimal.js and the domain, row by row. Survey (only when the plan needs something
 * from the files) → plan → judge. Other engines take over single steps and leave the rest as it is.
 */

import type { Kind } from '../domain/instrument.ts';
import type { FeePrint, PrintedScale } from '../domain/judgement.ts';
import { compareText } from '../domain/mark.ts';
import { Totals } from '../domain/money.ts';
import { KnownError, type Problem } from '../domain/problem.ts';
import { Reconciliation } from '../domain/reconciliation.ts';
import { RoundingBook } from '../domain/rounding-fingerprint.ts';
import { doorRemarks, newDoor, readFills } from '../ingest/read-fills.ts';
import type { Door, FillEvent } from '../ingest/row-event.ts';
import { CardBook } from './card-book.ts';
import type { EngineRequest, EngineResult, FillObserver, Source } from './engine.ts';
import { Judge, type JudgeSink, measuredPrints, newSink, printAt } from './judge.ts';
import { OrderBook } from './order-book.ts';
import { Plan } from './plan.ts';
import type { PrintOf } from './print-book.ts';
import { QualifiedTiers } from './qualified-tiers.ts';
import { RateEvidence } from './rate-evidence.ts';
import { RecordFacts, Suspicions } from './record-facts.ts';
import { Identity } from './row-identity.ts';
import { type Sighting, sightings, type Wanted } from './sighting.ts';
import { Survey } from './survey.ts';
import { TermsBook } from './terms-book.ts';
import { AccountVolumes } from './window-volume.ts';

/** What one judging pass found. */
export interface Pass {
  /** One of each file. */
  readonly sinks: readonly JudgeSink[];
  readonly doors: readonly Door[];
  readonly rates: RateEvidence;
  readonly brokenOff: boolean;
  /** Conflicting ids that were not known when the pass began. */
  readonly newConflicts: number;
  readonly facts: RecordFacts;
}

/** Steps that progress is told of. */
export const SURVEYING = 'surveying';
export const LOOKING = 'looking again at changes of tier';

export class EngineRun {
  protected readonly request: EngineRequest;
  protected readonly book: CardBook;
  protected readonly terms: TermsBook;
  protected readonly conflicts = new Set<string>();
  protected facts = new RecordFacts();
  private measured: ReadonlyMap<string, FeePrint> = new Map();
  /** What an earlier reading counted at the door of each file; null = there was none. */
  protected surveyed: readonly Door[] | null = null;
  protected volumes: AccountVolumes;
  private orders: OrderBook | null = null;

  constructor(request: EngineRequest) {
    this.request = request;
    this.book = new CardBook(request);
    this.terms = new TermsBook(request);
    this.volumes = new AccountVolumes(request, this.book, this.terms);
  }

  async result(): Promise<EngineResult> {
    const plan = await this.plan();
    this.orders = await this.ordersUnder(plan);
    let pass = await this.judge(plan);
    // A conflict seen only now means that its first row was already counted as a fill: judge again, knowing it.
    if (pass.newConflicts > 0) pass = await this.judge(plan);
    if (this.request.rounding === 'auto') {
      this.measured = measuredPrints(roundingsOf(pass.sinks), this.request.tolerance);
      if (this.measured.size > 0) pass = await this.judge(plan);
    }
    // What only the whole record shows bears on the causes: judge again, knowing it.
    if (pass.facts.bearOnCauses || pass.rates.disputed) {
      this.facts = pass.facts;
      pass = await this.judge(plan, pass.rates);
    }
    this.complete();
    const { sinks, doors } = pass;
    const [reconciliation = new Reconciliation(), ...others] = sinks.map((sink) => sink.reconciliation);
    for (const other of others) reconciliation.merge(other);
    const doorCharged = new Totals();
    for (const door of doors) for (const [asset, sum] of door.charged) doorCharged.add(asset, sum);
    const spans = sinks.map((sink) => sink.span).filter((span) => span !== null);
    return {
      reconciliation,
      terms: plan.all(),
      rates: pass.rates.applied(),
      scales: this.scales(doors),
      doorCharged,
      doorRows: doors.reduce((sum, door) => sum + door.rows, 0),
      rowsByFile: doors.map((door) => door.rows),
      remarks: doors.map(doorRemarks),
      brokenOff: pass.brokenOff,
      orderShare: pass.facts.orderShare,
      problems: sinks.flatMap((sink): readonly Problem[] => sink.problems),
      span:
        spans.length === 0
          ? null
          : {
              from: Math.min(...spans.map((span) => span.from)),
              to: Math.max(...spans.map((span) => span.to)),
            },
      flowsUsed: this.book.flowsUsed,
      versionsUsed: [...this.book.versionsUsed].sort(([a], [b]) => compareText(a, b)).map(([, used]) => used),
      duplicates: sinks.flatMap((sink) => sink.duplicates),
      symbols: new Set(sinks.flatMap((sink) => [...sink.symbols])),
      breaks: () => this.breaks(plan),
      explain: (wanted) => this.explain(plan, wanted),
    };
  }

  /** What the plan needs from the files. */
  protected get needs() {
    const { sources } = this.request;
    const { accounts } = this;
    const scale = sources.some(({ recognition }) => recognition.feeScale === null);
    return {
      inference: this.terms.needsInference(accounts),
      volume: this.terms.needsVolume(accounts),
      scale,
    };
  }

  /** The accounts of this run; null = they are not known before it is read. */
  protected get accounts(): ReadonlySet<string> | null {
    return accountsIn(this.request.sources);
  }

  /** Reads what the plan needs from the files, and nothing when it needs nothing. */
  protected async plan(): Promise<Plan> {
    const { inference, volume, scale } = this.needs;
    if (!inference && !volume && !scale) return new Plan(this.terms, new Map());
    let survey = await this.survey();
    // Only a whole reading knows the scale of such a file's fees, and only the scale tells what a fee of 0 means.
    // And rows that contradict each other are no evidence, the first of them neither.
    if (survey.wantsScale || this.conflicts.size > 0) survey = await this.survey();
    if (survey.findDisputes()) await this.lookAgain(survey);
    const qualified = new QualifiedTiers(this.request, this.volumes);
    return new Plan(this.terms, survey.inferred(), qualified);
  }

  /** Looks at the fills of each order and request together, where some export's fees ask for that. */
  private async ordersUnder(plan: Plan): Promise<OrderBook | null> {
    if (!this.request.sources.some(({ recognition }) => recognition.profile.orderFees === true)) return null;
    const orders = new OrderBook(this.request.standings);
    const printOf = this.printOf();
    const prints = new Map<string, FeePrint>();
    await this.eachFill('looking at orders', ({ fill }, source) => {
      const { account, instrument, feeAsset, time } = fill;
      const { venue, product, kind } = instrument;
      const terms = plan.at(account, venue, product, time) ?? plan.without(account, venue, product);
      const key = `${this.request.sources.indexOf(source)} ${feeAsset} ${kind}`;
      const print = prints.get(key) ?? printOf(source, feeAsset, kind);
      prints.set(key, print);
      orders.collect(fill, this.book.contextFor(fill, terms, print));
    });
    orders.settle();
    return orders;
  }

  /** Reads every fill as evidence. */
  protected async survey(): Promise<Survey> {
    const survey = new Survey(this.request, this.book, this.terms);
    const volumes = new AccountVolumes(this.request, this.book, this.terms);
    this.volumes = volumes;
    const wanted = this.needs.volume;
    this.surveyed = await this.eachFill(SURVEYING, ({ fill }, source) => {
      survey.add(fill, this.scaleOf(source, fill.feeAsset, fill.instrument.kind));
      if (wanted) volumes.add(fill);
    });
    return survey;
  }

  /** Reads every fill once more for changes of tier that interleave. */
  protected async lookAgain(survey: Survey): Promise<void> {
    await this.eachFill(LOOKING, ({ fill }, source) => {
      survey.lookAgain(fill, this.scaleOf(source, fill.feeAsset, fill.instrument.kind));
    });
  }

  /** The profile's scale, else the largest that a reading saw in this file's fee column; null before any reading. */
  protected scaleOf(source: Source, feeAsset: string | null, kind: Kind | null): number | null {
    const ofKind = kind === null ? undefined : source.recognition.feeScales?.[kind];
    if (ofKind !== undefined) return ofKind;
    const seen = this.surveyed?.[this.request.sources.indexOf(source)]?.scales;
    return source.recognition.feeScale ?? (seen === undefined ? null : (seen.get(feeAsset ?? '') ?? 0));
  }

  /** Visits every fill once, repeats left out; a file that breaks off ends there (judging tells it). */
  private async eachFill(
    step: string,
    visit: (event: FillEvent, source: Source) => void,
  ): Promise<readonly Door[]> {
    const identity = this.newIdentity();
    const doors: Door[] = [];
    for (const source of this.request.sources) {
      identity.nextFile();
      const door = newDoor();
      doors.push(door);
      const { input, recognition } = source;
      const { instruments } = this.request;
      await untilBroken(
        readFills(input, recognition, instruments, door, this.onBytes(step, source)),
        (batch) => {
          for (const event of batch) {
            if (event.kind === 'fill' && identity.of(event) === 'fill') visit(event, source);
          }
        },
      );
    }
    return doors;
  }

  /** A judge under the plan that knows what was found so far. */
  protected newJudge(plan: Plan): Judge {
    const { request, book, facts, measured, orders } = this;
    return new Judge(request, plan, book, this.printOf(), facts, measured, orders);
  }

  protected newIdentity(): Identity {
    return new Identity(this.request.sources.length, this.conflicts);
  }

  /** @param earlier what another pass found of the applied rates */
  protected async judge(plan: Plan, earlier: RateEvidence | null = null): Promise<Pass> {
    const judge = this.newJudge(plan);
    const identity = this.newIdentity();
    const suspicions = new Suspicions();
    const rates = new RateEvidence(earlier);
    const observers = this.beginObservers();
    const sinks: JudgeSink[] = [];
    const doors: Door[] = [];
    let brokenOff = false;
    for (const source of this.request.sources) {
      const sink = newSink(rates, observers, suspicions);
      const door = newDoor();
      const broken = await untilBroken(
        judge.file(source, identity, door, sink, this.onBytes('judging', source)),
      );
      if (broken !== null) {
        sink.problems.push(broken);
        brokenOff = true;
      }
      sinks.push(sink);
      doors.push(door);
    }
    const facts = suspicions.settle(() => [identity.index], rates.applied());
    return { sinks, doors, rates, brokenOff, newConflicts: identity.found, facts };
  }

  /** Adds to the sinks of the last pass what no other reading hangs on, where `judge` left that for later. */
  protected complete(): void {}

  /** Whoever looks on forgets what an earlier pass showed. */
  protected beginObservers(bulk = false): readonly FillObserver[] {
    this.request.audience?.begin();
    const observers = this.request.observers ?? [];
    for (const observer of observers) observer.begin(bulk);
    return observers;
  }

  private async *breaks(plan: Plan) {
    const judge = this.newJudge(plan);
    const identity = this.newIdentity();
    for (const source of this.request.sources) {
      const sink = newSink(null, [], null);
      try {
        yield* judge.file(source, identity, newDoor(), sink, this.onBytes('listing breaks', source));
      } catch (error) {
        // Already told, with the rows before it judged.
        if (!(error instanceof KnownError)) throw error;
      }
    }
  }

  private async *explain(plan: Plan, wanted: Wanted): AsyncGenerator<Sighting> {
    const judge = this.newJudge(plan);
    const identity = this.newIdentity();
    const seen = new Suspicions();
    for (const source of this.request.sources) {
      yield* sightings(source, wanted, {
        instruments: this.request.instruments,
        identity,
        see: (event) => seen.see(event),
        judge: (event, madeBefore) => judge.one(event, source, madeBefore),
        onBytes: this.onBytes('explaining', source),
      });
    }
  }

  private printOf(): PrintOf {
    return (source, feeAsset, kind) =>
      printAt(this.scaleOf(source, feeAsset, kind) ?? 0, source.recognition.feeMode, this.request.tolerance);
  }

  private scales(doors: readonly Door[]): PrintedScale[] {
    const printOf = this.printOf();
    return this.request.sources.flatMap((source, index) =>
      [...doors[index]!.charged.keys()].sort().flatMap((feeAsset) =>
        [null, ...(Object.keys(source.recognition.feeScales ?? {}) as Kind[])].map((kind): PrintedScale => {
          const { rounding, allowance } = printOf(source, feeAsset === '' ? null : feeAsset, kind);
          const known = kind !== null || source.recognition.feeScale !== null;
          return {
            file: source.input.name,
            feeAsset,
            ...(kind === null ? {} : { kind }),
            scale: rounding.scale,
            mode: rounding.mode,
            allowance,
            basis: this.request.tolerance !== null ? 'given' : known ? 'profile' : 'largest seen',
          };
        }),
      ),
    );
  }

  protected onBytes(step: string, source: Source): (done: number) => void {
    const { name, size } = source.input;
    return (done) => this.request.progress(`${step} ${name}`, done, size);
  }
}

function roundingsOf(sinks: readonly JudgeSink[]): RoundingBook {
  const book = new RoundingBook();
  for (const { reconciliation } of sinks) book.merge(reconciliation.roundings);
  return book;
}

/** Takes every batch until the file ends or breaks off; a known problem is returned, the rows before it stay counted. */
export async function untilBroken<T>(
  batches: AsyncIterable<T>,
  take: (batch: T) => void = () => {},
): Promise<Problem | null> {
  try {
    for await (const batch of batches) take(batch);
    return null;
  } catch (error) {
    if (error instanceof KnownError) return error.problem;
    throw error;
  }
}

/** The accounts of all files, where no column names them; else null. */
function accountsIn(sources: readonly Source[]): ReadonlySet<string> | null {
  const named = sources.some(
    ({ recognition }) => recognition.columns.has('account') && !recognition.accountGiven,
  );
  return named ? null : new Set(sources.map(({ recognition }) => recognition.account));
}
