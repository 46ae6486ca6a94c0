/** Whether a file is for the fast engine, and how its columns are scanned. */

import type { Recognition } from '../../ingest/identify.ts';
import type { Field } from '../../ingest/profile.ts';
import { CELL, type ScanPlan } from './columns.ts';
import type { Roles } from './row-kernel.ts';
import { isScannable } from './scan-lines.ts';

/** Columns that are numbers; those of `NOTHING` and `OTHERS` only take a row in while they hold 0 or nothing. */
const NUMBERS: readonly Field[] = ['price', 'fee', 'orderPrice', 'indexPrice', 'markPrice', 'coinAmount'];
const NOTHING: readonly Field[] = ['tokenFee', 'pointFee', 'rebate'];
const OTHERS: readonly Field[] = ['otherFee', 'otherFeeMore'];
/** Columns whose cells take few values; what a fill is hangs on their combination. */
const WORDS: readonly Field[] = [
  ...([
    'symbol',
    'side',
    'liquidity',
    'feeAsset',
    'account',
    'orderType',
    'timeInForce',
    'postOnly',
  ] as const),
  ...(['kind', 'unit', 'base', 'quoteAsset', 'balanceUnit', 'wallet', 'status', 'combo', 'rfq'] as const),
  ...(['quoteSized', 'forcedTaker', 'market'] as const),
];
const IDS: readonly Field[] = ['tradeId', 'orderId', 'billId'];

export interface FilePlan {
  readonly scan: ScanPlan;
  readonly roles: Roles;
}

/** @returns why the file is not for the fast engine, in words; null = it is */
export function reasonAgainst(recognition: Recognition): string | null {
  const { profile, columns, encoding, delimiter } = recognition;
  if (profile.assemble !== 'single') return 'a fill is made of several rows';
  if (profile.orderFees === true) return 'the fee of a fill can hang on other fills of its order';
  if (profile.thousands !== null && !/^[,.]$/.test(profile.thousands))
    return 'thousands are marked by neither a comma nor a point';
  if (profile.sides === 'sign' && columns.get('side') !== columns.get(quantityOf(recognition)))
    return 'the side is the sign of another number';
  if (profile.feeJson !== undefined) return 'fees are JSON text';
  if (profile.smallestUnits !== undefined) return 'fees are counted in the smallest unit of a coin';
  if (!columns.has('price') && !columns.has('quote')) return 'rows have no price';
  if (
    isMeasured(recognition) &&
    (recognition.checkQuote || profile.quoteIsProduct === true || columns.has('quoteSized'))
  )
    return 'the traded value stands in for the price, and is compared to it';
  if (columns.has('orderQuantity') && columns.has('leavesQuantity'))
    return 'rows tell how much of their order is left';
  if (encoding !== 'utf-8' || !isScannable(delimiter.charCodeAt(0))) return 'its encoding or delimiter';
  const plan = planOf(recognition);
  return typeof plan === 'string' ? plan : null;
}

/** The traded value of each fill is the one that its row prints, see `value` in `row-reader.ts`. */
const isMeasured = ({ profile, columns }: Recognition): boolean =>
  columns.has('quote') && (!columns.has('price') || profile.quoteIsFeeBase === true);

/** The column of quantities; contracts come first. */
const quantityOf = ({ columns }: Recognition): Field => (columns.has('contracts') ? 'contracts' : 'quantity');

