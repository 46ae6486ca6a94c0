/** Small lists of makers that a desk writes: volumes, holdings, who takes part, rebates accrued, shares of earlier epochs. */
import { Readable } from 'node:stream';
import { type Decimal, writtenScale } from '../domain/decimal.ts';
import { fail } from '../domain/problem.ts';
import type { Holding } from '../domain/rewards/boosts.ts';
import type { Accrued } from '../domain/rewards/rebate-cap.ts';
import type { Enrolment, Volume } from '../domain/rewards/score.ts';
import type { CellPlace } from './cells.ts';
import { type ColumnRow, type ColumnWish, columnRows } from './column-rows.ts';
import { openInputs } from './input.ts';
import { readAmount, readFlag, readShare } from './reward-cells.ts';

/** Column names that the user gave, by the name they stand for. */
export type ColumnMap = ReadonlyMap<string, string>;

/** One row with its cells by name. */
export interface ListRow {
  readonly line: number;
  readonly cells: readonly string[];
  place(index: number): CellPlace;
}

/** Every row of a small file. @throws KnownError for the first row that is not whole, or where the file cannot be read */
export async function listRows(
  path: string,
  wishes: readonly ColumnWish[],
  map: ColumnMap,
): Promise<ListRow[]> {
  const { inputs, dispose } = await openInputs([path], Readable.from([]));
  try {
    const rows: ListRow[] = [];
    for (const input of inputs) {
      for await (const batch of columnRows(input, wishes, map)) {
        for (const row of batch) rows.push(rowOf(row, wishes, input.name));
      }
    }
    return rows;
  } finally {
    await dispose();
  }
}

function rowOf({ line, cells, fault }: ColumnRow, wishes: readonly ColumnWish[], file: string): ListRow {
  if (fault !== null) return fail(fault.code, fault.sentence, fault);
  return { line, cells, place: (index) => ({ file, line, column: wishes[index]!.name }) };
}

const wish = (...names: readonly string[]): ColumnWish[] => names.map((name) => ({ name }));

function needText(row: ListRow, index: number): string {
  const text = row.cells[index]!;
  return text === '' ? fail('cell-empty', 'this cell is empty', { ...row.place(index) }) : text;
}

/** Puts a value in a map once. @throws KnownError where another one stands there */
function putOnce<T>(
  map: Map<string, T>,
  key: string,
  value: T,
  same: (a: T, b: T) => boolean,
  row: ListRow,
): void {
  const known = map.get(key);
  if (known !== undefined && !same(known, value)) {
    fail('maker-twice', 'this maker stands in the file with other figures as well', {
      ...{ ...row.place(0), value: row.cells[0]! },
      hint: 'keep one of the rows',
    });
  }
  map.set(key, value);
}

/** `maker,program,volume,total_volume`: class → maker → volume. @param programs the names of the classes */
export async function readVolumes(
  path: string,
  map: ColumnMap,
  programs: readonly string[],
): Promise<Map<string, Map<string, Volume>>> {
  const found = new Map<string, Map<string, Volume>>();
  const totals = new Map<string, Decimal>();
  for (const row of await listRows(path, wish('maker', 'program', 'volume', 'total_volume'), map)) {
    const program = needText(row, 1)
      .toLowerCase()
      .replace(/[_\s]+/g, ' ');
    if (!programs.includes(program)) {
      const hint = `programs are: ${programs.join(', ')}`;
      fail('class-unknown', 'there is no such program', { ...row.place(1), value: row.cells[1]!, hint });
    }
    const volume = {
      volume: readAmount(row.cells[2]!, row.place(2)),
      total: readAmount(row.cells[3]!, row.place(3)),
    };
    if (volume.volume.gt(volume.total)) {
      fail('volume-exceeds', 'a maker’s volume is larger than that of all', {
        ...{ ...row.place(2), value: row.cells[2]! },
        hint: 'volume is the maker’s, total_volume that of all traders',
      });
    }
    if (totals.get(program)?.eq(volume.total) === false) {
      fail('total-contradicts', `another row gives another total of ${program}`, {
        ...row.place(3),
        value: row.cells[3]!,
      });
    }
    totals.set(program, volume.total);
    const makers = found.get(program) ?? new Map<string, Volume>();
    found.set(program, makers);
    putOnce(makers, needText(row, 0), volume, (a, b) => a.volume.eq(b.volume), row);
  }
  return found;
}

