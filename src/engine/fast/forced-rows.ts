/** Rows that are read singly whatever they look like, in file order. */
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

  /** A row was passed. */
  pass(place: number): void {
    if (place === this.next) this.next = this.places[++this.at] ?? -1;
  }
}
