/** A run whose judging passes go through the kernel. */
import type { Problem } from '../../domain/problem.ts';
import type { Door } from '../../ingest/row-event.ts';
import type { EngineRequest, EngineResult } from '../engine.ts';
import { EngineRun, type Pass } from '../engine-run.ts';
import { Exemplars } from '../exemplar.ts';
import { newSink } from '../judge.ts';
import type { OrderIndex } from '../order-index.ts';
import { Plan } from '../plan.ts';
import { RateEvidence } from '../rate-evidence.ts';
import { Suspicions } from '../record-facts.ts';
import { Survey } from '../survey.ts';
import { AccountVolumes } from '../window-volume.ts';
import { KnownSymbols, Likenesses } from './alike-files.ts';
import { type KeptBreak, KeptBreaks } from './break-cells.ts';
import type { Budget } from './budget.ts';
import { CellMaker } from './cell-maker.ts';
import { Declined } from './declined.ts';
import { FastSurvey } from './fast-survey.ts';
import { FileLanes } from './file-lanes.ts';
import { FileSums, type Judging } from './file-sums.ts';
import { OrderWatch, toldAll } from './order-watch.ts';
import type { KernelResult, PartResult, Single } from './part.ts';
import type { KernelBooks } from './row-kernel.ts';
import { RowLog } from './row-log.ts';
import { type FilePlan, planOf, reasonAgainst } from './scan-plan.ts';
import { AT_LEISURE, type FileListener, Scanning, type ScanWish } from './scanning.ts';

/** Where more than this part of all rows repeat others, the reference engine is as quick. */
const MOSTLY = 0.5;
/** Rows read singly that are kept for a second judging; with more of them everything is read again. */
const KEPT_SINGLES = 50_000;
/** Rows judged again between two looks at the heap. */
const BETWEEN = 1024;

/** @returns why a run is not for the fast engine, in words; null = it is */
export function reasonAgainstRun({ sources, audience, observers }: EngineRequest): string | null {
  if (audience !== undefined) return 'every fill is looked at';
  if (observers?.some(({ alike, pages }) => alike === undefined || pages === undefined)) {
    return 'a statement, a manifest or claims are about every single fill';
  }
  if (sources.length > 1 && sources.some(({ recognition }) => !recognition.hasIds)) {
    return 'a file without ids is compared row by row with the others';
  }
  for (const { input, recognition } of sources) {
    const reason = reasonAgainst(recognition);
    if (reason !== null) return `${input.name}: ${reason}`;
  }
  return null;
}

/** A pass with all that is needed to judge its single rows again. */
interface Scanned {
  readonly plan: Plan;
  readonly files: readonly ScannedFile[];
  readonly found: Omit<Pass, 'sinks' | 'doors'>;
  /** Orders out of sequence, of which the court was told; null = it was not. */
  readonly late: OrderIndex | null;
}

/** What was scanned of one file. */
interface ScannedFile {
  /** As of `FileListener`. */
  readonly likeness: number;
  readonly lanes: FileLanes;
  /** Of the last judging; those of its bins are not in there yet. */
  sums: FileSums;
  readonly parts: PartResult[];
  /** Single rows of each part; null = there were too many to be kept. */
  singles: Single[][] | null;
  readonly results: KernelResult[];
  /** Why it could not be read to its end. */
  broken: Problem | null;
}

/** What a pass gathers beside its sums, and what it may take. */
interface Evidence {
  readonly suspicions: Suspicions;
  readonly rates: RateEvidence;
  readonly budget: Budget;
}

export class FastRun extends EngineRun {
  /** Rows read singly in the last pass. */
  singles = 0;
  readonly surveys: FastSurvey;
  private readonly patient: boolean;
  private readonly plans: readonly FilePlan[];
  private readonly scanning: Scanning;
  private readonly symbols = new KnownSymbols();
  private readonly tidy = () => this.scanning.tidyGrown(AT_LEISURE);
  /** True = the printed scales are those of the first rows alone. */
  private guessed = false;
  /** Places of rows whose key came more than once, ascending. */
  private forced = new Float64Array(0);
  private scanned: Scanned | null = null;
  /** Takers after makers are among the rows that are read singly. */
  private lateForced = false;
  private kept = 0;

