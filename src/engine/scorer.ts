/** Scoring a stream of snapshots: every book finds its market, every row its bucket. Memory holds tallies, never snapshots. */
import { Decimal } from '../domain/decimal.ts';
import { compareText } from '../domain/mark.ts';
import { type InstrumentBook, marketSnapshot } from '../domain/rewards/book.ts';
import { largestMultiplier } from '../domain/rewards/distance.ts';
import { factorAt, type MarketPlace, marketOf, type ProgramVersion } from '../domain/rewards/program.ts';
import type { ScoredMarket } from '../domain/rewards/score.ts';
import { MarketTally } from '../domain/rewards/tally.ts';
import type { Instant, Span } from '../domain/time.ts';
import type { BookInstant } from '../ingest/snapshots.ts';
import type { SnapshotIntake } from './snapshot-intake.ts';

const HUNDRED = new Decimal(100);

/** A market with the class that it is scored in. */
export interface TalliedMarket extends ScoredMarket {
  readonly program: string;
}

/** Adds instants, in order of time. */
export class Scorer {
  readonly version: ProgramVersion;
  readonly intake: SnapshotIntake;
  private readonly span: Span;
  private readonly enrolled: ReadonlySet<string> | null;
  private readonly tallies = new Map<string, { readonly place: MarketPlace; readonly tally: MarketTally }>();
  /** Makers seen on any good book. */
  readonly makers = new Set<string>();

  constructor(
    version: ProgramVersion,
    span: Span,
    enrolled: ReadonlySet<string> | null,
    intake: SnapshotIntake,
  ) {
    this.version = version;
    this.span = span;
    this.enrolled = enrolled;
    this.intake = intake;
  }

  add({ time, books, bad, doubled }: BookInstant): void {
    const { from, to } = this.span;
    const outside = (from !== null && time < from) || (to !== null && time >= to);
    for (const one of bad)
      this.intake.add(outside ? 'excluded' : 'bad', outside ? 'filter' : one.reason, one);
    for (const one of doubled) this.intake.add('duplicate', 'duplicate', one);
    const markets = new Map<string, { place: MarketPlace; books: InstrumentBook[] }>();
    for (const { book, rows, place: where } of books) {
      const place = { ...where, instrument: book.instrument, rows };
      const found = outside ? 'filter' : this.placeOf(book, time);
      if (typeof found === 'string') {
        const excluded = outside || found === 'delta-range';
        this.intake.add(excluded ? 'excluded' : 'bad', found, place);
        continue;
      }
      this.intake.add('used', null, place);
      const known = markets.get(found.market);
      if (known === undefined) markets.set(found.market, { place: found, books: [book] });
      else known.books.push(book);
    }
    if (markets.size > 0) this.intake.instant(time);
    for (const [market, { place, books: found }] of markets) this.tally(market, place, found, time);
  }

  /** Where a book belongs, or why it is not scored. */
  private placeOf(
    { assetType, currency, expiry, delta }: InstrumentBook,
    time: Instant,
  ): MarketPlace | string {
    if (assetType === 'option') {
      if (expiry !== null && expiry <= time) return 'expired';
      const size = delta!.abs().times(HUNDRED);
      if (size.gt(HUNDRED)) return 'delta-unreadable';
      const { above, below } = this.version.delta;
      if (!size.gt(above) || !size.lt(below)) return 'delta-range';
    }
    return marketOf(this.version, assetType, currency, expiry, time) ?? 'unknown-instrument';
  }

  private tally(market: string, place: MarketPlace, books: readonly InstrumentBook[], time: Instant): void {
    let known = this.tallies.get(market);
    if (known === undefined) {
      const largest = largestMultiplier(this.version.bands[place.rule.assetType]);
      known = { place, tally: new MarketTally(this.version.readings, largest) };
      this.tallies.set(market, known);
    }
    const { bands, readings } = this.version;
    const rules = { bands, readings, minimumQuote: place.rule.minimumQuote, enrolled: this.enrolled };
    const factor = factorAt(place.rule, time);
    for (const book of books) {
      for (const { maker } of book.quotes) if (maker !== null) this.makers.add(maker);
    }
    const units = readings.snapshotUnit === 'market' ? [books] : books.map((book) => [book]);
    for (const unit of units) known.tally.add(marketSnapshot(unit, rules), factor);
  }

  /** All markets seen, by name. */
  markets(): TalliedMarket[] {
    return [...this.tallies]
      .map(([market, { place, tally }]) => ({ market, program: place.rule.program, tally }))
      .sort((a, b) => compareText(a.market, b.market));
  }
}
