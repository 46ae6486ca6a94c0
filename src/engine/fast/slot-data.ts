/** What came of slots (`hour-slots.ts`), in columns: there can be many, and as objects they would take five times as much. */
import type { Mark } from '../../domain/mark.ts';

/** A set of neighbouring candidates [low, high) that reproduce fees of one stream in one hour. */
export interface FilledSlot {
  readonly stream: number;
  /** Hours since 1970. */
  readonly hour: number;
  readonly low: number;
  readonly high: number;
  readonly fills: number;
  readonly first: Mark;
  readonly last: Mark;
}

/** Plain data; each slot has two edges, its first and its last fill. */
export interface SlotData {
  /** By slot: as of `FilledSlot`. */
  readonly streams: Int32Array;
  readonly hours: Int32Array;
  readonly lows: Int32Array;
  readonly highs: Int32Array;
  readonly fills: Float64Array;
  /** By edge: its time, the value of its id (−1 = it is in `texts`, or there is none) and the number of its symbol. */
  readonly times: Float64Array;
  readonly ids: Float64Array;
  readonly symbolNumbers: Int32Array;
  readonly texts: ReadonlyMap<number, string>;
  readonly symbols: readonly string[];
}

export function* slotsIn(data: SlotData): Generator<FilledSlot> {
  const { streams, hours, lows, highs, fills, times, ids, symbolNumbers, texts, symbols } = data;
  const edge = (at: number): Mark => {
    const tradeId = ids[at]! >= 0 ? String(ids[at]!) : (texts.get(at) ?? null);
    return { time: times[at]!, tradeId, symbol: symbols[symbolNumbers[at]!]! };
  };
  for (const [slot, stream] of streams.entries()) {
    const [hour, low, high] = [hours[slot]!, lows[slot]!, highs[slot]!];
    const [first, last] = [edge(slot * 2), edge(slot * 2 + 1)];
    yield { stream, hour, low, high, fills: fills[slot]!, first, last };
  }
}
