/** From price and quantity to the fee that was expected, each step with the numbers that lead to the next. */
import { isNoRate } from '../domain/card.ts';
import { type Decimal, plain, type Rounding, ZERO } from '../domain/decimal.ts';
import { bookedFee, charge, exactFee, type FeeFormula, type FeeOperation } from '../domain/fee.ts';
import type { PrintedScale } from '../domain/judgement.ts';
import { formatShort } from '../domain/time.ts';
import { baseSteps, notionalStep, premiumSteps, priceStep } from './explain-base.ts';
import { basisOfRate } from './explain-rate.ts';
import { type Basis, type Step, stepsOf } from './explain-step.ts';
import type { FillAccount } from './row-account.ts';

const fee = stepsOf('fee');

/**
 * Every step from the row's figures to the expected fee; as far as it can be computed. @throws Error when the steps do not
 * end in the fee that was judged (our mistake)
 */
export function feeSteps(account: FillAccount): Step[] {
  const { judged, fill, pricesFile } = account;
  const { formula, due, expected } = judged;
  const basis = basisOfFee(account);
  const last = expected === null ? [] : [fee('expected', expected, { unit: judged.feeAsset, basis })];
  const steps = [notionalStep(account)];
  if (formula === null) {
    return [...steps, ...(judged.unpriced ? [priceStep(account)] : []), ...shareSteps(account), ...last];
  }
  steps.push(...baseSteps(formula, account));
  if (due === null || expected === null) return steps;
  steps.push(...premiumSteps(formula, account));
  const exact = exactFee(formula, due.rate, (operation, before, operand, after) => {
    steps.push(...operationSteps({ operation, before, operand, after }, formula, pricesFile, basis));
  });
  steps.push(...shareSteps(account), ...roundingSteps(exact, account, basis));
  if (!charge(formula, due.rate).eq(expected)) {
    throw new Error(`the steps of ${fill.file}:${fill.line} do not lead to the fee that was judged`);
  }
  return [...steps, ...last];
}

/** An expected fee that rests on a rounding read from the fees is inferred. */
export function basisOfFee(account: FillAccount): Basis {
  return account.context.print.measured === true ? 'inferred' : basisOfRate(account);
}

/** What other fills of the order, or legs of the request, mean for this fee. */
function shareSteps({ share, judged }: FillAccount): Step[] {
  if (share === null) return [];
  const unit = judged.feeAsset;
  if (share.leg?.kind === 'due' && judged.expected !== null) {
    return [
      fee('leg of a box', judged.expected, {
        ...{ unit, basis: 'computed' },
        note: `${share.leg.words}; the legs are judged in sum, and a difference stands on the first`,
      }),
    ];
  }
  if (share.mayCarry) return [];
  const note = 'none here: another fill of this order carries the fixed part already';
  return [fee('order part', ZERO, { unit, basis: 'computed', note })];
}

interface Operation {
  readonly operation: FeeOperation;
  readonly before: Decimal;
  readonly operand: Decimal;
  readonly after: Decimal;
}

/** One operation of the fee rule. */
function operationSteps(
  { operation, before, operand, after }: Operation,
  { base, asset, price, clauses }: FeeFormula,
  prices: string | null,
  basis: Basis,
): Step[] {
  const [a, b] = [plain(before), plain(operand)];
  const inFee = { unit: asset, basis };
  switch (operation) {
    case 'times rate': {
      const ratio = base.ratio !== undefined;
      const note = ratio
        ? 'contracts × face value × rate; the division comes last, so that an even fee stays even'
        : 'fee base × rate';
      return [
        fee('base × rate', after, { unit: ratio ? null : base.asset, basis, formula: `${a} × ${b}`, note }),
      ];
    }
    case 'cap': {
      const bound = after.eq(before) ? 'the cap does not bind' : 'the cap binds';
      return [fee('capped', after, { unit: base.asset, basis, note: `${bound}: the fee is at most ${b}` })];
    }
    case 'times price':
      return [fee('converted', after, { ...inFee, formula: `${a} × ${b}`, note: priceWords(price, prices) })];
    case 'divide':
      return [
        fee('divided', after, { ...inFee, formula: `${a} ÷ ${b}`, note: divisionWords(base, price, prices) }),
      ];
    case 'per contract':
      return [
        fee('fixed part', after, {
          ...inFee,
          formula: `${a} + ${b}`,
          note: 'plus the fixed part per contract',
        }),
      ];
    case 'minimum': {
      const raised = after.eq(before) ? 'it is not below' : 'it is below, so the minimum counts';
      return [
        fee('minimum', after, {
          ...inFee,
          note: `least fee ${plain(clauses?.minimum ?? operand)}: ${raised}`,
        }),
      ];
    }
    case 'order part': {
      const note = operand.isZero()
        ? 'the charge shows no fixed part of the order in this fill'
        : 'plus the fixed part of the order that the charge shows in this fill';
      return [fee('order part', after, { ...inFee, formula: `${a} + ${b}`, note })];
    }
  }
}

function priceWords(price: FeeFormula['price'], prices: string | null): string {
  if (price === null) return '';
  const time = price.time === undefined ? '' : ` of ${formatShort(price.time)}`;
  const line = price.line === undefined ? '' : `, ${prices ?? 'prices'}:${price.line}`;
  return `at the price ${plain(price.price)}${time}${line}`;
}

function divisionWords(base: FeeFormula['base'], price: FeeFormula['price'], prices: string | null): string {
  const parts = [
    base.ratio === undefined ? null : 'by the price of the fill',
    price === null || price.inverse ? null : priceWords(price, prices),
  ].filter((part) => part !== null);
  return `${parts.join(' and ')}, to 60 significant digits`;
}

const roundedWords = ({ scale, mode }: Rounding) => `${mode} at ${scale} decimals`;

const SEEN = 'the rounding is the one that the fees themselves show (--rounding auto)';
const PRINTED: Readonly<Record<PrintedScale['basis'], string>> = {
  profile: 'as this export prints fees',
  'largest seen': 'the most decimals that a fee of the file has',
  given: 'the decimals of the file’s fees',
};

/** As the venue books it, then as the file prints it. */
function roundingSteps(exact: Decimal, { judged, context, scale }: FillAccount, basis: Basis): Step[] {
  const { formula } = judged;
  if (formula === null) return [];
  const { venue, print } = formula.rounding;
  const unit = formula.asset;
  const booked = bookedFee(exact, formula.rounding);
  const told = context.print.measured
    ? SEEN
    : isNoRate(context.card)
      ? 'no schedule says how'
      : `${context.card.schedule.id} does not say how the venue rounds`;
  const steps = [
    venue === null
      ? fee('booked', booked, { unit, basis, note: `not rounded: ${told}` })
      : fee('booked', booked, {
          ...{ unit, basis, formula: `${plain(exact)} rounded ${roundedWords(venue)}` },
          note: 'as the venue books it',
        }),
  ];
  if (print === null) return steps;
  const printed = judged.expected ?? booked;
  const why = context.print.measured ? SEEN : PRINTED[scale?.basis ?? 'given'];
  const formulaText = `${plain(booked)} rounded ${roundedWords(print)}`;
  return [...steps, fee('printed', printed, { unit, basis, formula: formulaText, note: why })];
}
