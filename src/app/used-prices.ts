/** The user's prices as the engine asks for them: not older than they may be, and with a memory of the oldest used. */
import type { Conversion } from '../domain/fee.ts';
import type { PriceSource } from '../domain/judgement.ts';
import { DAY, formatShort, HOUR, type Instant, MINUTE } from '../domain/time.ts';
import type { Prices } from '../ingest/prices.ts';

/** A price converts fees for this long; an older one is as good as none. */
export const MAX_PRICE_AGE = 7 * DAY;

export class UsedPrices implements PriceSource {
  readonly file: string;
  private readonly prices: Prices;
  private oldest: { readonly age: number; readonly pair: string; readonly at: Instant } | null = null;
  private tooOld: { readonly pair: string; readonly at: Instant } | null = null;

  /** @param file as it is named in the report */
  constructor(prices: Prices, file: string) {
    this.prices = prices;
    this.file = file;
  }

  price(asset: string, quote: string, at: Instant): (Conversion & { readonly time: Instant }) | null {
    const found = this.prices.price(asset, quote, at);
    if (found === null) return null;
    const age = at - found.time;
    const pair = `${asset} in ${quote}`;
    if (age > MAX_PRICE_AGE) {
      if (this.tooOld === null || at < this.tooOld.at) this.tooOld = { pair, at };
      return null;
    }
    const older =
      this.oldest === null || age > this.oldest.age || (age === this.oldest.age && at < this.oldest.at);
    if (older) this.oldest = { age, pair, at };
    return found;
  }

  /** How old the prices were that converted fees. */
  notes(): string[] {
    const notes: string[] = [];
    if (this.oldest !== null) {
      const { age, pair, at } = this.oldest;
      notes.push(
        `${this.file}: each fee is converted at the last price before its fill; the oldest one used was ${ageOf(age)} old (${pair}, fill of ${formatShort(at)})`,
      );
    }
    if (this.tooOld !== null) {
      const { pair, at } = this.tooOld;
      notes.push(
        `${this.file}: the last price of ${pair} before ${formatShort(at)} is more than 7 days old and is not used`,
      );
    }
    return notes;
  }
}

function ageOf(milliseconds: number): string {
  if (milliseconds >= DAY)
    return `${Math.floor(milliseconds / DAY)} d ${Math.floor((milliseconds % DAY) / HOUR)} h`;
  if (milliseconds >= HOUR)
    return `${Math.floor(milliseconds / HOUR)} h ${Math.floor((milliseconds % HOUR) / MINUTE)} m`;
  return `${Math.floor(milliseconds / MINUTE)} m`;
}
