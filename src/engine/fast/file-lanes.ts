/** The domain's side of one file while it is scanned: makes lanes and cells out of rows that the reference reader reads. */
import type { Instant } from '../../domain/time.ts';
import type { EngineRequest, Source } from '../engine.ts';
import type { Exemplars } from '../exemplar.ts';
import type { AlikeFiles } from './alike-files.ts';
import type { Cell } from './break-cells.ts';
import type { CellMaker } from './cell-maker.ts';
import type { Lane, SignedWhole } from './lane.ts';
import type { LaneMaker } from './lane-maker.ts';
import type { Asked, AskedRow, Bin } from './part.ts';
import { RowLook } from './row-look.ts';

export class FileLanes extends RowLook implements Asked {
  readonly maker: LaneMaker;
  readonly cells: CellMaker;
  readonly exemplars: Exemplars;

  /** @param alike what files have together that are read and judged alike */
  constructor(
    source: Source,
    request: EngineRequest,
    exemplars: Exemplars,
    cells: CellMaker,
    { maker, symbols }: AlikeFiles,
  ) {
    super(source, request, symbols);
    this.maker = maker;
    this.cells = cells;
    this.exemplars = exemplars;
  }

  lane(row: AskedRow): Lane | null {
    return this.maker.lane(row, () => this.look(row.text, 0));
  }

  bin(_file: number, cuts: number, time: Instant): Bin {
    const { from, to } = this.exemplars.binAt(this.maker.cuts[cuts]!, time);
    return { from: from ?? Number.NEGATIVE_INFINITY, to: to ?? Number.POSITIVE_INFINITY };
  }

  cell({ text }: AskedRow, cells: number, rate: SignedWhole): Cell | null {
    const event = this.look(text, 0);
    if (event?.kind !== 'fill') return null;
    return this.cells.of(this.maker.broken[cells]!, rate, event, this.source);
  }
}
