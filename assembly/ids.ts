/** The ids of a row, as `row-ids.ts` and `kernel.ts` look at them. */
import { PLUS, ZERO } from './bytes';
import { S_GREATEST_ID, S_IDS, S_LEAST_ID, idAt, ids, isKeyAt, tradeId } from './kernel-layout';
import { base, blockRows, idEndAt, idStartAt, idValueAt } from './layout';

/** Shorter texts may be words for nothing, longer ones that end in zeros may have been rounded by a spreadsheet. */
const LONGEST_BLANK: i32 = 8;
const DAMAGED_FROM: i32 = 18;
const LONGEST_ID: i32 = 200;
const DOT: i32 = 46;
const COMMA: i32 = 44;
const LOWER_E: i32 = 101;

/** Value of a row's trade id; −1 = it is none, or a text. */
@inline
export function tradeIdOf(row: i32): f64 {
  return tradeId < 0 ? -1 : load<f64>(idValueAt + ((tradeId * blockRows + row) << 3));
}

/** Every id can be taken as it stands. */
@inline
export function idsFit(row: i32): bool {
  for (let index = 0; index < ids; index++) {
    const place = load<i32>(idAt + (index << 2)) * blockRows + row;
    if (load<f64>(idValueAt + (place << 3)) >= 0) continue;
    const from = load<i32>(idStartAt + (place << 2));
    const length = load<i32>(idEndAt + (place << 2)) - from;
    if (length == 0) {
      if (load<u8>(isKeyAt + index) != 0) return false;
    } else if (length <= LONGEST_BLANK || length > LONGEST_ID || !isText(base + from, length)) return false;
  }
  return true;
}

/** True for what is no number, however written. */
function isText(from: usize, length: i32): bool {
  if (length >= DAMAGED_FROM && load<u8>(from + length - 1) == ZERO && load<u8>(from + length - 2) == ZERO) return false;
  for (let at = from; at < from + length; at++) {
    const byte = <i32>load<u8>(at);
    if ((byte | 32) != LOWER_E && <u32>(byte - ZERO) >= 10 && byte != DOT && byte != COMMA && byte != PLUS) return true;
  }
  return false;
}

/** Counts the trade id of a row in the sums of its bin. @returns false where it is no short number */
@inline
export function noteId(sums: usize, row: i32): bool {
  const count = load<f64>(sums + S_IDS);
  if (count < 0) return true;
  const id = tradeIdOf(row);
  if (id <= 0) return false;
  store<f64>(sums + S_IDS, count + 1);
  const least = load<f64>(sums + S_LEAST_ID);
  if (least == 0 || id < least) store<f64>(sums + S_LEAST_ID, id);
  if (id > load<f64>(sums + S_GREATEST_ID)) store<f64>(sums + S_GREATEST_ID, id);
  return true;
}
