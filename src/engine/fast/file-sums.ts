/** Pours what was scanned of one file into the sums of a judging pass: single rows in file order, then what kernels counted. */
import { signatureOf } from '../../domain/cause.ts';
import { Decimal, unitOf } from '../../domain/decimal.ts';
import type { BreakRecord } from '../../domain/largest-breaks.ts';
import { MarkSpan } from '../../domain/mark.ts';
import type { Instant } from '../../domain/time.ts';
import { type LineReader, newDoor } from '../../ingest/read-fills.ts';
import { REMARKS } from '../../ingest/remarks.ts';
import type { FillEvent } from '../../ingest/row-event.ts';
import type { Exemplar } from '../exemplar.ts';
import { type Judge, type JudgeSink, scopeOf } from '../judge.ts';
import type { OrderIndex } from '../order-index.ts';
import type { RateLane } from '../rate-evidence.ts';
import { orderOf } from '../record-facts.ts';
import type { Identity } from '../row-identity.ts';
import { BinGroups } from './bin-groups.ts';
import type { KeptBreak } from './break-cells.ts';
import type { FileLanes } from './file-lanes.ts';
import {
  asMakerOf,
  BinTotal,
  chargedOf,
  idsOf,
  type LaneSums,
  LEFT_OUT_SCALE,
  S,
  SUM_WIDTH,
  type SumData,
} from './lane-sums.ts';
import { MergedBins } from './merged-bins.ts';
import { replay } from './page-runs.ts';
import type { KernelResult, PartResult, Single } from './part.ts';
import type { RowLog } from './row-log.ts';
import { slotsIn } from './slot-data.ts';

/** A fill that is known to be no repetition as long as its key came once. */
const FIRST: Pick<Identity, 'of'> = { of: () => 'fill' };

/** How many takers read singly are kept, to be told to the court. Tests lower it. */
export const TAKERS = { most: 20_000 };

/** A taker that was read singly, of an order. */
interface Taker {
  readonly order: string;
  readonly time: Instant;
  readonly text: string;
  readonly line: number;
  readonly place: number;
}

/** What the files of a pass share. */
export interface Judging {
  readonly judge: Judge;
  readonly identity: Identity;
  /** Takes the keys of rows that are read singly; null = nobody asks for them. */
  readonly keys: RowLog | null;
  /** Called now and then, where much may have been left behind. */
  tidy(): void;
}

export class FileSums {
  readonly door = newDoor();
  readonly sink: JudgeSink;
  /** Rows that were read singly. */
  singles = 0;
  private readonly lanes: FileLanes;
  private readonly judging: Judging;
  private readonly lines: LineReader;
  private begun = false;
  /** Breaks that kernels counted. */
  private breaks = 0;
  /** First line of each part; of the part at hand it is the last one. */
  private readonly begins: number[] = [1];
  private merged: MergedBins | null = null;
  private groups: BinGroups | null = null;
  /** Those whose orders no kernel noted, of a judging that gathers suspicions; null = not all of them are known. */
  private takers: Taker[] | null = [];
  /** Times of fills among the rows that interrupt the pages of the part at hand; null = such a row was none. */
  private between: (Instant | null)[] = [];

  constructor(lanes: FileLanes, judging: Judging, sink: JudgeSink) {
    this.lanes = lanes;
    this.judging = judging;
    this.sink = sink;
    this.lines = lanes.reader(this.door);
  }

  /** Judges single rows of the part at hand, in their order. */
  addSingles(singles: readonly Single[]): void {
    const { judge, identity, keys } = this.judging;
    // Files come one after the other.
    if (!this.begun) identity.nextFile();
    this.begun = true;
    const begin = this.begins.at(-1)!;
    const { source } = this.lanes;
    const { suspicions } = this.sink;
    for (const single of singles) {
      const events = this.read(single, begin + single.line);
      if (suspicions !== null) suspicions.apart = single.counted;
      this.singles += events.length;
      let time: Instant | null = null;
      for (const event of events) {
        if (!single.counted && event.kind === 'fill') keys?.addFill(event, single.place);
        const counted = judge.event(event, single.counted ? FIRST : identity, source, this.sink, []);
        if (single.counted && !counted) throw this.disagreement(begin + single.line);
        if (!counted || event.kind !== 'fill') continue;
        time = event.fill.time;
        if (!single.counted && suspicions !== null) this.noteTaker(event, single, begin + single.line);
      }
      if (!single.counted) this.between.push(time);
    }
  }

  private noteTaker({ fill }: FillEvent, { text, before, place }: Single, line: number): void {
    const order = fill.flag === 'taker' ? orderOf(fill) : null;
    if (order === null || this.takers === null) return;
    if (before !== null || this.takers.length === TAKERS.most) this.takers = null;
    else this.takers.push({ order, time: fill.time, text, line, place });
  }

