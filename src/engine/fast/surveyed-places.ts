/** How surveyed lanes stand in memory, and their candidates beside them, for the quick part of the kernel. */
import { unitOf } from '../../domain/decimal.ts';
import { tellingBase } from '../rate-evidence.ts';
import { type KernelRoom, MAX_RATES, MAX_SCALE, RATE_WIDTH } from './kernel-room.ts';
import type { SignedWhole, SurveyedLane } from './lane.ts';
import { setNames } from './lane-names.ts';
import { baseOf, L, SURVEYED } from './lane-places.ts';

/** By decimals of a fee: the base, in 10^−8, above which it tells its rate by itself. */
export const TELLING = Float64Array.from({ length: MAX_SCALE + 1 }, (_, scale) =>
  tellingBase(unitOf(scale)).times('1e8').toNumber(),
);

export class SurveyedPlaces {
  private readonly room: KernelRoom | null;
  /** Where the candidates of lanes begin in the list. */
  private readonly lists = new Map<string, number>();
  private listed = 0;

  /** @param room of the quick part; null = there is none */
  constructor(room: KernelRoom | null) {
    this.room = room;
    room?.telling.set(TELLING);
  }

  set(numbers: Float64Array, at: number, lane: SurveyedLane): void {
    numbers[at + L.valueMantissa] = lane.contractValue.mantissa;
    numbers[at + L.valueScale] = lane.contractValue.scale;
    numbers[at + L.base] = baseOf(lane);
    numbers[at + L.steps] = lane.venue === null ? 1 : 2;
    numbers[at + L.scale1] = lane.venue?.scale ?? 0;
    numbers[at + L.mode1] = lane.venue?.positive ?? 0;
    numbers[at + L.mode2] = lane.venue?.negative ?? 0;
    numbers[at + L.scale] = lane.scale;
    numbers[at + L.stream] = lane.stream;
    numbers[at + L.hour] = -1;
    numbers[at + SURVEYED.volumeHour] = -1;
    numbers[at + SURVEYED.count] = lane.candidates.length;
    numbers[at + SURVEYED.spread] = lane.spread ? 1 : 0;
    numbers[at + SURVEYED.guess] = 0;
    numbers[at + SURVEYED.begin] = Number.POSITIVE_INFINITY;
    const list = this.listOf(lane.candidates);
    numbers[at + SURVEYED.candidates] = list ?? 0;
    const named = setNames(numbers, at, { ...lane, orderPrefix: null });
    numbers[at + L.plain] = named && list !== null && lane.volume < 0 && lane.worth === 'product' ? 1 : 0;
  }

  /** Where these stand in the list; null = there is no room for them. */
  private listOf(candidates: readonly SignedWhole[]): number | null {
    if (this.room === null) return null;
    const key = candidates.map(({ mantissa, scale, sign }) => `${sign * mantissa}e-${scale}`).join(' ');
    const known = this.lists.get(key);
    if (known !== undefined) return known;
    if (this.listed + candidates.length > MAX_RATES) return null;
    const list = this.listed;
    for (const { mantissa, scale, sign } of candidates) {
      this.room.rates.set([mantissa, scale, sign], RATE_WIDTH * this.listed++);
    }
    this.lists.set(key, list);
    return list;
  }
}
