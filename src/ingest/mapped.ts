/** Makes a reading out of a mapping: the generic profile with the user's columns. */
import type { Side } from '../domain/fill.ts';
import { fail } from '../domain/problem.ts';
import { guessColumns } from './aliases.ts';
import type { FoundHeader, ReadOptions } from './identify.ts';
import { absenceNotices, type ColumnWishes, NEEDED } from './mapping.ts';
import { type Placement, refuseDuplicates, wishedColumn } from './match.ts';
import type { Field, Flag, Profile } from './profile.ts';
import { generic } from './profiles/generic.ts';
import { bestHeader, mapCommand } from './refuse-header.ts';

/**
 * Reads the file by mapping: columns that were named, and for the rest those whose names are clear.
 * @throws KnownError when a field that is needed has no column
 */
export function readMapped(
  found: readonly FoundHeader[],
  wishes: ColumnWishes,
  options: ReadOptions,
  file: string,
): Placement {
  const header = mappedHeader(found, wishes, file);
  refuseDuplicates(header, file);
  const columns = new Map<Field, number>();
  const notices = absenceNotices(wishes);
  for (const [field, column] of wishes.columns) columns.set(field, wishedColumn(header, column, file));
  const taken = new Set(columns.values());
  for (const [field, name] of guessColumns(header.names).clear) {
    const index = header.names.indexOf(name);
    if (columns.has(field) || taken.has(index) || wishes.absent.has(field)) continue;
    if (field === 'quantity' && columns.has('contracts')) continue;
    columns.set(field, index);
    notices.push(`the column "${name.raw}" is read as ${field}, by its name`);
  }
  requireFields(header, columns, file);
  const profile = genericProfile(header, columns, wishes, options);
  notices.push(
    profile.feeSign === 'charged-positive'
      ? 'a positive fee is taken as charged; if the file prints charges as negative, map the fee as -COLUMN'
      : 'a negative fee is taken as charged, as mapped',
  );
  const glued = new Set<Field>(columns.has('feeAsset') ? [] : ['fee']);
  return { profile, variant: 'mapped', header, columns, glued, notices };
}

/** The line that has most of the columns that were named; else the one with most known names. */
function mappedHeader(found: readonly FoundHeader[], wishes: ColumnWishes, file: string): FoundHeader {
  let best: FoundHeader | null = null;
  let most = 0;
  for (const header of found) {
    const raws = new Set(header.names.flatMap(({ raw, name }) => [raw, name]));
    const hits = [...wishes.columns.values()].filter((column) => raws.has(column.trim())).length;
    if (hits > most) [best, most] = [header, hits];
  }
  return best ?? bestHeader(found, file);
}

function requireFields(header: FoundHeader, columns: ReadonlyMap<Field, number>, file: string): void {
  const missing = NEEDED.filter((field) => !columns.has(field));
  if (!columns.has('quantity') && !columns.has('contracts')) missing.push('quantity');
  if (missing.length === 0) return;
  fail('columns-missing', `no column is known to hold: ${missing.join(', ')}`, {
    file,
    line: header.line,
    hint: mapCommand(header, file),
  });
}

function genericProfile(
  header: FoundHeader,
  columns: ReadonlyMap<Field, number>,
  wishes: ColumnWishes,
  options: ReadOptions,
): Profile {
  const { mapping } = options;
  const name = (field: Field): string => header.names[columns.get(field) ?? -1]?.name ?? '';
  const quantity = columns.get('quantity') ?? columns.get('contracts');
  const venue = (options.venue ?? mapping?.venue)?.toLowerCase() ?? null;
  return {
    ...generic,
    feeSign: wishes.feeNegative ? 'charged-negative' : 'charged-positive',
    decimal: mapping?.decimal ?? '.',
    thousands: mapping?.thousands ?? null,
    symbology: venue === 'okx' ? 'okx' : venue === 'binance' ? binanceSymbology(options) : 'generic',
    sides: columns.get('side') === quantity ? 'sign' : sideWords(name('side')),
    liquidity: liquidityWords(name('liquidity'), options),
    key: columns.has('tradeId') ? (columns.has('orderId') ? ['tradeId', 'orderId'] : ['tradeId']) : null,
    product: mapping?.product ?? null,
    kind: mapping?.kind ?? null,
    quote: mapping?.quote ?? null,
  };
}

function binanceSymbology(options: ReadOptions): Profile['symbology'] {
  return options.mapping?.product === 'spot' || options.mapping?.kind === 'spot'
    ? 'binance-spot'
    : 'binance-usdm';
}

/** In a column named after the buyer, `true` means that this side bought. */
function sideWords(name: string): ReadonlyMap<string, Side> {
  if (generic.sides === 'sign') return new Map();
  if (name !== 'buyer' && name !== 'isbuyer') return generic.sides;
  return new Map<string, Side>([...generic.sides, ...truths<Side>('buy', 'sell')]);
}

/**
 * In a column named `maker`, `true` means maker; in one named `taker` or `crossed`, taker; elsewhere a truth
 * means nothing.
 */
function liquidityWords(name: string, options: ReadOptions): Profile['liquidity'] {
  const own = options.mapping?.liquidity ?? null;
  if (own !== null) {
    return new Map<string, Flag>([
      ...own.maker.map((word) => [word.toLowerCase(), 'maker'] as const),
      ...own.taker.map((word) => [word.toLowerCase(), 'taker'] as const),
    ]);
  }
  if (name === 'maker' || name === 'ismaker')
    return new Map<string, Flag | null>([...generic.liquidity, ...truths<Flag>('maker', 'taker')]);
  if (['taker', 'istaker', 'crossed'].includes(name)) {
    return new Map<string, Flag | null>([...generic.liquidity, ...truths<Flag>('taker', 'maker')]);
  }
  return generic.liquidity;
}

function truths<Word>(yes: Word, no: Word): [string, Word][] {
  return [
    ...['true', 'yes', 'y', '1'].map((word): [string, Word] => [word, yes]),
    ...['false', 'no', 'n', '0'].map((word): [string, Word] => [word, no]),
  ];
}