  /** Whether takers that were read singly can be told. */
  get knowsTakers(): boolean {
    return this.takers !== null;
  }

  private read({ text, before }: Single, line: number) {
    return before === null ? this.lines.read(text, line) : this.lines.readLast(text, before, line);
  }

  /** Tells the court of takers after makers. @param parts all of them, in their order @param kept orders that count */
  addLate(parts: readonly PartResult[], kept: OrderIndex): void {
    for (const { index, late } of parts) {
      for (const { text, line } of late ?? []) this.hearLate(text, this.begins[index]! + line, kept);
    }
    for (const { text, line } of this.lateTakers(kept)) this.hearLate(text, line, kept);
  }

  /** Takers read singly whose order had made before. @param kept as of `addLate` */
  lateTakers(kept: OrderIndex): readonly Taker[] {
    return (this.takers ?? []).filter(({ order, time }) => time > (kept.firstMaker(order) ?? time));
  }

  private hearLate(text: string, line: number, kept: OrderIndex): void {
    const event = this.lanes.look(text, line);
    const order = event?.kind === 'fill' ? orderOf(event.fill) : null;
    const madeBefore = order === null ? null : kept.firstMaker(order);
    if (event?.kind !== 'fill' || madeBefore === null) return;
    this.judging.judge.hearLate(event, this.lanes.source, this.sink.reconciliation, madeBefore);
  }

  /** The part at hand is at its end; its single rows were added. */
  endPart({ pages, lines }: PartResult): void {
    const { between } = this;
    const some = pages.counts.some((fills) => fills > 0) || between.some((time) => time !== null);
    for (const observer of some ? this.sink.observers : []) {
      const edges = observer.pages?.(this.lanes.source.input.name);
      if (edges !== undefined) replay(pages, edges, (run) => between[run] ?? null);
    }
    this.between = [];
    this.begins.push(this.begins.at(-1)! + lines);
  }

  /** What the kernels found in all parts of the file, but for the sums of bins. */
  addResults(results: readonly KernelResult[]): void {
    for (const result of results) {
      this.addLeftOut(result.sums);
      this.breaks += this.addResult(result);
    }
  }

  /** What the kernels counted in their bins, as far as it hangs on neither groups nor time. */
  addTotals(results: readonly KernelResult[]): void {
    const { maker, exemplars } = this.lanes;
    const kernels = results.map(({ sums }) => sums);
    this.merged = new MergedBins(kernels, maker.laneShares);
    this.groups = new BinGroups(this.merged, maker.shares, exemplars.valuesAt, this.judging.tidy);
    for (const { share, sums } of this.merged.totals()) {
      this.addTotal(maker.shares[share]!, sums);
      this.groups.addTotal(share, sums);
    }
  }

  /** What they counted by group and time, after the totals. @param largest those of its breaks that can be among the largest of the run */
  addBins(largest: readonly KeptBreak[]): void {
    const { shares } = this.lanes.maker;
    // Every break that is shown is judged again by the domain.
    const records = largest.map((one) => this.rejudged(one));
    const { reconciliation } = this.sink;
    reconciliation.largest.addMany(this.breaks, records);
    reconciliation.groups.add(this.groups!);
    if (shares.some(({ terms }) => terms.affiliate !== null)) {
      for (const { share, from, sums } of this.merged!.bins()) this.accrue(shares[share]!, sums, from);
    }
    this.merged = null;
    this.groups = null;
  }

  /** @returns how many breaks there were */
  private addResult(result: KernelResult): number {
    const { roundings, first, last } = result;
    const { sink } = this;
    if (sink.rates !== null) this.addHours(result);
    const breaks = this.addBreaks(result);
    for (const [number, tallies] of roundings.entries()) {
      if (tallies === null) continue;
      sink.reconciliation.roundings.addTallies(this.lanes.maker.roundings[number]!, tallies);
    }
    if (first > last) return breaks;
    const { span } = sink;
    const from = span === null ? first : Math.min(first, span.from);
    sink.span = { from, to: span === null ? last : Math.max(last, span.to) };
    return breaks;
  }

  private addHours({ slots }: KernelResult): void {
    for (const { stream: number, hour, low, high, fills, first, last } of slotsIn(slots)) {
      const span = new MarkSpan(first);
      span.include(last);
      const stream = this.lanes.maker.streams[number]!;
      stream.note(hour, this.labelsOf(stream, low, high), fills, span);
    }
  }

  /** Labels of the rates that reproduce fees: see `HourSlots`. */
  private labelsOf({ candidates, due }: RateLane, low: number, high: number): readonly string[] {
    if (low < -1) return this.lanes.cells.labels[-2 - low]!;
    const labels = low < 0 ? [] : candidates.slice(low, high).map(({ rate }) => rate.toString());
    if (due !== null && !labels.includes(due)) labels.push(due);
    return labels;
  }

