/** What a fee is a share of: the traded value, the fee base, the premium that a cap goes by. */
import { type Decimal, ONE, plain, quotient } from '../domain/decimal.ts';
import { baseKindIn, coinsOf, type FeeFormula, notionalAssetOf } from '../domain/fee.ts';
import { formatRate } from '../domain/rate.ts';
import { formatShort } from '../domain/time.ts';
import { product, type Step, stepsOf } from './explain-step.ts';
import type { FillAccount } from './row-account.ts';

const fee = stepsOf('fee');

/** The traded value. */
export function notionalStep({ fill, judged }: FillAccount): Step {
  const { instrument, price, quantity } = fill;
  const { contractValue, kind } = instrument;
  const unit = notionalAssetOf(instrument);
  if (judged.notional === null) {
    return fee('notional', null, { unit, note: `the contract value of ${instrument.symbol} is not known` });
  }
  if (fill.quoteAmount !== null) {
    return fee('notional', judged.notional, { unit, basis: 'measured', note: 'as the file gives it' });
  }
  const size = contractValue ?? ONE;
  if (kind === 'inverse') {
    const formula = `${product(quantity, size) ?? plain(quantity.times(size))} ÷ ${plain(price)}`;
    const note = `${size.eq(ONE) ? 'contracts' : 'contracts × face value'} ÷ price, to 60 significant digits`;
    return fee('notional', judged.notional, { unit, formula, basis: 'computed', note });
  }
  const note = size.eq(ONE) ? 'price × quantity' : 'price × contracts × contract value';
  const formula = product(price, quantity, size);
  return fee('notional', judged.notional, { unit, formula, basis: 'computed', note });
}

/** What is missing where only a price is. */
export function priceStep({ fill, judged, pricesFile }: FillAccount): Step {
  const time = formatShort(fill.time);
  const where =
    pricesFile === null
      ? 'no prices were given (--prices FILE)'
      : `${pricesFile} has none at or before ${time}, and not older than 7 days`;
  const unit = `${judged.notionalAsset ?? '?'} per ${judged.feeAsset}`;
  return fee(`price of ${judged.feeAsset}`, null, { unit, note: where });
}

/** What the rate is applied to; of a leg of a request, the part that counts. */
export function baseSteps({ base, asset, price }: FeeFormula, account: FillAccount): Step[] {
  const { fill, context, judged, share } = account;
  const notionalAsset = notionalAssetOf(fill.instrument);
  // As the judge does: in the asset of the fee, else in the quote asset and then converted.
  const kindIn = (one: string) => baseKindIn(fill.instrument, one, notionalAsset, context.feeBase);
  const kind = kindIn(asset) ?? (notionalAsset === null ? null : kindIn(notionalAsset));
  const coins = coinsOf(fill);
  const unit = base.asset;
  const basis = fill.quoteAmount !== null && kind === 'value' ? 'measured' : 'computed';
  const converted = price === null ? '' : `; a fee in ${asset} is converted afterwards`;
  const whole = (value: Decimal, formula: string | null, words: string) =>
    [
      fee('fee base', value, { unit, basis, formula, note: `${words}${converted}` }),
      ...partSteps('part that counts', value, base.amount, unit, share),
    ] satisfies Step[];
  if (kind === 'coins') {
    return whole(coins, product(fill.quantity, fill.instrument.contractValue ?? ONE), 'the coins traded');
  }
  if (kind === 'index' && fill.indexPrice !== null) {
    const value = coins.times(fill.indexPrice);
    return whole(value, product(coins, fill.indexPrice), 'quantity × index price');
  }
  return whole(judged.notional ?? base.amount, null, 'the traded value');
}

/** A leg of a request for quotes pays on a part of its size. */
function partSteps(
  name: string,
  whole: Decimal,
  counted: Decimal,
  unit: string,
  share: FillAccount['share'],
): Step[] {
  if (counted.eq(whole) || whole.isZero()) return [];
  const formula = `${plain(whole)} × ${plain(quotient(counted, whole))}`;
  return [fee(name, counted, { unit, basis: 'computed', formula, note: share?.leg?.words ?? null })];
}

/** What a cap on the fee is a share of. */
export function premiumSteps({ premium, clauses, base }: FeeFormula, account: FillAccount): Step[] {
  const cap = clauses?.premiumCap ?? null;
  if (premium === null || cap === null) return [];
  const { price, quantity, markPrice, instrument } = account.fill;
  const mark = clauses?.premiumPrice === 'mark' ? markPrice : undefined;
  const size = instrument.contractValue ?? ONE;
  const whole = (mark ?? price).times(quantity).times(size);
  const note = `premium at ${mark === undefined ? 'the price of the fill' : 'the mark price'}`;
  const unit = base.asset;
  return [
    fee('premium', whole, { unit, formula: product(mark ?? price, quantity, size), basis: 'computed', note }),
    ...partSteps('part of the premium', whole, premium, unit, account.share),
    fee('cap', premium.times(cap), {
      ...{ unit, formula: `${plain(premium)} × ${plain(cap)}`, basis: 'computed' },
      note: `${formatRate(cap)} of the premium`,
    }),
  ];
}
