/** The fee of a row as the door sees it, and what becomes of a row that is refused. */
import type { Decimal } from '../domain/decimal.ts';
import { type Problem, problem } from '../domain/problem.ts';
import type { CellPlace } from './cells.ts';
import type { RowEvent } from './row-event.ts';

/** What the fee column of one row holds, before anything else is made of the row. */
export interface RawFee {
  /** In this program's sign; null = not readable. */
  readonly fee: Decimal | null;
  readonly asset: string | null;
  /** Why it is not readable. */
  readonly problem: Problem | null;
}

/** The refusal of one row; its fee stays money where it was readable. */
export function refusedRow(what: Problem, raw: RawFee): RowEvent {
  return {
    kind: 'refused',
    problem: what,
    rows: 1,
    fee: raw.fee,
    feeAsset: raw.fee === null ? null : raw.asset,
  };
}

/** The problem of a row without a fee. */
export function feeMissing(place: CellPlace): Problem {
  return problem('fee-unreadable', 'the fee is missing', { ...place, hint: 'export the file again' });
}
