/** The venue's own detailed snapshot rows: one per maker, instrument and side, as CSV or as the API's JSON. */
import { type Decimal, readDecimal, writtenScale } from '../domain/decimal.ts';
import { problem } from '../domain/problem.ts';
import type { BookSide } from '../domain/rewards/distance.ts';
import type { AssetType } from '../domain/rewards/program.ts';
import type { Instant } from '../domain/time.ts';
import { type ColumnRow, type ColumnWish, columnRows } from './column-rows.ts';
import type { Input } from './input.ts';
import { firstBytes } from './input.ts';
import { jsonRecords, readWholeText } from './json-text.ts';
import type { ColumnMap } from './maker-lists.ts';
import { currencyOf, epochMillis, expiryOf, readAssetType, readWord } from './reward-cells.ts';
import type { SnapshotSink } from './snapshot-rows.ts';

const NAMES = [
  ...[
    'wallet',
    'asset_type',
    'currency',
    'instrument_name',
    'is_bid',
    'timestamp',
    'notional',
    'scaled_notional',
  ],
  ...[
    'total_scaled_notional',
    'bbo_factor',
    'instrument_factor',
    'coverage_score',
    'quality_score',
    'deducted_notional',
  ],
] as const;
const COLUMNS: readonly ColumnWish[] = NAMES.map((name) => ({
  name,
  optional: name === 'deducted_notional',
}));
type Figure = 'notional' | 'scaled' | 'total' | 'bbo' | 'factor' | 'coverage' | 'quality' | 'deducted';
const FIGURES: Readonly<Record<Figure, number>> = {
  ...{ notional: 6, scaled: 7, total: 8, bbo: 9, factor: 10, coverage: 11, quality: 12, deducted: 13 },
};

/** A figure and the decimals that it was written with. */
export interface WrittenFigure {
  readonly value: Decimal;
  readonly scale: number;
}

export interface VenueRow {
  readonly file: string;
  readonly line: number;
  readonly time: Instant;
  readonly wallet: string;
  readonly instrument: string;
  readonly assetType: AssetType;
  readonly currency: string;
  readonly expiry: Instant | null;
  readonly side: BookSide;
  readonly figures: Readonly<Record<Figure, WrittenFigure>>;
}

/** Rows of all files; those that cannot be read are refused. */
export async function* venueRows(
  inputs: readonly Input[],
  map: ColumnMap,
  sink: SnapshotSink,
  onBytes: (done: number) => void,
): AsyncGenerator<VenueRow> {
  for (const input of inputs) {
    for await (const rows of rowsOf(input, map, onBytes)) {
      for (const row of rows) {
        sink.rows++;
        const read = readRow(row, input.name);
        if (typeof read === 'string' || row.fault !== null) {
          sink.refuse(row.fault ?? refusal(row, read as string, input.name));
          continue;
        }
        yield read as VenueRow;
      }
    }
  }
}

async function* rowsOf(
  input: Input,
  map: ColumnMap,
  onBytes: (done: number) => void,
): AsyncGenerator<readonly ColumnRow[]> {
  const head = new TextDecoder().decode(await firstBytes(input)).trimStart();
  if (!head.startsWith('{') && !head.startsWith('[')) {
    yield* columnRows(input, COLUMNS, map, onBytes);
    return;
  }
  const records = jsonRecords(await readWholeText(input), input.name, 'snapshots');
  yield records.map((record, index) => ({
    line: index + 1,
    cells: NAMES.map((name) => record[name] ?? ''),
    fault: null,
  }));
}

function refusal(row: ColumnRow, column: string, file: string) {
  const value = row.cells[NAMES.indexOf(column as (typeof NAMES)[number])] ?? null;
  return problem('venue-row-unreadable', 'this cell of the venue’s row cannot be read', {
    ...{ file, line: row.line, column, value },
    hint: 'dump the rows as the API sends them',
  });
}

/** A row, or the name of the column that cannot be read. */
function readRow({ cells, line, fault }: ColumnRow, file: string): VenueRow | string {
  if (fault !== null) return '';
  const [wallet, type, currency, instrument, isBid, timestamp] = cells as [
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  const time = epochMillis(timestamp);
  if (time === null) return 'timestamp';
  if (wallet === '') return 'wallet';
  const assetType = readAssetType(type, instrument);
  if (assetType === null) return 'asset_type';
  const bid = readWord(isBid);
  if (bid === null) return 'is_bid';
  const figures: Partial<Record<Figure, WrittenFigure>> = {};
  for (const [name, index] of Object.entries(FIGURES) as [Figure, number][]) {
    const text = cells[index]!;
    const value = readDecimal(name === 'deducted' && text === '' ? '0' : text);
    if (typeof value === 'string' || value.isNegative()) return NAMES[index]!;
    figures[name] = { value, scale: writtenScale(text) };
  }
  return {
    ...{ file, line, time, wallet, instrument, assetType },
    currency: currencyOf(currency, instrument),
    expiry: expiryOf('', instrument),
    side: bid ? 'bid' : 'ask',
    figures: figures as VenueRow['figures'],
  };
}
