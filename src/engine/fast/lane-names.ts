/** How the names of a lane stand in memory, for the quick part of a kernel. */
import { printOf } from '../duplicate-index.ts';
import type { CountedLane } from './lane.ts';
import { L } from './lane-places.ts';

/** Writes down symbol, key and order. @returns false where the quick part cannot do with them */
export function setNames(
  numbers: Float64Array,
  at: number,
  { symbol, ...lane }: Pick<CountedLane, 'symbol' | 'keyPrefix' | 'keySuffix' | 'orderPrefix'>,
): boolean {
  const name = nameOf(symbol);
  new DataView(numbers.buffer, numbers.byteOffset).setBigUint64((at + L.name) * 8, name ?? 0n, true);
  return setPrints(numbers, at, lane) && name !== null;
}

/** The first eight characters of a symbol as a number that compares as they do; null where some are not ASCII. */
function nameOf(symbol: string): bigint | null {
  let name = 0n;
  for (let index = 0; index < 8; index++) {
    const code = index < symbol.length ? symbol.charCodeAt(index) : 0;
    if (code > 127) return null;
    name = name * 256n + BigInt(code);
  }
  return name;
}

function setPrints(
  numbers: Float64Array,
  at: number,
  { keyPrefix, keySuffix, orderPrefix }: Pick<CountedLane, 'keyPrefix' | 'keySuffix' | 'orderPrefix'>,
): boolean {
  const set = (place: number, text: string) => {
    const { a, b, length } = printOf(text);
    numbers.set([a >>> 0, b >>> 0, length], at + place);
  };
  set(L.keyPrint, `${keyPrefix}\u001f`);
  if (orderPrefix === null) numbers[at + L.orderPrint + 2] = -1;
  else set(L.orderPrint, orderPrefix);
  // A separator, then a word of up to four characters.
  const side = keySuffix.slice(1);
  if (keySuffix[0] !== '\u001f' || side.length > 4) return false;
  numbers[at + L.side] = Buffer.from(side).readUIntBE(0, side.length);
  numbers[at + L.sideLength] = side.length;
  return true;
}
