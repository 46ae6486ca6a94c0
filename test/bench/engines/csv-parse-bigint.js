/** What a careful script does: csv-parse and whole numbers, row by row: `node csv-parse-bigint.js FILE`. */
import { createReadStream } from 'node:fs';
import { parse } from 'csv-parse';
import { FEE_SCALE, lineOf, print, RATES, TOLERANCE, units, VOLUME_SCALE } from '../answer.js';

/** A fee at volume scale + 4 decimals, in units of the last decimal of a fee. */
const DIVISOR = 10n ** BigInt(VOLUME_SCALE + 4 - FEE_SCALE);

const groups = new Map();
let head;
const parser = createReadStream(process.argv[2], { highWaterMark: 1 << 20 }).pipe(parse());
parser.on('data', (cells) => {
  if (head === undefined) {
    head = Object.fromEntries(cells.map((name, index) => [name, index]));
    return;
  }
  const liquidity = cells[head.liquidity];
  const key = `${cells[head.symbol]},${liquidity},${cells[head.time].slice(0, 10)}`;
  let group = groups.get(key);
  if (group === undefined) {
    group = { fills: 0, volume: 0n, charged: 0n, expected: 0n, off: 0 };
    groups.set(key, group);
  }
  const volume = units(cells[head.price], 8) * units(cells[head.qty], 8);
  const charged = units(cells[head.fee], FEE_SCALE);
  const expected = (volume * RATES[liquidity].tenThousandths + DIVISOR / 2n) / DIVISOR;
  const difference = charged - expected;
  group.fills++;
  group.volume += volume;
  group.charged += charged;
  group.expected += expected;
  if (difference > TOLERANCE || difference < -TOLERANCE) group.off++;
});
parser.on('end', () => print([...groups].map(([key, group]) => lineOf(key, group))));
