/** Finds the header of a statement and the profile that it belongs to. */
import { fail } from '../../domain/problem.ts';
import { cellsOf, HEADER_LINES, headerName } from '../header.ts';
import type { StatementField, StatementProfile } from './profile.ts';
import { STATEMENT_PROFILES } from './profiles.ts';
import type { StatementMapping } from './read-statement.ts';

export interface FoundHeader {
  /** Index of its line. */
  readonly at: number;
  readonly delimiter: string;
  readonly width: number;
  readonly profile: StatementProfile;
  readonly places: ReadonlyMap<StatementField, number>;
  /** Names of the columns as the file writes them. */
  readonly names: ReadonlyMap<StatementField, string>;
  /** Minutes east of UTC in the head of the time column; null = none. */
  readonly headerEast: number | null;
  /** Asset in the head of the paid column: `Rebate (USDT)`. */
  readonly asset: string | null;
}

const DELIMITERS = [',', ';', '\t', '|'] as const;

const mapped: StatementProfile = {
  id: 'mapped',
  title: 'any other statement, by a mapping file',
  columns: {},
  needs: ['paid'],
  zone: null,
  period: null,
  notes: [],
};

/** @throws KnownError `statement-unknown`, `statement-column-missing`, `statement-without-dates` */
export function findHeader(
  lines: readonly string[],
  file: string,
  mapping: StatementMapping | null,
): FoundHeader {
  const wishes = mapping?.columns ?? new Map<StatementField, string>();
  for (let at = 0; at < Math.min(lines.length, HEADER_LINES); at++) {
    for (const delimiter of DELIMITERS) {
      const cells = cellsOf(lines[at]!, delimiter);
      if (cells === null || cells.length < 2) continue;
      const found = profileFor(cells, wishes);
      if (found === null) continue;
      const { places } = found;
      if (!places.has('date') && !places.has('from')) continue;
      return { at, delimiter, width: cells.length, ...found };
    }
  }
  const first = lines.find((line) => line.trim() !== '') ?? '';
  return fail('statement-unknown', 'the columns of this statement are not known', {
    file,
    value: first.slice(0, 200),
    hint: `write ${file.replace(/\.[^.]*$/, '')}.map.yaml beside it: columns: {date: …, paid: …}, period: day, timezone: UTC`,
  });
}

/** Columns of fill exports: what is called an amount there is no rebate. */
const OF_TRADES = new Set([
  'price',
  'side',
  'direction',
  'quantity',
  'qty',
  'size',
  'filledprice',
  'pair',
  'tradeprice',
]);

type Found = Omit<FoundHeader, 'at' | 'delimiter' | 'width'>;

function profileFor(cells: readonly string[], wishes: ReadonlyMap<StatementField, string>): Found | null {
  const heads = cells.map((cell) => {
    const { raw, name, minutesEast } = headerName(cell);
    const unit = /^(.*?)\(([a-z0-9]{2,10})\)$/.exec(name);
    return { raw, name: unit?.[1] ?? name, minutesEast, unit: unit?.[2]?.toUpperCase() ?? null };
  });
  const profiles = wishes.size > 0 ? [{ ...mapped, columns: {} }] : STATEMENT_PROFILES;
  for (const profile of profiles) {
    const places = new Map<StatementField, number>();
    for (const [field, column] of wishes) {
      const index = heads.findIndex(({ raw }) => raw === column || headerName(column).raw === raw);
      if (index < 0) return null;
      places.set(field, index);
    }
    for (const [field, names] of Object.entries(profile.columns) as [StatementField, readonly string[]][]) {
      const name = names.find((one) => heads.some((head) => head.name === one));
      if (name !== undefined)
        places.set(
          field,
          heads.findIndex((head) => head.name === name),
        );
    }
    if (profile.needs.some((field) => !places.has(field))) continue;
    const paid = heads[places.get('paid')!]!.name;
    if (profile.weak?.includes(paid) && heads.some(({ name }) => OF_TRADES.has(name))) continue;
    const time = heads[places.get('from') ?? places.get('date') ?? -1];
    return {
      profile,
      places,
      names: new Map([...places].map(([field, index]) => [field, heads[index]!.raw])),
      headerEast: time?.minutesEast ?? null,
      asset: heads[places.get('paid')!]!.unit,
    };
  }
  return null;
}
