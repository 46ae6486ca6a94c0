/** What the host tells about the file to be read, and where everything stands in memory; see `WasmScanner`. */

/** Places in a wanted cell: where its column's end is noted in a row, what it is, its slot, what a number is dressed with (an asset, a sign), whether it may be nothing, and up to three arrays. */
export const CELL_BYTES: usize = 32;
export const COLUMN: usize = 0;
export const KIND: usize = 4;
export const SLOT: usize = 8;
export const DRESS: usize = 12;
export const GLUED: usize = 12;
export const SIGN: usize = 13;
export const OPTIONAL: usize = 14;
export const FIRST: usize = 16;
export const SECOND: usize = 20;
export const THIRD: usize = 24;

export let width: i32 = 0;
export let delimiter: i32 = 0;
export let epoch: bool = false;
export let anyUnit: bool = false;
export let shortYear: bool = false;
export let minutesEast: i32 = 0;
export let blockRows: i32 = 0;
export let maxCombos: i32 = 0;
/** The byte before a number's fraction, and the one between its thousands; 0 = there is none. */
export let point: i32 = 0;
export let mark: i32 = 0;
/** Times in the manner of a browser, `clock first` = `14:35 2024-11-16` too; 0, or 1 = the month stands first, 2 = the day, 3 = not known. */
export let browser: i32 = 0;
export let clockFirst: bool = false;
/** Of each number, whether its sign is a word (1), and is taken off (2). */
export let signs: usize = 0;
export let earliest: i64 = 0;
export let latest: i64 = 0;
export let kinds: usize = 0;
export let slots: usize = 0;
export let optional: usize = 0;
export let glued: usize = 0;
/** The wanted cells. */
export let cellsAt: usize = 0;
export let stateAt: usize = 0;
export let startAt: usize = 0;
export let endAt: usize = 0;
export let lineAt: usize = 0;
export let timeAt: usize = 0;
export let mantissaAt: usize = 0;
export let scaleAt: usize = 0;
export let writtenAt: usize = 0;
export let comboAt: usize = 0;
export let idStartAt: usize = 0;
export let idEndAt: usize = 0;
export let idValueAt: usize = 0;
export let keyAt: usize = 0;
export let placesAt: usize = 0;
export let entriesAt: usize = 0;
export let storeAt: usize = 0;
export let storeEnd: usize = 0;

/** Where the buffer would begin whose bytes are read: places in it are told from here on. */
export let base: usize = 0;

export function setBase(buffer: usize): void {
  base = buffer;
}

/** Reads plan and places from 32-bit numbers at `at`. */
export function setLayout(at: usize): void {
  width = load<i32>(at);
  delimiter = load<i32>(at, 4);
  epoch = load<i32>(at, 8) != 0;
  anyUnit = load<i32>(at, 12) != 0;
  shortYear = load<i32>(at, 16) != 0;
  minutesEast = load<i32>(at, 20);
  blockRows = load<i32>(at, 24);
  maxCombos = load<i32>(at, 28);
  kinds = load<u32>(at, 32);
  slots = load<u32>(at, 36);
  optional = load<u32>(at, 40);
  glued = load<u32>(at, 44);
  stateAt = load<u32>(at, 48);
  startAt = load<u32>(at, 52);
  endAt = load<u32>(at, 56);
  lineAt = load<u32>(at, 60);
  timeAt = load<u32>(at, 64);
  mantissaAt = load<u32>(at, 68);
  scaleAt = load<u32>(at, 72);
  writtenAt = load<u32>(at, 76);
  comboAt = load<u32>(at, 80);
  idStartAt = load<u32>(at, 84);
  idEndAt = load<u32>(at, 88);
  idValueAt = load<u32>(at, 92);
  keyAt = load<u32>(at, 96);
  placesAt = load<u32>(at, 100);
  entriesAt = load<u32>(at, 104);
  storeAt = load<u32>(at, 108);
  storeEnd = load<u32>(at, 112);
  point = load<i32>(at, 136);
  mark = load<i32>(at, 140);
  browser = load<i32>(at, 144);
  clockFirst = load<i32>(at, 148) != 0;
  signs = load<u32>(at, 152);
  cellsAt = load<u32>(at, 156);
  earliest = <i64>load<f64>(at, 120);
  latest = <i64>load<f64>(at, 128);
}
