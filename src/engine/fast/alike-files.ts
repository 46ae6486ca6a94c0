/** Files that are read and judged alike, row by row, and what they share. */
import type { Instrument } from '../../domain/instrument.ts';
import type { EngineRequest, Source } from '../engine.ts';
import type { Exemplars } from '../exemplar.ts';
import type { Budget } from './budget.ts';
import { LaneMaker } from './lane-maker.ts';

/** What files of one likeness share. */
export interface AlikeFiles {
  /** Of the likeness. */
  readonly number: number;
  readonly maker: LaneMaker;
  readonly symbols: Map<string, Instrument>;
}

/** The instruments of files that are read alike, in all passes of a run: what is known of an instrument is known of that object. */
export class KnownSymbols {
  private readonly byReading = new Map<string, Map<string, Instrument>>();

  of(source: Source): Map<string, Instrument> {
    const reading = readingOf(source);
    const known = this.byReading.get(reading) ?? new Map<string, Instrument>();
    this.byReading.set(reading, known);
    return known;
  }
}

/** Those of one judging pass. */
export class Likenesses {
  private readonly request: EngineRequest;
  private readonly exemplars: Exemplars;
  private readonly symbols: KnownSymbols;
  private readonly budget: Budget;
  private readonly known = new Map<string, AlikeFiles>();

  constructor(request: EngineRequest, exemplars: Exemplars, symbols: KnownSymbols, budget: Budget) {
    this.request = request;
    this.exemplars = exemplars;
    this.symbols = symbols;
    this.budget = budget;
  }

  /** @param scales decimals of the fees of a file whose profile does not say them, by asset */
  of(source: Source, file: number, scales: ReadonlyMap<string, number> = new Map()): AlikeFiles {
    const printed = source.recognition.feeScale === null ? [...scales].sort() : [];
    const isOwn = this.request.groupBy.includes('file');
    const likeness = isOwn ? String(file) : JSON.stringify([readingOf(source), printed]);
    const known = this.known.get(likeness) ?? {
      number: this.known.size,
      maker: new LaneMaker(source, this.exemplars, this.budget),
      symbols: this.symbols.of(source),
    };
    this.known.set(likeness, known);
    return known;
  }
}

/** All of the recognition but what is only told. */
function readingOf({ recognition }: Source): string {
  const { profile, columns, glued, headerLine: _, cannotReveal: __, notices: ___, ...rest } = recognition;
  return JSON.stringify([profile.id, [...columns], [...glued], rest]);
}