  private addBreaks({ cells, spans }: KernelResult): number {
    const { ledger } = this.sink.reconciliation;
    let count = 0;
    for (const { stream: id, first, last } of spans) {
      const span = new MarkSpan(first);
      span.include(last);
      const sums = cells[id]!;
      const { scope, diagnosis } = this.lanes.cells.infos[id]!;
      const unit = unitOf(sums.scale);
      const variance = new Decimal(sums.variance).plus(sums.pouredVariance.toString()).times(unit);
      const magnitude = new Decimal(sums.magnitude).plus(sums.pouredMagnitude.toString()).times(unit);
      ledger.addMany(scope, diagnosis, sums.fills, variance, magnitude, span);
      count += sums.fills;
    }
    return count;
  }

  private rejudged({ text, part, line: at, off, scale, cell }: KeptBreak): BreakRecord {
    const { source, cells } = this.lanes;
    const line = this.begins[part]! + at;
    const event = this.lanes.look(text, line);
    const found = event?.kind === 'fill' ? this.judging.judge.causes(event, source) : null;
    const { signature } = cells.infos[cell]!;
    const agrees =
      found !== null &&
      signatureOf(found.diagnosis) === signature &&
      found.judged.variance?.abs().eq(`${off}e-${scale}`) === true;
    if (event?.kind !== 'fill' || !agrees) throw this.disagreement(line);
    const { judged, scope } = found;
    return { fill: event.fill, judged, scope, signature };
  }

  /** Our own mistake: nothing that was counted can be trusted then. */
  private disagreement(line: number): Error {
    const place = `${this.lanes.source.input.name}:${line}`;
    return new Error(`the fast engine and the domain disagree about ${place}; --engine reference reads it`);
  }

  /** Rows of which only number and fees were counted. */
  private addLeftOut(all: LaneSums): void {
    const { sink } = this;
    for (const [bin, index] of all.binLanes.entries()) {
      const lane = this.lanes.maker.leftOut.get(all.lanes[index]!);
      const rows = all.sums[bin * SUM_WIDTH + S.fills]!;
      if (lane === undefined || rows === 0) continue;
      const charged = chargedOf(all, bin, LEFT_OUT_SCALE);
      if (lane.symbol !== null) sink.symbols.add(lane.symbol);
      sink.reconciliation.intake.add('excluded', lane.reason, lane.feeAsset, rows, charged);
      this.passDoor(all, bin, lane.feeAsset, charged);
    }
  }

  /** What fills of one share came to, of whatever time. */
  private addTotal({ fill, judged, terms, context, asMaker }: Exemplar, all: SumData): void {
    const { sink } = this;
    const { scale } = context.print.rounding;
    sink.reconciliation.addAlike(fill, judged, terms, new BinTotal(all, 0, scale));
    const rows = all.sums[S.fills]!;
    const charged = chargedOf(all, 0, scale);
    sink.symbols.add(fill.instrument.symbol);
    sink.reconciliation.intake.add('fill', null, fill.feeAsset, rows, charged);
    this.passDoor(all, 0, fill.feeAsset, charged);
    for (const observer of sink.observers) observer.alike?.(fill, idsOf(all, 0));
    if (asMaker === null) return;
    const scope = scopeOf(fill, judged.feeAsset);
    sink.reconciliation.court.addCrossed(scope, charged, asMakerOf(all, 0, scale), rows);
  }

  private accrue({ fill, judged, terms, context }: Exemplar, all: SumData, from: number): void {
    if (terms.affiliate === null) return;
    const one = Number.isFinite(from) ? { ...fill, time: from } : fill;
    const sums = new BinTotal(all, 0, context.print.rounding.scale);
    this.sink.reconciliation.accrueAlike(one, judged, terms, sums);
  }

  /** Rows that passed the door in a kernel. */
  private passDoor({ sums }: SumData, bin: number, feeAsset: string | null, charged: Decimal): void {
    const { door } = this;
    const key = feeAsset ?? '';
    const at = bin * SUM_WIDTH;
    const [written, remarked] = [sums[at + S.written]!, sums[at + S.remarked]!];
    door.rows += sums[at + S.fills]!;
    door.charged.set(key, door.charged.get(key)?.plus(charged) ?? charged);
    if (written > (door.scales.get(key) ?? -1)) door.scales.set(key, written);
    if (remarked === 0) return;
    const { quoteDiffers } = REMARKS;
    door.remarks.set(quoteDiffers, (door.remarks.get(quoteDiffers) ?? 0) + remarked);
  }
}
