/** Thrown where an input turns out not to be for the fast engine; it is then read by the reference engine from its start. */
export class Declined extends Error {
  /** Why, in words. */
  readonly reason: string;
  /** What the user can do about it; null = nothing. */
  readonly remedy: string | null;

  constructor(reason: string, remedy: string | null = null) {
    super(reason);
    this.reason = reason;
    this.remedy = remedy;
  }
}