/** `maker,earned,balance,total_balance`. */
export async function readHoldings(path: string, map: ColumnMap): Promise<Map<string, Holding>> {
  const found = new Map<string, Holding>();
  let total: Decimal | null = null;
  for (const row of await listRows(path, wish('maker', 'earned', 'balance', 'total_balance'), map)) {
    const [earned, balance, totalBalance] = [1, 2, 3].map((index) =>
      readAmount(row.cells[index]!, row.place(index)),
    );
    const holding = { earned: earned!, balance: balance!, totalBalance: totalBalance! };
    if (total !== null && !total.eq(holding.totalBalance)) {
      fail('total-contradicts', 'another row gives another total', { ...row.place(3), value: row.cells[3]! });
    }
    if (holding.balance.gt(holding.totalBalance)) {
      fail('balance-exceeds', 'a balance is larger than that of all makers', {
        ...row.place(2),
        value: row.cells[2]!,
      });
    }
    total = holding.totalBalance;
    putOnce(
      found,
      needText(row, 0),
      holding,
      (a, b) => a.earned.eq(b.earned) && a.balance.eq(b.balance),
      row,
    );
  }
  return found;
}

/** `maker,opted_in,approved`. */
export async function readEnrolled(path: string, map: ColumnMap): Promise<Map<string, Enrolment>> {
  const found = new Map<string, Enrolment>();
  for (const row of await listRows(path, wish('maker', 'opted_in', 'approved'), map)) {
    const one = {
      optedIn: readFlag(row.cells[1]!, row.place(1)),
      approved: readFlag(row.cells[2]!, row.place(2)),
    };
    putOnce(
      found,
      needText(row, 0),
      one,
      (a, b) => a.optedIn === b.optedIn && a.approved === b.approved,
      row,
    );
  }
  return found;
}

/** `maker,accrued`, and if there `program` and `paid`. */
export async function readAccrued(path: string, map: ColumnMap): Promise<Accrued[]> {
  const wishes = [
    ...wish('maker', 'accrued'),
    { name: 'program', optional: true },
    { name: 'paid', optional: true },
  ];
  const found = new Map<string, Accrued>();
  for (const row of await listRows(path, wishes, map)) {
    const program = row.cells[2] === '' ? null : row.cells[2]!.toLowerCase().replace(/[_\s]+/g, ' ');
    const one: Accrued = {
      ...{ maker: needText(row, 0), program },
      accrued: readAmount(row.cells[1]!, row.place(1)),
      paid: row.cells[3] === '' ? null : readAmount(row.cells[3]!, row.place(3)),
      paidScale: writtenScale(row.cells[3]!),
    };
    putOnce(found, `${one.maker}\u001f${program ?? ''}`, one, (a, b) => a.accrued.eq(b.accrued), row);
  }
  return [...found.values()];
}

/** `maker,net_taker_fees`. */
export async function readTakerFees(path: string, map: ColumnMap): Promise<Map<string, Decimal>> {
  const found = new Map<string, Decimal>();
  for (const row of await listRows(path, wish('maker', 'net_taker_fees'), map)) {
    putOnce(found, needText(row, 0), readAmount(row.cells[1]!, row.place(1)), (a, b) => a.eq(b), row);
  }
  return found;
}

/** `maker,epoch1,epoch2,…`, each a share of the scores; an empty cell is not known yet. @param epochs columns looked for */
export async function readHistory(
  path: string,
  map: ColumnMap,
  epochs: number,
): Promise<Map<string, (Decimal | null)[]>> {
  const columns = Array.from({ length: epochs }, (_, index) => ({
    name: `epoch${index + 1}`,
    optional: index > 0,
  }));
  const found = new Map<string, (Decimal | null)[]>();
  for (const row of await listRows(path, [...wish('maker'), ...columns], map)) {
    const shares = columns.map((_, index) => {
      const text = row.cells[index + 1]!;
      return text === '' ? null : readShare(text, row.place(index + 1));
    });
    const same = (a: (Decimal | null)[], b: (Decimal | null)[]) => a.join() === b.join();
    putOnce(found, needText(row, 0), shares, same, row);
  }
  return found;
}
