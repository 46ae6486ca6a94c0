/** The quick part of a kernel: takes the plain rows of a block, and leaves all others to the host. */
import { take } from './fills';
import { DESK_NEXT, deskAt, leftAt, surveys } from './kernel-layout';
import { stateAt } from './layout';
import { open, opens } from './row';
import { weigh } from './survey';

/**
 * Counts the plain ones of the rows from `from` on, as far as one that opens something; the desk takes where it stopped.
 * @returns how many are left, whose numbers stand at `leftAt`
 */
export function count(from: i32, rows: i32): i32 {
  let left = 0;
  let row = from;
  open();
  while (row < rows && !opens) {
    if (load<u8>(stateAt + row) != 0 || !(surveys ? weigh(row) : take(row))) {
      store<i32>(leftAt + (left << 2), row);
      left++;
    }
    row++;
  }
  store<f64>(deskAt, <f64>row, DESK_NEXT);
  return left;
}
