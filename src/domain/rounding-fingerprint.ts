/**
 * How a venue really rounds, read from its fees: modes × scales are tried on every fee that differs from the exact one by less
 * than one unit of its last place, and the coarsest scale with a mode that fits all is reported. Counters only, so that merging
 * is adding and no order matters.
 */
import { Decimal, ROUNDING_MODES, type RoundingMode, unitOf } from './decimal.ts';

/** Fewer fees than this that any rounding changes decide nothing: a wrong mode would fit all by chance too often. */
const DECIDING = 20;
/** The largest share of fees that may disagree with a rounding that is still reported. */
const MISFITS = new Decimal('0.02');

/** What a fee shows at one scale: sign, part cut off against half a unit, parity of the last digit kept, cut or raised. */
interface Observation {
  readonly negative: boolean;
  readonly part: -1 | 0 | 1;
  readonly odd: boolean;
  readonly raised: boolean;
}

interface Tally {
  readonly observations: Map<number, number>;
  /** Fees that no rounding changes at this scale. */
  even: number;
}

/** What is known of the rounding of one venue, product and fee asset. */
export interface Fingerprint {
  /** Null = undetermined. */
  readonly scale: number | null;
  /** Modes that fit best and alike, most usual first; empty = undetermined. */
  readonly modes: readonly RoundingMode[];
  /** Fees seen, those of them that a rounding changes, and those that disagree with the modes. */
  readonly fills: number;
  readonly deciding: number;
  readonly misfits: number;
}

/** Observations counted in numbers: per scale so many codes, then those that no rounding changes. */
export interface RoundingTallies {
  /** No fee counted has more decimals; scales below it count nothing. */
  readonly least: number;
  readonly largest: number;
  /** (largest + 1) × (`CODES` + 1) numbers. */
  readonly counts: ArrayLike<number>;
}

export class RoundingEvidence {
  /** By scale; only scales at which every fee so far can be written. */
  private readonly tallies = new Map<number, Tally>();
  private least = 0;

  /**
   * Takes one fee as evidence, if it can be the exact one rounded.
   * @param exact before any rounding @param largest decimals that the file prints
   */
  add(exact: Decimal, charged: Decimal, largest: number): void {
    const decimals = charged.decimalPlaces();
    if (decimals > largest || exact.minus(charged).abs().gte(unitOf(decimals))) return;
    this.raise(decimals);
    for (let scale = this.least; scale <= largest; scale++) this.count(scale, exact, charged);
  }

  /** Adds what was counted elsewhere. */
  addTallies({ least, largest, counts }: RoundingTallies): void {
    this.raise(least);
    for (let scale = Math.max(least, this.least); scale <= largest; scale++) {
      const at = scale * (CODES + 1);
      for (let code = 0; code <= CODES; code++) {
        const count = counts[at + code]!;
        if (count === 0) continue;
        const tally = this.tallyAt(scale);
        if (code === CODES) tally.even += count;
        else tally.observations.set(code, (tally.observations.get(code) ?? 0) + count);
      }
    }
  }

  merge(other: RoundingEvidence): void {
    this.raise(other.least);
    for (const [scale, theirs] of other.tallies) {
      if (scale < this.least) continue;
      const mine = this.tallyAt(scale);
      mine.even += theirs.even;
      for (const [code, count] of theirs.observations) {
        mine.observations.set(code, (mine.observations.get(code) ?? 0) + count);
      }
    }
  }

  /** The coarsest scale with a mode that fits all; where none does, the best at the coarsest scale. */
  fingerprint(): Fingerprint {
    const scales = [...this.tallies.keys()].sort((a, b) => a - b);
    const found = scales.map((scale) => this.bestAt(scale));
    const best = found.find(({ misfits }) => misfits === 0) ?? found[0];
    if (best === undefined) return { scale: null, modes: [], fills: 0, deciding: 0, misfits: 0 };
    const doubtful = best.deciding < DECIDING || new Decimal(best.misfits).gt(MISFITS.times(best.deciding));
    return doubtful ? { ...best, scale: null, modes: [] } : best;
  }

