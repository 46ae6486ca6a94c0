/** Files that are read and judged alike, row by row, and what they share. */
import type { Instrument } from '../../domain/instrument.ts';
import type { EngineRequest, Source } from '../engine.ts';
import type { Exemplars } from '../exemplar.ts';
import { LaneMaker } from './lane-maker.ts';

/** What files of one likeness share. */
export interface AlikeFiles {
  /** Of the likeness. */
  readonly number: number;
  readonly maker: LaneMaker;
  readonly symbols: Map<string, Instrument>;
}

export class Likenesses {
  private readonly request: EngineRequest;
  private readonly exemplars: Exemplars;
  private readonly known = new Map<string, AlikeFiles>();

  constructor(request: EngineRequest, exemplars: Exemplars) {
    this.request = request;
    this.exemplars = exemplars;
  }

  /** @param scales decimals of the fees of a file whose profile does not say them, by asset */
  of(source: Source, file: number, scales: ReadonlyMap<string, number> | undefined): AlikeFiles {
    const isOwn = this.request.groupBy.includes('file');
    const likeness = isOwn ? String(file) : likenessOf(source, scales);
    const known = this.known.get(likeness) ?? {
      ...{ number: this.known.size, maker: new LaneMaker(source, this.exemplars), symbols: new Map() },
    };
    this.known.set(likeness, known);
    return known;
  }
}

/** All of the recognition but what is only told. */
function likenessOf({ recognition }: Source, scales: ReadonlyMap<string, number> = new Map()): string {
  const { profile, columns, glued, headerLine: _, cannotReveal: __, notices: ___, ...rest } = recognition;
  const printed = recognition.feeScale === null ? [...scales].sort() : [];
  return JSON.stringify([profile.id, [...columns], [...glued], rest, printed]);
}
