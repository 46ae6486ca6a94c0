/** Rows that are read singly whatever they look like, in file order. */
import { type Columns, HARD } from './columns.ts';

export class ForcedRows {
  /** Place of the next of them. */
  next: number;
  private readonly places: Float64Array;
  private at = 0;

  /** @param places ascending @param from those before it are left out */
  constructor(places: Float64Array, from: number) {
    this.places = places;
    while (this.at < places.length && places[this.at]! < from) this.at++;
    this.next = places[this.at] ?? -1;
  }

  /** Makes those among the rows of a block hard. @param place of the block's first byte */
  mark(place: number, { rows, start, state }: Columns): void {
    if (rows === 0 || this.next < 0 || this.next > place + start[rows - 1]!) return;
    let { at } = this;
    for (let row = 0; row < rows && at < this.places.length; row++) {
      if (place + start[row]! !== this.places[at]) continue;
      state[row] = HARD;
      at += 1;
    }
  }

  /** A row was passed. */
  pass(place: number): void {
    if (place === this.next) this.next = this.places[++this.at] ?? -1;
  }
}
