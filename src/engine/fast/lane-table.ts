/** The lanes of one file as numbers in rows of a table; each is cut into bins, where its fills are summed up. */
import { BinSums } from './bin-sums.ts';
import { type Budget, COST } from './budget.ts';
import { Declined } from './declined.ts';
import { doubled } from './doubled.ts';
import { type KernelRoom, QUICK_ROUNDINGS } from './kernel-room.ts';
import type { CountedLane, Lane, SignedWhole } from './lane.ts';
import { setNames } from './lane-names.ts';
import { BASE, baseOf, KIND, L, LANE_WIDTH, MAX_BINS, MAX_LANES } from './lane-places.ts';
import { type LaneSums, LEFT_OUT_SCALE, S, SUM_WIDTH } from './lane-sums.ts';
import type { Bin } from './part.ts';
import { SurveyedPlaces } from './surveyed-places.ts';

/** The bin of lanes that are not cut. */
const ALWAYS: Bin = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };

interface NumberedBin extends Bin {
  readonly number: number;
}

/** How many of some bins, in their order, begin up to a time. */
function placeIn(bins: readonly Bin[], time: number): number {
  let [low, high] = [0, bins.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (bins[middle]!.from <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}

export class LaneTable {
  lanes: Lane[] = [];
  numbers: Float64Array<ArrayBuffer>;
  readonly bins: BinSums;
  /** First lane of each combination of words; −1 = none. */
  firstOf: Int32Array<ArrayBuffer>;
  /** Lane used last, of each combination. */
  lastOf: Int32Array<ArrayBuffer>;
  /** Of each bin, the first lane that has it, and when it begins. */
  private binLanes = new Int32Array(64);
  private binFroms = new Float64Array(64);
  private binCount = 0;
  /** By `cuts`: the bins that such lanes are cut into, as far as they are known, in their order. */
  private readonly known: NumberedBin[][] = [];
  /** How many bins of all cuts are known. */
  private kinds = 0;
  /** By share: where the sums of its bins begin, by their numbers. */
  private readonly places: number[][] = [];

  private readonly surveyed: SurveyedPlaces;
  private readonly budget: Budget;

  /** @param room for all that there can be; null = it grows */
  constructor(room: KernelRoom | null, budget: Budget) {
    this.budget = budget;
    this.surveyed = new SurveyedPlaces(room);
    this.numbers = room?.lanes ?? new Float64Array(64 * LANE_WIDTH);
    this.lastOf = (room?.lastOf ?? new Int32Array(1024)).fill(-1);
    this.firstOf = new Int32Array(this.lastOf.length).fill(-1);
    this.bins = new BinSums(room?.sums);
  }

  /** Makes room for combinations up to this one. */
  reach(combo: number): void {
    if (combo < this.firstOf.length) return;
    const size = Math.max(combo + 1, this.firstOf.length * 2);
    const grown = (old: Int32Array<ArrayBuffer>) => {
      const larger = new Int32Array(size).fill(-1);
      larger.set(old);
      return larger;
    };
    this.firstOf = grown(this.firstOf);
    this.lastOf = grown(this.lastOf);
  }

  /** @returns the lane's number in the table; that of the other side follows, where there is one */
  add(combo: number, lane: Lane): number {
    const index = this.enterLane(lane);
    if (lane.kind === 'counted' && lane.pair !== null) {
      const other = this.enterLane(lane.pair);
      this.numbers[index * LANE_WIDTH + L.pair] = other;
    }
    this.numbers[index * LANE_WIDTH + L.next] = this.firstOf[combo]!;
    this.firstOf[combo] = index;
    return index;
  }

  private enterLane(lane: Lane): number {
    const index = this.lanes.length;
    if (index >= MAX_LANES) throw new Declined(`more than ${MAX_LANES} kinds of fills`);
    this.budget.take(COST.lane);
    this.lanes.push(lane);
    if (index * LANE_WIDTH >= this.numbers.length) {
      this.numbers = doubled(this.numbers);
    }
    const at = index * LANE_WIDTH;
    const { numbers } = this;
    numbers[at + L.kind] = kindOf(lane);
    numbers[at + L.from] = lane.from;
    numbers[at + L.to] = lane.to;
    if (lane.kind === 'counted') setCounted(numbers, at, lane);
    else if (lane.kind === 'surveyed') this.surveyed.set(numbers, at, lane);
    else {
      numbers[at + L.scale] = LEFT_OUT_SCALE;
      numbers[at + L.valueMantissa] = lane.kind === 'single' ? 1 : lane.contractValue.mantissa;
      numbers[at + L.valueScale] = lane.kind === 'single' ? 0 : lane.contractValue.scale;
      numbers[at + L.base] = lane.kind === 'single' ? BASE.product : baseOf({ coins: false, ...lane });
    }
    numbers[at + L.pair] = -1;
    if (lane.kind === 'counted') numbers[at + L.binTo] = ALWAYS.from;
    else this.enter(index, ALWAYS, this.addBin(index, ALWAYS.from));
    return index;
  }

  /** Where the sums of a lane's fills of some time begin. @param ask the bin of lanes of some `cuts` at that time, where it is not known yet */
  binAt(lane: number, time: number, ask: (cuts: number) => Bin): number {
    const at = lane * LANE_WIDTH;
    const { numbers } = this;
    if (!(time >= numbers[at + L.binFrom]! && time < numbers[at + L.binTo]!)) this.find(lane, time, ask);
    return numbers[at + L.sums]!;
  }

  private find(lane: number, time: number, ask: (cuts: number) => Bin): void {
    // All others have one bin.
    const { cuts, share } = this.lanes[lane] as CountedLane;
    this.known[cuts] ??= [];
    const known = this.known[cuts];
    let next = placeIn(known, time);
    const before = known[next - 1];
    if (before === undefined || time >= before.to) {
      known.splice(next, 0, { ...ask(cuts), number: this.kinds });
      this.kinds += 1;
      next += 1;
    }
    const bin = known[next - 1]!;
    this.places[share] ??= [];
    const places = this.places[share];
    places[bin.number] ??= this.addBin(lane, bin.from);
    this.enter(lane, bin, places[bin.number]!);
  }

  private addBin(lane: number, from: number): number {
    const bin = this.binCount;
    if (bin === MAX_BINS) throw new Declined(`more than ${MAX_BINS} groups`);
    this.budget.take(COST.bin);
    this.binCount += 1;
    if (bin === this.binLanes.length) {
      this.binLanes = doubled(this.binLanes);
      this.binFroms = doubled(this.binFroms);
    }
    this.binLanes[bin] = lane;
    this.binFroms[bin] = from;
    this.bins.reach(bin);
    return bin * SUM_WIDTH;
  }

  private enter(lane: number, { from, to }: Bin, place: number): void {
    const at = lane * LANE_WIDTH;
    this.numbers[at + L.sums] = place;
    this.numbers[at + L.binFrom] = Math.max(from, this.numbers[at + L.from]!);
    this.numbers[at + L.binTo] = Math.min(to, this.numbers[at + L.to]!);
  }

  /** Numbers of the roundings of lanes that have counted fills. */
  roundingsSeen(): ReadonlySet<number> {
    const { numbers, bins } = this;
    const seen = new Set<number>();
    for (const [bin, lane] of this.binLanes.subarray(0, this.binCount).entries()) {
      const isCounted = numbers[lane * LANE_WIDTH + L.kind] === KIND.counted;
      if (isCounted && bins.sums[bin * SUM_WIDTH + S.fills]! > 0)
        seen.add(numbers[lane * LANE_WIDTH + L.roundings]!);
    }
    return seen;
  }

  /** The lanes are not needed any more; their bins are. */
  letGo(): void {
    this.budget.take(-this.lanes.length * COST.lane);
  }

  /** What was summed up, as plain data: views, nothing is copied. */
  result(): LaneSums {
    const { lanes, binLanes, binFroms, binCount } = this;
    return {
      lanes: Int32Array.from(lanes, ({ number }) => number),
      binLanes: binLanes.subarray(0, binCount),
      binFroms: binFroms.subarray(0, binCount),
      ...this.bins.data(),
    };
  }
}

function kindOf(lane: Lane): number {
  if (lane.kind === 'counted') return KIND.counted;
  if (lane.kind === 'single') return KIND.single;
  if (lane.kind === 'surveyed') return KIND.surveyed;
  return lane.keyPrefix === null ? KIND.other : KIND.filtered;
}

function setCounted(numbers: Float64Array, at: number, lane: CountedLane): void {
  const [one, two] = lane.steps;
  const mode = ({ sign }: SignedWhole, step: CountedLane['steps'][number]) =>
    sign < 0 ? step.negative : step.positive;
  numbers[at + L.valueMantissa] = lane.contractValue.mantissa;
  numbers[at + L.valueScale] = lane.contractValue.scale;
  numbers[at + L.base] = baseOf(lane);
  numbers[at + L.rate] = lane.rate.mantissa;
  numbers[at + L.rateScale] = lane.rate.scale;
  numbers[at + L.sign] = lane.rate.sign;
  numbers[at + L.steps] = lane.steps.length;
  numbers[at + L.scale1] = one!.scale;
  numbers[at + L.mode1] = mode(lane.rate, one!);
  numbers[at + L.scale2] = two?.scale ?? 0;
  numbers[at + L.mode2] = two === undefined ? 0 : mode(lane.rate, two);
  numbers[at + L.scale] = (two ?? one)!.scale;
  numbers[at + L.allowance] = lane.allowance;
  numbers[at + L.telling] = lane.tellingBase;
  numbers[at + L.made] = lane.made ? 1 : 0;
  numbers[at + L.stream] = lane.stream;
  numbers[at + L.roundings] = lane.roundings;
  numbers[at + L.makerRate] = lane.asMaker?.mantissa ?? -1;
  numbers[at + L.makerScale] = lane.asMaker?.scale ?? 0;
  numbers[at + L.makerSign] = lane.asMaker?.sign ?? 1;
  numbers[at + L.hour] = -1;
  numbers[at + L.broken] = -1;
  numbers[at + L.positiveMode] = one!.positive;
  numbers[at + L.negativeMode] = one!.negative;
  numbers[at + L.makerMode] = lane.asMaker === null ? 0 : mode(lane.asMaker, one!);
  const alike = two === undefined || two.scale === one!.scale;
  const named = setNames(numbers, at, lane);
  numbers[at + L.plain] =
    named && alike && lane.worth === 'product' && lane.roundings < QUICK_ROUNDINGS ? 1 : 0;
}
