/** Remembers lanes and cells, so that whoever makes them is asked once. */
import type { Cell } from './break-cells.ts';
import type { Lane, SignedWhole } from './lane.ts';
import type { Asked, AskedRow, Bin } from './part.ts';

/** What is known. Plain data. */
export interface Known {
  /** By likeness of the file and the words of a row. */
  readonly lanes: ReadonlyMap<string, readonly Lane[]>;
  /** By likeness, cells of the lane, and rate. */
  readonly cells: ReadonlyMap<string, readonly Cell[]>;
}

export class AskedMemo implements Asked {
  /** Between two pieces of work here, others can be heard. */
  between = (): void => {};
  private readonly asked: Asked;
  private readonly lanes: Map<string, readonly Lane[]>;
  private readonly cells: Map<string, readonly Cell[]>;
  private readonly likeness: readonly number[];

  /** @param likeness of each file; those of one have the same lanes */
  constructor(
    asked: Asked,
    likeness: readonly number[],
    known: Known = { lanes: new Map(), cells: new Map() },
  ) {
    this.asked = asked;
    this.likeness = likeness;
    this.lanes = new Map(known.lanes);
    this.cells = new Map(known.cells);
  }

  get known(): Known {
    return { lanes: this.lanes, cells: this.cells };
  }

  lane(row: AskedRow): Lane | null {
    const { file, words, time } = row;
    if (words === null) return this.asked.lane(row);
    const key = `${this.likeness[file]} ${words}`;
    const alike = this.lanes.get(key) ?? [];
    const found = alike.find(({ from, to }) => time >= from && time < to);
    if (found !== undefined) return found;
    const lane = this.asked.lane(row);
    if (lane !== null) this.lanes.set(key, alike.concat(lane));
    this.between();
    return lane;
  }

  bin(file: number, cuts: number, time: number): Bin {
    return this.asked.bin(file, cuts, time);
  }

  cell(row: AskedRow, cells: number, rate: SignedWhole): Cell | null {
    const key = `${this.likeness[row.file]} ${cells} ${rate.sign * rate.mantissa} ${rate.scale}`;
    const alike = this.cells.get(key) ?? [];
    const found = alike.find(({ from, to }) => row.time >= from && row.time < to);
    if (found !== undefined) return found;
    const cell = this.asked.cell(row, cells, rate);
    if (cell !== null) this.cells.set(key, alike.concat(cell));
    this.between();
    return cell;
  }
}