  /** @param patient as of `ScanJob` */
  constructor(request: EngineRequest, wish: ScanWish = { threads: null }, patient = true) {
    super(request);
    this.patient = patient;
    this.plans = request.sources.map(({ recognition }) => {
      const plan = planOf(recognition);
      if (typeof plan === 'string') throw new Declined(plan);
      return plan;
    });
    this.scanning = new Scanning(request, this.plans, wish, (step, source) => this.onBytes(step, source));
    this.surveys = new FastSurvey(request, {
      scanning: this.scanning,
      scaleOf: (source, fill) => this.scaleOf(source, fill.feeAsset, fill.instrument.kind),
      newIdentity: () => this.newIdentity(),
      symbols: this.symbols,
      patient,
    });
  }

  override async result(): Promise<EngineResult> {
    const result = await super.result();
    // The result can read the files again, and holds this run; what was scanned is of no use to it.
    this.scanned = null;
    return result;
  }

  /** Threads that scanned last. */
  get threads(): number {
    return this.scanning.threads;
  }

  /** Where keys can come twice, a survey that is not needed for tiers is quicker than to judge twice. */
  protected override get accounts(): ReadonlySet<string> | null {
    return this.request.sources.some(({ recognition }) => recognition.hasIds) ? null : super.accounts;
  }

  protected override async judge(plan: Plan, earlier: RateEvidence | null = null): Promise<Pass> {
    const again = earlier === null ? null : this.judgedAgain(plan, earlier);
    if (again !== null) return again;
    if (earlier !== null) this.forceLate();
    for (;;) {
      const pass = await this.pass(plan, earlier);
      if (pass !== null) return pass;
      this.scanning.tidy();
    }
  }

  /**
   * Another reading can leave fills to be judged singly that were counted before. Those that took after their order had made,
   * of which the court was told, are read singly as well then, and heard when they are judged.
   */
  private forceLate(): void {
    const late = this.scanned?.late ?? null;
    if (late === null || late.size === 0) return;
    const rows = this.scanned!.files.flatMap(({ parts, sums }) => [
      ...parts.flatMap((part) => part.late ?? []),
      ...sums.lateTakers(late),
    ]);
    this.force(rows.map(({ place }) => place));
    this.facts = this.facts.knowing(late);
    this.lateForced = true;
  }

  private force(places: readonly number[]): void {
    this.forced = Float64Array.from(new Set([...this.forced, ...places])).sort();
  }

  /** Whether all rows whose key came more than once were read singly; another pass will, where they were not. */
  private knows(suspects: readonly number[], doors: readonly Door[]): boolean {
    const known = new Set(this.forced);
    if (suspects.every((place) => known.has(place))) return true;
    const rows = doors.reduce((sum, door) => sum + door.rows, 0);
    if (suspects.length > rows * MOSTLY && rows > 1000) throw new Declined('most rows repeat others');
    this.force(suspects);
    return false;
  }

  /** Where only the scales of files are missing, they are guessed from the first rows, and judging shows whether that was right. */
  protected override async plan(): Promise<Plan> {
    const { needs } = this;
    if (needs.inference || needs.volume || !needs.scale) return super.plan();
    this.surveyed = await this.surveys.firstDoors();
    this.guessed = true;
    return new Plan(this.terms, new Map());
  }

  private guessedRight(doors: readonly Door[]): boolean {
    if (!this.guessed) return true;
    const before = this.surveyed!;
    const right = this.request.sources.every(
      ({ recognition }, file) => recognition.feeScale !== null || sameScales(before[file]!, doors[file]!),
    );
    this.surveyed = doors;
    this.guessed = false;
    return right;
  }

  protected override async survey(): Promise<Survey> {
    for (;;) {
      const survey = new Survey(this.request, this.book, this.terms);
      const volumes = this.needs.volume ? new AccountVolumes(this.request, this.book, this.terms) : null;
      const { doors, suspects, settled } = await this.surveys.pass(survey, volumes, this.forced);
      if (!this.knows(suspects, doors) && !settled) continue;
      this.surveyed = doors;
      if (volumes !== null) this.volumes = volumes;
      return survey;
    }
  }