/** @returns how a file is scanned that nothing speaks against; else what does */
export function planOf(recognition: Recognition): FilePlan | string {
  const { profile, columns, header, glued, accountGiven, checkQuote, zone } = recognition;
  const kinds: number[] = header.map(() => CELL.skip);
  const slots: number[] = header.map(() => 0);
  const counts = { [CELL.number]: 0, [CELL.word]: 0, [CELL.id]: 0 } as Record<number, number>;
  let shared = false;
  const take = (field: Field, kind: number): number => {
    const at = columns.get(field);
    if (at === undefined || (field === 'account' && accountGiven)) return -1;
    if (kinds[at] !== CELL.skip) {
      if (kinds[at] !== CELL.word || kind !== CELL.word) shared = true;
      return slots[at]!;
    }
    kinds[at] = kind;
    slots[at] = kind === CELL.time ? 0 : counts[kind]!++;
    return slots[at]!;
  };
  take('time', CELL.time);
  const slot = new Map<Field, number>();
  const signed = profile.sides === 'sign';
  for (const field of WORDS) if (field !== 'side' || !signed) slot.set(field, take(field, CELL.word));
  const quantity = quantityOf(recognition);
  const quoteCheck = checkQuote ? 'single' : profile.quoteIsProduct === true ? 'remark' : 'none';
  const measured = isMeasured(recognition);
  const prints = profile.printedValue === true;
  const quote: readonly Field[] =
    columns.has('quote') && (measured || prints || quoteCheck !== 'none') ? ['quote'] : [];
  const numbers: readonly Field[] = [...NUMBERS, quantity, ...NOTHING, ...OTHERS, ...quote];
  for (const field of numbers) slot.set(field, take(field, CELL.number));
  for (const field of IDS) slot.set(field, take(field, CELL.id));
  const key = profile.key === null || !recognition.hasIds ? [] : profile.key;
  if (shared || key.some((field) => !IDS.includes(field))) return 'two roles share a column';
  if (key.length > 0 && !key.includes('tradeId')) return 'its fills are told apart without their trades';
  const pasted = numbers
    .filter((field) => glued.has(field) && slot.get(field)! >= 0)
    .map((field) => [slot.get(field)!, counts[CELL.word]!++] as const);
  const at = (field: Field) => slot.get(field) ?? -1;
  const slotsOf = (fields: readonly Field[]) => fields.map(at).filter((number) => number >= 0);
  // Where a 0 among the other fees is more than nothing: it is no list of them, or the venue's own fee must be the whole one.
  const bare = profile.otherFeeList !== undefined || columns.has('ownFee');
  const sizes = signed ? [at(quantity)] : [];
  // Some venues give rebates in the other coin.
  const implied = profile.impliedFeeAsset;
  const hangsOnSign = implied?.rule === 'received' && implied.rebate === 'given';
  const signs = [...sizes, ...(hangsOnSign ? [at('fee')] : [])];
  return {
    scan: {
      delimiter: recognition.delimiter.charCodeAt(0),
      kinds,
      slots,
      timeForm: profile.time,
      minutesEast: zone.minutesEast,
      dayFirst: recognition.dayFirst,
      point: profile.decimal.charCodeAt(0),
      mark: profile.thousands?.charCodeAt(0) ?? 0,
      signs,
      sizes,
      glued: pasted,
      optional: Array.from({ length: counts[CELL.number]! }, (_, number) => number),
      numbers: counts[CELL.number]!,
      words: counts[CELL.word]! + signs.length,
      ids: counts[CELL.id]!,
    },
    roles: {
      price: at('price'),
      quantity: at(quantity),
      fee: at('fee'),
      quote: measured || quoteCheck === 'none' ? -1 : at('quote'),
      value: measured ? at('quote') : -1,
      printed: prints ? at('quote') : -1,
      orderPrice: at('orderPrice'),
      coinAmount: at('coinAmount'),
      wholeInverse: profile.wholeInverse === true,
      nothing: slotsOf(bare ? NOTHING : [...NOTHING, ...OTHERS]),
      empty: slotsOf(bare ? OTHERS : []),
      key: key.map(at),
      tradeId: at('tradeId'),
      orderId: at('orderId'),
      feeSign: profile.feeSign === 'charged-positive' ? 1 : -1,
      quoteCheck: measured || at('quote') < 0 ? 'none' : quoteCheck,
      blanks: [...(profile.blanks ?? [])],
    },
  };
}
