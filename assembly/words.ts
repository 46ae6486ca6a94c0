/** The words of a row → which combination of words it is, told apart byte by byte. */
import { BLANK, ascending, stops } from './bytes';
import { keyAt, placesAt, entriesAt, storeAt, storeEnd, maxCombos } from './layout';

/** True = the combination of words that stands at `key` may be taken in. */
@external('host', 'admits')
declare function admits(key: usize, blocks: i32): bool;

const MAX_WORD: usize = 100;
const MAX_PROBES: i32 = 64;

const BANNED: i32 = -1;
/** No room for another combination, or looking it up would take too long. */
export const FULL: i32 = -2;

/** Combinations that have a number. */
export let combos: i32 = 0;

let keyEnd: usize = 0;
let hash: u64 = 0;
let placeMask: i32 = 2047;
let entries: i32 = 0;
/** Bytes of `store` that are taken. */
let stored: usize = 0;

/** A row begins. */
@inline
export function beginWords(): void {
  keyEnd = keyAt;
  hash = 0;
}

/** An asset that is not there, since its number is not. */
export function emptyWord(): void {
  v128.store(keyEnd, i64x2.splat(0));
  keyEnd += 16;
}

/** The sign of a number as a word. */
export function signWord(minus: bool): void {
  const low: u64 = minus ? 45 : 43;
  const high: u64 = 1 << 56;
  store<u64>(keyEnd, low);
  store<u64>(keyEnd, high, 8);
  hash = mix(hash, low, high);
  keyEnd += 16;
}

/** A word goes to the key in blocks of sixteen bytes; its last block has the bytes' count, 0–15, in place of the sixteenth. */
export function word(from: usize, stop: v128): usize {
  if (load<u8>(from) == BLANK) return 0;
  let at = from;
  let key = keyEnd;
  let mixed = hash;
  let bytes = v128.load(at);
  let marks = stops(bytes, stop);
  while (marks == 0) {
    if (at - from >= MAX_WORD) return 0;
    v128.store(key, bytes);
    mixed = mix(mixed, load<u64>(key), load<u64>(key, 8));
    key += 16;
    at += 16;
    bytes = v128.load(at);
    marks = stops(bytes, stop);
  }
  const count = ctz(marks);
  at += count;
  if (at - from > MAX_WORD || (at > from && load<u8>(at - 1) == BLANK)) return 0;
  bytes = v128.and(bytes, i8x16.lt_u(ascending(), i8x16.splat(<i8>count)));
  const low = <u64>i64x2.extract_lane(bytes, 0);
  const high = <u64>i64x2.extract_lane(bytes, 1) | ((<u64>count) << 56);
  store<u64>(key, low);
  store<u64>(key, high, 8);
  hash = mix(mixed, low, high);
  keyEnd = key + 16;
  return at;
}

@inline
function mix(state: u64, low: u64, high: u64): u64 {
  const first = (state ^ low) * 0x9e3779b97f4a7c15;
  const second = ((first ^ (first >> 32)) + high) * 0xd6e8feb86659fd93;
  return second ^ (second >> 32);
}

/** The number of the combination of the row's words; a new one is taken up. */
export function find(): i32 {
  let place = <i32>hash & placeMask;
  const size = keyEnd - keyAt;
  for (let probes = 0; probes < MAX_PROBES; probes++) {
    const entry = load<i32>(placesAt + (place << 2)) - 1;
    if (entry < 0) return add(place, size);
    const record = entriesAt + (entry << 4);
    if (load<u64>(record) == hash && equals(load<u32>(record, 12), size)) return load<i32>(record, 8);
    place = (place + 1) & placeMask;
  }
  return FULL;
}

@inline
function equals(other: usize, size: usize): bool {
  for (let at: usize = 0; at < size; at += 16) {
    if (v128.any_true(v128.xor(v128.load(keyAt + at), v128.load(other + at)))) return false;
  }
  return true;
}

function add(place: i32, size: usize): i32 {
  const target = storeAt + stored;
  if (entries == maxCombos || target + size > storeEnd) return FULL;
  const number = admits(keyAt, <i32>(size >> 4)) ? combos++ : BANNED;
  const entry = entries++;
  const record = entriesAt + (entry << 4);
  store<u64>(record, hash);
  store<i32>(record, number, 8);
  store<u32>(record, <u32>target, 12);
  memory.copy(target, keyAt, size);
  stored += size;
  store<i32>(placesAt + (place << 2), entry + 1);
  if (entries * 2 > placeMask) grow();
  return number;
}

function grow(): void {
  placeMask = placeMask * 2 + 1;
  memory.fill(placesAt, 0, <usize>(placeMask + 1) << 2);
  for (let entry = 0; entry < entries; entry++) {
    let place = <i32>load<u64>(entriesAt + (entry << 4)) & placeMask;
    while (load<i32>(placesAt + (place << 2)) != 0) place = (place + 1) & placeMask;
    store<i32>(placesAt + (place << 2), entry + 1);
  }
}
