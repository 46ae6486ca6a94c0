/** Thrown where an input turns out not to be for the fast engine; it is then read by the reference engine from its start. */
export class Declined extends Error {
  /** Why, in words. */
  readonly reason: string;

  constructor(reason: string) {
    super(reason);
    this.reason = reason;
  }
}