  private bestAt(scale: number): Fingerprint & { readonly scale: number } {
    const { observations, even } = this.tallies.get(scale)!;
    const deciding = [...observations.values()].reduce((sum, count) => sum + count, 0);
    const misfitsOf = (mode: RoundingMode) =>
      [...observations].reduce((sum, [code, count]) => sum + (fits(mode, decode(code)) ? 0 : count), 0);
    const misfits = ROUNDING_MODES.map((mode) => ({ mode, count: misfitsOf(mode) }));
    const least = Math.min(...misfits.map(({ count }) => count));
    const modes = misfits.filter(({ count }) => count === least).map(({ mode }) => mode);
    return { scale, modes, fills: deciding + even, deciding, misfits: least };
  }

  private count(scale: number, exact: Decimal, charged: Decimal): void {
    const unit = unitOf(scale);
    const size = exact.abs();
    const kept = size.toDecimalPlaces(scale, Decimal.ROUND_DOWN);
    const cut = size.minus(kept);
    const added = charged.abs().minus(kept);
    // A fee of another sign, or off by more than the part cut off, is no rounding at this scale.
    if (!(added.isZero() || added.eq(unit)) || (!charged.isZero() && charged.isNeg() !== exact.isNeg()))
      return;
    if (cut.isZero()) {
      if (added.isZero()) this.tallyAt(scale).even += 1;
      return;
    }
    const tally = this.tallyAt(scale);
    const odd = !kept.div(unit).mod(2).isZero();
    const code = encodeRounding(exact.isNeg(), cut.times(2).cmp(unit), odd, !added.isZero());
    tally.observations.set(code, (tally.observations.get(code) ?? 0) + 1);
  }

  private tallyAt(scale: number): Tally {
    let tally = this.tallies.get(scale);
    if (tally === undefined) {
      tally = { observations: new Map(), even: 0 };
      this.tallies.set(scale, tally);
    }
    return tally;
  }

  /** A fee with so many decimals was not rounded to fewer. */
  private raise(decimals: number): void {
    if (decimals <= this.least) return;
    for (let scale = this.least; scale < decimals; scale++) this.tallies.delete(scale);
    this.least = decimals;
  }
}

function fits(mode: RoundingMode, { negative, part, odd, raised }: Observation): boolean {
  switch (mode) {
    case 'half-up':
      return raised === part >= 0;
    case 'half-even':
      return raised === (part === 0 ? odd : part > 0);
    case 'down':
      return !raised;
    case 'up':
      return raised;
    case 'floor':
      return raised === negative;
    case 'ceiling':
      return raised === !negative;
  }
}

/** Codes are below this. */
export const CODES = 24;

/** An observation as a number: see `Observation`. */
export function encodeRounding(negative: boolean, part: number, odd: boolean, raised: boolean): number {
  return (negative ? 1 : 0) + (raised ? 2 : 0) + (odd ? 4 : 0) + (part + 1) * 8;
}

function decode(code: number): Observation {
  const part = ((code >> 3) - 1) as -1 | 0 | 1;
  return { negative: (code & 1) !== 0, raised: (code & 2) !== 0, odd: (code & 4) !== 0, part };
}

/** Fingerprints by venue, product and fee asset. */
export class RoundingBook {
  private readonly evidence = new Map<string, { readonly key: RoundingKey; readonly of: RoundingEvidence }>();

  add(key: RoundingKey, exact: Decimal, charged: Decimal, largest: number): void {
    this.at(key).add(exact, charged, largest);
  }

  addTallies(key: RoundingKey, tallies: RoundingTallies): void {
    this.at(key).addTallies(tallies);
  }

  merge(other: RoundingBook): void {
    for (const { key, of } of other.evidence.values()) this.at(key).merge(of);
  }

  /** In order of venue, product and asset. */
  fingerprints(): readonly (RoundingKey & Fingerprint)[] {
    const entries = [...this.evidence].sort(([a], [b]) => (a < b ? -1 : 1));
    return entries.map(([, { key, of }]) => ({ ...key, ...of.fingerprint() }));
  }

  private at(key: RoundingKey): RoundingEvidence {
    const name = roundingName(key);
    let entry = this.evidence.get(name);
    if (entry === undefined) {
      const { venue, product, feeAsset } = key;
      entry = { key: { venue, product, feeAsset }, of: new RoundingEvidence() };
      this.evidence.set(name, entry);
    }
    return entry.of;
  }
}

export interface RoundingKey {
  readonly venue: string;
  readonly product: string;
  readonly feeAsset: string;
}

export function roundingName({ venue, product, feeAsset }: RoundingKey): string {
  return `${venue}\u001f${product}\u001f${feeAsset}`;
}
