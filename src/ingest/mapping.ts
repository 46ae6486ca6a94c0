/**
 * What a user says about a file that no profile knows: from `--map`, or from a mapping file beside the
 * export.
 */

import type { Kind } from '../domain/instrument.ts';
import { fail, nearest } from '../domain/problem.ts';

/** Fields that a mapping can name. */
export const MAPPABLE = [
  'time',
  'symbol',
  'side',
  'price',
  'quantity',
  'contracts',
  'quote',
  'fee',
  'feeAsset',
  'liquidity',
  'tradeId',
  'orderId',
  'account',
  'orderType',
  'timeInForce',
  'postOnly',
  'orderPrice',
  'orderQuantity',
  'leavesQuantity',
] as const;
export type MappableField = (typeof MAPPABLE)[number];

/** Fields without which there is no fill. */
export const NEEDED: readonly MappableField[] = ['time', 'symbol', 'side', 'price', 'fee'];

/** The content of a mapping file; null = the file does not say. */
export interface Mapping {
  readonly profile: string | null;
  readonly venue: string | null;
  readonly product: string | null;
  readonly kind: Kind | null;
  readonly account: string | null;
  /** Field → column head as the file writes it. */
  readonly columns: ReadonlyMap<string, string>;
  /** What a positive number in the fee column means; null = charged. */
  readonly feeSign: 'charged-positive' | 'charged-negative' | null;
  /** Minutes east of UTC of times that carry no zone. */
  readonly zone: number | null;
  readonly decimal: '.' | ',' | null;
  readonly thousands: string | null;
  readonly delimiter: string | null;
  /** Cell values that mean maker and taker. */
  readonly liquidity: { readonly maker: readonly string[]; readonly taker: readonly string[] } | null;
  /** The quote asset of every symbol. */
  readonly quote: string | null;
}

/** A mapping that says nothing. */
export const NO_MAPPING: Mapping = {
  profile: null,
  venue: null,
  product: null,
  kind: null,
  account: null,
  columns: new Map(),
  feeSign: null,
  zone: null,
  decimal: null,
  thousands: null,
  delimiter: null,
  liquidity: null,
  quote: null,
};

/** Flags and mapping file together: which column plays which role, and whether `-` turned the fee round. */
export interface ColumnWishes {
  readonly columns: ReadonlyMap<MappableField, string>;
  /** Fields that no column plays, whatever it is called. */
  readonly absent: ReadonlySet<MappableField>;
  readonly feeNegative: boolean;
}

/**
 * The columns asked for, flags before mapping file. `fee=-Commission` = a negative number is a charge; `tradeId=` = none.
 * @throws KnownError for a field that does not exist, or that cannot do without a column
 */
export function columnWishes(map: ReadonlyMap<string, string>, mapping: Mapping | null): ColumnWishes {
  const columns = new Map<MappableField, string>();
  const absent = new Set<MappableField>();
  let feeNegative = mapping?.feeSign === 'charged-negative';
  for (const [field, column] of [...(mapping?.columns ?? []), ...map]) {
    const known = MAPPABLE.find((name) => name.toLowerCase() === field.toLowerCase());
    if (known === undefined) {
      const near = nearest(field, MAPPABLE)[0];
      fail('map-field-unknown', 'there is no such field to map', {
        value: field,
        hint: near === undefined ? `fields are: ${MAPPABLE.join(', ')}` : `did you mean ${near}?`,
      });
    }
    absent.delete(known);
    if (column === '') {
      if (NEEDED.includes(known)) {
        fail('map-field-needed', 'there is no fill without this field', {
          value: `${known}=`,
          hint: `name its column: --map ${known}=COLUMN`,
        });
      }
      absent.add(known);
      columns.delete(known);
    } else if (known === 'fee' && column.startsWith('-') && map.get(field) === column) {
      feeNegative = true;
      columns.set(known, column.slice(1));
    } else {
      if (known === 'fee' && map.get(field) === column) feeNegative = mapping?.feeSign === 'charged-negative';
      columns.set(known, column);
    }
  }
  return { columns, absent, feeNegative };
}

/** What is said of fields that no column plays. */
export const absenceNotices = ({ absent }: ColumnWishes): string[] =>
  [...absent].map((field) => `no column is read as ${field}, as mapped`);
