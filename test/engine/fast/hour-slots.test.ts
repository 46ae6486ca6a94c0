/** What is counted by stream, hour and set of rates, against a plain map: more slots than there is room for at first, many sets in one hour. */
import { expect, test } from 'vitest';
import { compareMarks, type Mark } from '../../../src/domain/mark.ts';
import { Budget, MEMORY } from '../../../src/engine/fast/budget.ts';
import { HourSlots } from '../../../src/engine/fast/hour-slots.ts';
import { type FilledSlot, slotsIn } from '../../../src/engine/fast/slot-data.ts';
import { seeded } from '../../support/exports.ts';

const SYMBOLS = ['A', 'B', 'A', 'C'];

test.each([
  ['ids that are numbers', (below: (most: number) => number) => below(500)],
  ['ids that are texts, or none', () => -1],
])('%s', (_, idOf) => {
  const below = seeded(5);
  const slots = new HourSlots(null, new Budget(1e9, MEMORY));
  const plain = new Map<string, FilledSlot>();
  let texts: (string | null)[] = [];
  const names = { symbol: (lane: number) => SYMBOLS[lane]!, tradeId: (row: number) => texts[row]! };
  for (let block = 0; block < 60; block++) {
    texts = Array.from({ length: 100 }, () => (below(9) === 0 ? null : `x${below(500)}`));
    for (let row = 0; row < 100; row++) {
      const [stream, hour, low, high] = [below(4), 400 + below(40), below(9) - 12, below(4)];
      const [id, lane, time] = [idOf(below), below(4), hour * 3_600_000 + below(50)];
      slots.add(slots.slotOf(stream, hour, low, high), time, id, lane, row, names);
      const tradeId = id >= 0 ? String(id) : texts[row]!;
      const mark: Mark = { time, tradeId, symbol: SYMBOLS[lane]! };
      const key = [stream, hour, low, high].join();
      const known = plain.get(key) ?? { stream, hour, low, high, fills: 0, first: mark, last: mark };
      const first = compareMarks(mark, known.first) < 0 ? mark : known.first;
      const last = compareMarks(mark, known.last) > 0 ? mark : known.last;
      plain.set(key, { ...known, fills: known.fills + 1, first, last });
    }
    slots.endBlock(names);
  }
  slots.slotOf(9, 9, 9, 9);
  const filled = [...slotsIn(structuredClone(slots.filled(names.symbol)))];
  expect(filled.length).toBeGreaterThan(2048);
  // In the order in which they came first; one that counted nothing is left out.
  expect(filled).toEqual([...plain.values()]);
});
