/** Scoring the venue's own detailed snapshot rows, and checking how its figures hang together. */
import { type Decimal, quotient, unitOf, ZERO } from '../domain/decimal.ts';
import { compareText } from '../domain/mark.ts';
import type { SideSum, Sides } from '../domain/rewards/book.ts';
import { type BookSide, largestMultiplier } from '../domain/rewards/distance.ts';
import { factorAt, type MarketPlace, marketOf, type ProgramVersion } from '../domain/rewards/program.ts';
import { MarketTally } from '../domain/rewards/tally.ts';
import type { Instant, Span } from '../domain/time.ts';
import type { Input } from '../ingest/input.ts';
import type { ColumnMap } from '../ingest/maker-lists.ts';
import type { SnapshotSink } from '../ingest/snapshot-rows.ts';
import { type VenueRow, venueRows, type WrittenFigure } from '../ingest/venue-rows.ts';
import type { TalliedMarket } from './scorer.ts';
import type { SnapshotIntake } from './snapshot-intake.ts';

/** One identity, over all rows. */
export interface IdentityCheck {
  readonly check: string;
  rows: number;
  breaks: number;
  /** The first row that breaks it, in words. */
  first: string | null;
}

interface Moment {
  readonly time: Instant;
  readonly place: MarketPlace;
  /** Wallet → side → figures. */
  readonly wallets: Map<string, Record<BookSide, SideSum>>;
  /** Scaled total of the book by instrument and side. */
  readonly totals: Map<string, Decimal>;
}

const OFF: SideSum = { notional: ZERO, scaled: ZERO, multiplier: ZERO };

/** Rows may come in any order; sums per market, snapshot and wallet are held. */
export class VenueScorer {
  private readonly versionFor: (time: Instant) => ProgramVersion;
  private readonly span: Span;
  private readonly intake: SnapshotIntake;
  private readonly moments = new Map<string, Moment>();
  private readonly seen = new Set<string>();
  private readonly identities = new Map<string, IdentityCheck>();
  private version: ProgramVersion | null = null;

  constructor(versionFor: (time: Instant) => ProgramVersion, span: Span, intake: SnapshotIntake) {
    this.versionFor = versionFor;
    this.span = span;
    this.intake = intake;
  }

  async read(inputs: readonly Input[], map: ColumnMap, sink: SnapshotSink, onBytes: (done: number) => void) {
    for await (const row of venueRows(inputs, map, sink, onBytes)) this.add(row);
    const times = [...new Set([...this.moments.values()].map(({ time }) => time))].sort((a, b) => a - b);
    for (const time of times) this.intake.instant(time);
  }

  checks(): readonly IdentityCheck[] {
    return [...this.identities.values()];
  }

  markets(): TalliedMarket[] {
    const tallies = new Map<string, { place: MarketPlace; tally: MarketTally }>();
    const moments = [...this.moments.values()].sort(
      (a, b) => a.time - b.time || compareText(a.place.market, b.place.market),
    );
    for (const { time, place, wallets, totals } of moments) {
      const { market, rule } = place;
      let known = tallies.get(market);
      if (known === undefined) {
        const version = this.version!;
        known = {
          place,
          tally: new MarketTally(version.readings, largestMultiplier(version.bands[rule.assetType])),
        };
        tallies.set(market, known);
      }
      known.tally.add({ makers: wallets, book: bookOf(totals) }, factorAt(rule, time));
    }
    return [...tallies]
      .map(([market, { place, tally }]) => ({ market, program: place.rule.program, tally }))
      .sort((a, b) => compareText(a.market, b.market));
  }

  private add(row: VenueRow): void {
    const { time, wallet, instrument, side, figures, file, line } = row;
    const where = { instrument, rows: 1, file, line, column: null, value: null };
    const { from, to } = this.span;
    if ((from !== null && time < from) || (to !== null && time >= to)) {
      this.intake.add('excluded', 'filter', { ...where, reason: 'filter' });
      return;
    }
    this.version ??= this.versionFor(time);
    const place = marketOf(this.version, row.assetType, row.currency, row.expiry, time);
    const book = `${time} ${instrument} ${side}`;
    const total =
      place === null
        ? undefined
        : this.moments.get(`${time} ${place.market}`)?.totals.get(`${side} ${instrument}`);
    const bad =
      place === null
        ? 'unknown-instrument'
        : this.seen.has(`${book} ${wallet}`)
          ? 'row-twice'
          : total !== undefined && !total.eq(figures.total.value)
            ? 'totals-contradict'
            : null;
    if (place === null || bad !== null) {
      this.intake.add('bad', bad, { ...where, reason: bad ?? '' });
      return;
    }
    this.seen.add(`${book} ${wallet}`);
    this.intake.add('used', null, { ...where, reason: 'used' });
    this.verify(row, factorAt(place.rule, time));
    const key = `${time} ${place.market}`;
    const moment = this.moments.get(key) ?? { time, place, wallets: new Map(), totals: new Map() };
    this.moments.set(key, moment);
    moment.totals.set(`${side} ${instrument}`, figures.total.value);
    const sides = moment.wallets.get(wallet) ?? { bid: OFF, ask: OFF };
    moment.wallets.set(wallet, sides);
    const before = sides[side];
    sides[side] = {
      notional: before.notional.plus(figures.notional.value),
      scaled: before.scaled.plus(figures.scaled.value),
      multiplier: figures.bbo.value.gt(before.multiplier) ? figures.bbo.value : before.multiplier,
    };
  }

  private verify(row: VenueRow, expectedFactor: Decimal): void {
    const { notional, scaled, total, bbo, factor, coverage, quality, deducted } = row.figures;
    const scaledDue = notional.value.times(bbo.value);
    this.compare('scaled_notional = notional x bbo_factor', scaled, scaledDue, row);
    this.compare(
      'scaled_notional = notional x bbo_factor x instrument_factor',
      scaled,
      scaledDue.times(factor.value),
      row,
    );
    if (!total.value.isZero()) {
      const share = quotient(scaled.value, total.value);
      this.compare('quality_score = scaled_notional / total_scaled_notional', quality, share, row);
    }
    this.compare('coverage_score = bbo_factor', coverage, bbo.value, row);
    this.compare(
      'coverage_score = bbo_factor x instrument_factor',
      coverage,
      bbo.value.times(factor.value),
      row,
    );
    this.compare('instrument_factor = factor of the program', factor, expectedFactor, row);
    this.compare('deducted_notional = 0', deducted, ZERO, row);
  }

  /** Equal within one unit of the last decimal that the venue wrote. */
  private compare(check: string, written: WrittenFigure, due: Decimal, { file, line }: VenueRow): void {
    const known = this.identities.get(check) ?? { check, rows: 0, breaks: 0, first: null };
    this.identities.set(check, known);
    known.rows++;
    if (
      written.value
        .minus(due)
        .abs()
        .lt(unitOf(Math.max(written.scale, 1))) ||
      written.value.eq(due)
    )
      return;
    known.breaks++;
    const words = `${file}:${line}: ${written.value.toFixed()} where ${due.toSignificantDigits(20).toFixed()} is due`;
    known.first ??= words;
  }
}

function bookOf(totals: ReadonlyMap<string, Decimal>): Sides {
  const of = (side: BookSide): SideSum => {
    const sum = [...totals].reduce(
      (all, [key, total]) => (key.startsWith(side) ? all.plus(total) : all),
      ZERO,
    );
    return { ...OFF, scaled: sum, notional: sum };
  };
  return { bid: of('bid'), ask: of('ask') };
}
