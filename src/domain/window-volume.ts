/** Traded value of one account at one venue by the hour, from which any window is summed. Bounded by time, not by fills. */
import { type Decimal, ZERO } from './decimal.ts';
import type { Liquidity } from './fill.ts';
import type { Kind } from './instrument.ts';
import type { Evaluation } from './schedule.ts';
import { HOUR, type Instant } from './time.ts';

/** Fills that are counted alike. */
interface Lane {
  readonly product: string;
  readonly kind: Kind;
  readonly liquidity: Liquidity;
  /** Rate table of its symbol: `Group 1`; `Group 1 or Group 2` where it is not known; null where there is one table. */
  readonly group: string | null;
  /** Hours since 1970 → Σ USD. */
  readonly hours: Map<number, Decimal>;
  sums: { readonly hours: readonly number[]; readonly upTo: readonly Decimal[] } | null;
}

/** What fills that are counted alike share. */
export type Counted = Pick<Lane, 'product' | 'kind' | 'liquidity' | 'group'>;

type Part = (lane: Lane) => boolean;

const PARTS: Readonly<Record<string, (product: string) => Part>> = {
  volume: (product) => (lane) => lane.product === product,
  makerVolume: (product) => (lane) => lane.product === product && lane.liquidity === 'maker',
  spotVolume: () => (lane) => lane.kind === 'spot',
  futuresVolume: () => (lane) => lane.kind === 'linear' || lane.kind === 'inverse',
  optionsVolume: () => (lane) => lane.kind === 'option',
};

/** Volume of one rate table by side of the book, in USD. */
export interface GroupFlow {
  readonly group: string | null;
  readonly maker: Decimal;
  readonly taker: Decimal;
  /** Of fills whose side is not known. */
  readonly other: Decimal;
}

/** Why a fill is in no volume. */
export type Uncounted = 'no price in USD' | 'contract value not known' | 'venue does not count it';

export class WindowVolume {
  /** Earliest and latest fill, counted or not; null without fills. */
  span: { from: Instant; to: Instant } | null = null;
  readonly uncounted = new Map<Uncounted, number>();
  private readonly lanes = new Map<string, Lane>();

  /** @param usd traded value in USD; a reason where it has none or counts for nothing */
  add(counted: Counted, time: Instant, usd: Decimal | Uncounted): void {
    this.addMany(counted, { from: time, to: time }, 1, usd);
  }

  /** Adds fills of one hour at once, see `add`. @param span from the earliest to the latest of them */
  addMany(
    { product, kind, liquidity, group }: Counted,
    { from, to }: { readonly from: Instant; readonly to: Instant },
    fills: number,
    usd: Decimal | Uncounted,
  ): void {
    if (this.span === null) this.span = { from, to };
    else {
      if (from < this.span.from) this.span.from = from;
      if (to > this.span.to) this.span.to = to;
    }
    if (typeof usd === 'string') {
      this.uncounted.set(usd, (this.uncounted.get(usd) ?? 0) + fills);
      return;
    }
    const key = [product, kind, liquidity, group ?? ''].join('\u001f');
    let lane = this.lanes.get(key);
    if (lane === undefined) {
      lane = { product, kind, liquidity, group, hours: new Map(), sums: null };
      this.lanes.set(key, lane);
    }
    const hour = Math.floor(from / HOUR);
    lane.hours.set(hour, (lane.hours.get(hour) ?? ZERO).plus(usd));
    lane.sums = null;
  }

  /**
   * Σ of a metric over [from, to), both on the hour; null where fills cannot show it.
   * @param product whose own volume `volume` and `makerVolume` mean
   */
  sum(metric: string, product: string, { weights }: Evaluation, from: Instant, to: Instant): Decimal | null {
    if (metric === 'weightedVolume') {
      if (weights === undefined) return null;
      return [...weights].reduce<Decimal>(
        (sum, [part, weight]) => sum.plus(weight.times(this.total(PARTS[part]!(product), from, to))),
        ZERO,
      );
    }
    const part = PARTS[metric];
    return part === undefined ? null : this.total(part(product), from, to);
  }

  /** Σ of one product over [from, to) by rate table and side of the book. */
  flows(product: string, from: Instant, to: Instant): GroupFlow[] {
    const own = [...this.lanes.values()].filter((lane) => lane.product === product);
    const groups = [...new Set(own.map(({ group }) => group))].sort();
    return groups.map((group) => {
      const of = (fits: (liquidity: Liquidity) => boolean) =>
        this.total(
          (lane) => lane.product === product && lane.group === group && fits(lane.liquidity),
          from,
          to,
        );
      return {
        group,
        maker: of((side) => side === 'maker'),
        taker: of((side) => side === 'taker'),
        other: of((side) => side !== 'maker' && side !== 'taker'),
      };
    });
  }

  private total(part: Part, from: Instant, to: Instant): Decimal {
    let sum = ZERO;
    for (const lane of this.lanes.values()) {
      if (!part(lane)) continue;
      const sums = sumsOf(lane);
      sum = sum.plus(before(sums, to / HOUR)).minus(before(sums, from / HOUR));
    }
    return sum;
  }
}

function sumsOf(lane: Lane): NonNullable<Lane['sums']> {
  if (lane.sums !== null) return lane.sums;
  const hours = [...lane.hours.keys()].sort((a, b) => a - b);
  let running = ZERO;
  const upTo = hours.map((hour) => {
    running = running.plus(lane.hours.get(hour)!);
    return running;
  });
  lane.sums = { hours, upTo };
  return lane.sums;
}

/** Σ of all hours before `hour`. */
function before({ hours, upTo }: NonNullable<Lane['sums']>, hour: number): Decimal {
  let [low, high] = [0, hours.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (hours[middle]! < hour) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? ZERO : upTo[low - 1]!;
}
