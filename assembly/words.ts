/** The words of a row → which combination of words it is, told apart byte by byte. */
import { BLANK, DASH, PLUS, firstOf } from './bytes';
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
  const block = i64x2.replace_lane(i64x2.splat(minus ? DASH : PLUS), 1, 1 << 56);
  v128.store(keyEnd, block);
  hash = mix(hash, block);
  keyEnd += 16;
}

/** A word goes to the key in blocks of sixteen bytes; its last block has the bytes' count, 0–15, in place of the sixteenth. */
export function word(from: usize, end: usize): usize {
  if (load<u8>(from) == BLANK || end - from > MAX_WORD) return 0;
  let at = from;
  let key = keyEnd;
  let mixed = hash;
  let bytes = v128.load(at);
  while (end - at >= 16) {
    v128.store(key, bytes);
    mixed = mix(mixed, bytes);
    key += 16;
    at += 16;
    bytes = v128.load(at);
  }
  if (end > from && load<u8>(end - 1) == BLANK) return 0;
  const count = <i32>(end - at);
  bytes = i8x16.replace_lane(firstOf(bytes, count), 15, <u8>count);
  v128.store(key, bytes);
  hash = mix(mixed, bytes);
  keyEnd = key + 16;
  return end;
}

/** Goes on with a hash: products do not wait for what came before them. */
@inline
function mix(state: u64, block: v128): u64 {
  const low = <u64>i64x2.extract_lane(block, 0) * 0x9e3779b97f4a7c15;
  const high = <u64>i64x2.extract_lane(block, 1) * 0xd6e8feb86659fd93;
  return rotl<u64>(state, 23) + (low ^ rotl<u64>(high, 32));
}

/** The number of the combination of the row's words; a new one is taken up. */
export function find(): i32 {
  hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccd;
  hash = (hash ^ (hash >> 29)) * 0xc4ceb9fe1a85ec53;
  hash ^= hash >> 32;
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