  protected override lookAgain(survey: Survey): Promise<void> {
    return this.surveys.lookAgain(survey, this.forced);
  }

  /**
   * What the whole record shows bears on the causes of breaks alone, unless orders came out of sequence or rates changed in an
   * unclear way: then only rows that were read singly are judged again; cells of breaks stay as they are.
   */
  private judgedAgain(plan: Plan, earlier: RateEvidence): Pass | null {
    const { scanned } = this;
    if (scanned === null || scanned.plan !== plan || earlier.disputed) return null;
    const { facts } = this;
    if (facts.outOfSequence !== null || scanned.files.some(({ singles }) => singles === null)) return null;
    // The causes of a cell of breaks at the rate of a stretch hang on when each of them was.
    const rates = scanned.files.flatMap(({ lanes }) => lanes.cells.infos.map(({ rate }) => rate));
    if (rates.some((rate) => facts.knowsStretchOf(rate))) return null;
    const { tidy } = this;
    const judging = { judge: this.newJudge(plan), identity: this.newIdentity(), keys: null, tidy };
    const observers = this.beginObservers(true);
    for (const file of scanned.files) {
      const { lanes, parts, singles, results, broken } = file;
      const sums = new FileSums(lanes, judging, newSink(null, observers, new Suspicions(true)));
      for (const [index, part] of parts.entries()) {
        for (let at = 0; at < singles![index]!.length; at += BETWEEN) {
          sums.addSingles(singles![index]!.slice(at, at + BETWEEN));
          this.scanning.tidyGrown();
        }
        sums.endPart(part);
      }
      sums.addResults(results);
      sums.addTotals(results);
      if (scanned.late !== null) sums.addLate(parts, scanned.late);
      if (broken !== null) sums.sink.problems.push(broken);
      file.sums = sums;
    }
    return { ...scanned.found, ...poured(scanned.files) };
  }

  /** Sums of groups come last, when the logs of trades and orders are gone, and not where another reading follows. */
  protected override complete(): void {
    this.scanning.tidy();
    const { files, late } = this.scanned!;
    const kept = new KeptBreaks();
    const sumsOf = new Map<KeptBreak, FileSums>();
    for (const { sums, results } of files) {
      for (const one of results.flatMap((result) => result.kept)) {
        kept.keep(one);
        sumsOf.set(one, sums);
      }
    }
    const largest = kept.largest();
    for (const { sums } of files) sums.addBins(largest.filter((one) => sumsOf.get(one) === sums));
    // Who explains fills must know the orders that the court was told of.
    if (late !== null && late.size > 0) this.facts = this.facts.knowing(late);
  }

  /** @returns null = what it found asks for another */
  private async pass(plan: Plan, earlier: RateEvidence | null): Promise<Pass | null> {
    // What another pass scanned is of no use any more.
    this.scanned = null;
    const { request, book } = this;
    const { sources } = request;
    const hasKeys = sources.some(({ recognition }) => recognition.hasIds);
    const judging = {
      judge: this.newJudge(plan),
      identity: this.newIdentity(),
      // Apart from those of the kernels: which rows read singly are fills, and not repeats that contradict each other, their identity knows.
      keys: hasKeys && earlier === null ? new RowLog() : null,
      tidy: this.tidy,
    };
    const suspicions = new Suspicions(true);
    const rates = new RateEvidence(earlier);
    const exemplars = new Exemplars(request, plan, book, judging.judge, rates);
    const cells = new CellMaker(judging.judge, rates, book, suspicions);
    const observers = this.beginObservers(true);
    this.kept = 0;
    const budget = this.scanning.newBudget();
    const likenesses = new Likenesses(request, exemplars, this.symbols, budget);
    const files = sources.map((source, file): ScannedFile => {
      const alike = likenesses.of(source, file, this.surveyed?.[file]?.scales);
      const lanes = new FileLanes(source, request, exemplars, cells, alike);
      const sums = new FileSums(
        lanes,
        judging,
        newSink(rates, observers, earlier === null ? suspicions : null),
      );
      return { lanes, likeness: alike.number, sums, parts: [], singles: [], results: [], broken: null };
    });
    const patient = this.patient || earlier !== null;
    const { facts, late, suspects } = await this.scan(
      files,
      { ...judging, suspicions, rates, budget },
      { patient, isKnown: earlier !== null },
    );
    for (const { sums, results } of files) sums.addTotals(results);
    const { sinks, doors } = poured(files);
    const known = this.knows(suspects, doors);
    if (!this.guessedRight(doors) || !known) return null;
    const found = {
      rates,
      brokenOff: files.some(({ broken }) => broken !== null),
      newConflicts: judging.identity.found,
      facts,
    };
    this.scanned = { plan, files, found, late };
    return { sinks, doors, ...found };
  }

