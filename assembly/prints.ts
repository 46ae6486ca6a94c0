/** Fingerprints of trades and orders, as `Print` in `duplicate-index.ts` makes them. */
import { KEY_PRINT, ORDER_PRINT, SIDE, SIDE_LENGTH, hasKeys, orderId, printsAt, tradeId } from './kernel-layout';
import { base, blockRows, idEndAt, idStartAt } from './layout';

const SEPARATOR: u32 = 0x1f;
const FIRST: u32 = 0x9e3779b1;
const SECOND: u32 = 0x85ebca77;
const LENGTH: u32 = 0xc2b2ae35;

let a: u32 = 0;
let b: u32 = 0;
let length: u32 = 0;

/** Notes the fingerprints of a row's trade and order; 0 = it has none. */
export function note(lane: usize, row: i32): void {
  if (hasKeys) {
    const has = load<f64>(lane + KEY_PRINT, 16) >= 0;
    if (has) {
      begin(lane + KEY_PRINT);
      id(tradeId, row);
      finishKey(lane);
    }
    put(0, row, has);
  }
  if (orderId < 0) return;
  const ordered = load<f64>(lane + ORDER_PRINT, 16) >= 0 && !isEmpty(orderId, row);
  if (ordered) {
    begin(lane + ORDER_PRINT);
    id(orderId, row);
  }
  put(1, row, ordered);
}

@inline
function isEmpty(slot: i32, row: i32): bool {
  const place = (slot * blockRows + row) << 2;
  return load<i32>(idStartAt + place) == load<i32>(idEndAt + place);
}

/** Goes on from the fingerprint of what stands before an id. */
@inline
function begin(from: usize): void {
  a = <u32>load<f64>(from);
  b = <u32>load<f64>(from, 8);
  length = <u32>load<f64>(from, 16);
}

@inline
function stir(word: u32): void {
  a = (a ^ word) * FIRST;
  a ^= a >>> 15;
  b = (b ^ word) * SECOND;
  b ^= b >>> 13;
}

/** Adds an id, four bytes at a time. */
function id(slot: i32, row: i32): void {
  const place = (slot * blockRows + row) << 2;
  let at = base + load<i32>(idStartAt + place);
  const end = base + load<i32>(idEndAt + place);
  length += <u32>(end - at);
  for (; at + 4 <= end; at += 4) stir(bswap<u32>(load<u32>(at)));
  if (at == end) return;
  let word: u32 = 0;
  for (; at < end; at++) word = (word << 8) | load<u8>(at);
  stir(word);
}

/** Adds the side behind a key. */
@inline
function finishKey(lane: usize): void {
  stir(SEPARATOR);
  stir(<u32>load<f64>(lane + SIDE));
  length += 1 + <u32>load<f64>(lane + SIDE_LENGTH);
}

/** Writes down the fingerprint that was made. */
@inline
function put(kind: i32, row: i32, has: bool): void {
  const place = printsAt + ((kind * 2 * blockRows + row) << 2);
  store<u32>(place, has ? mix(a ^ length) | 1 : 0);
  store<u32>(place + (blockRows << 2), has ? mix(b + length * LENGTH) : 0);
}

function mix(value: u32): u32 {
  let mixed = value ^ (value >>> 16);
  mixed *= 0x7feb352d;
  mixed ^= mixed >>> 15;
  mixed *= 0x846ca68b;
  return mixed ^ (mixed >>> 16);
}