  /**
   * Scans all files. A function of its own: the logs of trades and orders, which grow with the rows, go before the sums of groups
   * are made. @returns what only the whole record shows, orders out of sequence as of `Scanned`, and places of rows whose key came
   * more than once
   */
  private async scan(
    files: readonly ScannedFile[],
    { suspicions, rates, budget, identity, keys: singleKeys }: Judging & Evidence,
    { patient, isKnown }: { readonly patient: boolean; readonly isKnown: boolean },
  ) {
    const books: KernelBooks = {
      keys: singleKeys === null ? null : new RowLog(),
      orders: isKnown ? null : new OrderWatch(),
      sequence: this.lateForced ? null : this.facts.outOfSequence,
      budget,
      floor: 0,
    };
    const job = { step: 'judging', surveys: false, books, forced: this.forced, patient };
    const listeners = files.map((file) => this.listenerOf(file));
    const logs = await this.scanning.scan(job, listeners);
    for (const { sums, results, broken } of files) {
      sums.addResults(results);
      if (broken !== null) sums.sink.problems.push(broken);
    }
    this.singles = files.reduce((sum, { sums }) => sum + sums.singles, 0);
    if (isKnown) return { facts: this.facts, late: null, suspects: [] };
    for (const { index } of logs.watches) suspicions.add(index);
    const late = suspicions.outOfSequence();
    const told =
      files.every(({ parts }) => parts.every((part) => part.late !== null)) &&
      toldAll(late, logs.watches, files.every(({ sums }) => sums.knowsTakers) ? null : suspicions.orders);
    if (told) for (const { sums, parts } of files) sums.addLate(parts, late);
    const facts = suspicions.settle(
      (wanted) => (wanted.size === 0 ? [] : [identity.index, ...logs.keys.map((log) => log.shared(wanted))]),
      rates.applied(),
      told ? late : null,
    );
    const suspects = RowLog.suspects(singleKeys === null ? logs.keys : [...logs.keys, singleKeys]);
    return { facts, late: told ? late : null, suspects };
  }

  private listenerOf(scanned: ScannedFile): FileListener {
    return {
      likeness: scanned.likeness,
      asked: scanned.lanes,
      results: scanned.results,
      get broken() {
        return scanned.broken;
      },
      set broken(problem) {
        scanned.broken = problem;
      },
      take: (singles) => this.take(scanned, singles),
      endPart: (part) => this.endPart(scanned, part),
    };
  }

  /** Judges single rows of the part at hand, and keeps them for a second judging. */
  private take(scanned: ScannedFile, singles: readonly Single[]): void {
    scanned.sums.addSingles(singles);
    this.kept += singles.length;
    if (this.kept > KEPT_SINGLES) scanned.singles = null;
    if (scanned.singles === null) return;
    const part = scanned.parts.length;
    while (scanned.singles.length <= part) scanned.singles.push([]);
    for (const single of singles) scanned.singles[part]!.push(single);
  }

  private endPart(scanned: ScannedFile, part: PartResult): void {
    scanned.sums.endPart(part);
    scanned.parts.push({ ...part, singles: [] });
  }
}

const poured = (files: readonly ScannedFile[]): Pick<Pass, 'sinks' | 'doors'> => ({
  sinks: files.map(({ sums }) => sums.sink),
  doors: files.map(({ sums }) => sums.door),
});

function sameScales({ scales: a }: Door, { scales: b }: Door): boolean {
  return a.size === b.size && [...a].every(([asset, scale]) => b.get(asset) === scale);
}
