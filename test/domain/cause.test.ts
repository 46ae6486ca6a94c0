import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BreakLedger, type CauseScope, type Settlement, signatureOf } from '../../src/domain/cause.ts';
import { plain } from '../../src/domain/decimal.ts';
import type { CauseCode, Diagnosis } from '../../src/domain/hypothesis.ts';
import { d, fillOf } from '../support/build.ts';

const SCOPE: CauseScope = { venue: 'okx', account: 'main', product: 'usdt-futures', feeAsset: 'USDT' };

/** `TIER_STALE VIP 3, LIQUIDITY_MISFLAG taker`. */
function hypotheses(text: string, telling = true): Diagnosis {
  const parts = text === '' ? [] : text.split(', ');
  const found = parts.map((part) => {
    const [code = '', ...detail] = part.split(' ');
    return { code: code as CauseCode, detail: detail.join(' ') };
  });
  return { hypotheses: found, telling };
}

interface Planted {
  readonly set: string;
  readonly variance: string;
  readonly id: string;
}

function ledgerOf(planted: readonly Planted[], scope = SCOPE): BreakLedger {
  const ledger = new BreakLedger();
  for (const { set, variance, id } of planted) {
    ledger.add(scope, fillOf({ tradeId: id }), hypotheses(set), d(variance));
  }
  return ledger;
}

const breaks = (set: string, count: number, variance = '1'): Planted[] =>
  Array.from({ length: count }, (_, index) => ({ set, variance, id: String(index + 1) }));

const summary = ({ causes }: Settlement) =>
  causes.map((cause) => {
    const details = cause.details.map(({ detail, fills }) => `${detail}×${fills}`).join('+');
    return `${cause.code} ${details} ${cause.fills} ${plain(cause.variance)} [${cause.rivals.join(' ')}]`;
  });

describe('settling', () => {
  test('the cause that explains most breaks is named, and takes all that it explains', () => {
    const ledger = ledgerOf([
      ...breaks('TIER_STALE VIP 3', 5),
      ...breaks('TIER_STALE VIP 3, LIQUIDITY_MISFLAG taker', 3),
      ...breaks('LIQUIDITY_MISFLAG taker', 2),
    ]);
    const settlement = ledger.settle();
    expect(summary(settlement)).toEqual(['TIER_STALE VIP 3×8 8 8 []', 'LIQUIDITY_MISFLAG taker×2 2 2 []']);
    const code = (set: string) => settlement.codeOf(SCOPE, signatureOf(hypotheses(set)));
    expect(code('TIER_STALE VIP 3, LIQUIDITY_MISFLAG taker')).toBe('TIER_STALE');
    expect(code('LIQUIDITY_MISFLAG taker')).toBe('LIQUIDITY_MISFLAG');
  });

  test('a cause that would explain all of it as well is a rival', () => {
    const both = ledgerOf(breaks('LIQUIDITY_MISFLAG taker, TIER_STALE Regular', 4));
    expect(summary(both.settle())).toEqual(['LIQUIDITY_MISFLAG taker×4 4 4 [TIER_STALE]']);
    const some = ledgerOf([
      ...breaks('LIQUIDITY_MISFLAG taker, TIER_STALE Regular', 4),
      ...breaks('LIQUIDITY_MISFLAG taker', 1),
    ]);
    expect(summary(some.settle())).toEqual(['LIQUIDITY_MISFLAG taker×5 5 5 []']);
  });

  test('many small breaks weigh more than few large ones', () => {
    const ledger = ledgerOf([
      ...breaks('TIER_STALE VIP 3, SIGN_FLIP', 1, '7'),
      ...breaks('TIER_STALE VIP 3', 3),
      ...breaks('SIGN_FLIP', 2, '500'),
    ]);
    const settlement = ledger.settle();
    expect(settlement.codeOf(SCOPE, signatureOf(hypotheses('TIER_STALE VIP 3, SIGN_FLIP')))).toBe(
      'TIER_STALE',
    );
    expect(summary(settlement)).toEqual(['SIGN_FLIP ×2 2 1000 []', 'TIER_STALE VIP 3×4 4 10 []']);
  });

  test('equal counts: more money first, then the simpler cause, then the name', () => {
    const money = ledgerOf([
      ...breaks('RATE_OFF_CARD 0.01%, ROUNDING x', 1, '9'),
      ...breaks('RATE_OFF_CARD 0.01%, SIGN_FLIP', 1, '1'),
      ...breaks('SIGN_FLIP, FEE_ASSET XYZ', 1, '2'),
    ]);
    // RATE_OFF_CARD and SIGN_FLIP explain two each; the first is worth 10, the second 3.
    expect(summary(money.settle())).toEqual([
      'RATE_OFF_CARD 0.01%×2 2 10 []',
      'SIGN_FLIP ×1 1 2 [FEE_ASSET]',
    ]);
    const simple = ledgerOf(breaks('TIER_EARLY VIP 5, DISCOUNT_MISSING BNB, TIER_STALE VIP 3', 2));
    expect(summary(simple.settle())[0]).toContain('DISCOUNT_MISSING');
    const name = ledgerOf(breaks('TIER_STALE VIP 3, TIER_STALE VIP 1', 2));
    expect(summary(name.settle())).toEqual(['TIER_STALE VIP 1×2 2 2 []']);
  });

  test('details with three fills or more are causes of their own, fewer are told together', () => {
    const ledger = ledgerOf([
      ...breaks('RATE_OFF_CARD 0.03%', 1, '100'),
      ...breaks('RATE_OFF_CARD 0.04%', 2),
      ...breaks('RATE_OFF_CARD 0.02%', 3),
      ...breaks('RATE_OFF_CARD 0.01%', 3),
    ]);
    expect(summary(ledger.settle())).toEqual([
      'RATE_OFF_CARD 0.04%×2+0.03%×1 3 102 []',
      'RATE_OFF_CARD 0.01%×3 3 3 []',
      'RATE_OFF_CARD 0.02%×3 3 3 []',
    ]);
    const sizes = ledgerOf([...breaks('ROUNDING down', 5), ...breaks('ROUNDING up', 4)]);
    expect(summary(sizes.settle())).toEqual(['ROUNDING down×5+up×4 9 9 []']);
  });

  test('a match that chance could have made needs three fills that agree', () => {
    const weak = (count: number, set = 'TIER_STALE VIP 3, LIQUIDITY_MISFLAG taker') => {
      const ledger = new BreakLedger();
      for (const { id } of breaks(set, count)) {
        ledger.add(SCOPE, fillOf({ tradeId: id }), hypotheses(set, false), d('1'));
      }
      return ledger;
    };
    expect(summary(weak(2).settle())).toEqual(['UNEXPLAINED ×2 2 2 [LIQUIDITY_MISFLAG TIER_STALE]']);
    expect(summary(weak(3).settle())).toEqual(['LIQUIDITY_MISFLAG taker×3 3 3 [TIER_STALE]']);
    // A fact of the record is no match of figures.
    expect(summary(weak(1, 'FEE_MISSING').settle())).toEqual(['FEE_MISSING ×1 1 1 []']);
    // That nothing is left of a fee agrees with any coarse rounding: it leads to none.
    expect(summary(weak(4, 'FEE_MISSING, ROUNDING down').settle())).toEqual([
      'FEE_MISSING ×4 4 4 [ROUNDING]',
    ]);
    // One fill that proves it lends its proof to those that only fit.
    const joined = weak(1);
    joined.merge(ledgerOf(breaks('TIER_STALE VIP 3', 1)));
    expect(summary(joined.settle())).toEqual(['TIER_STALE VIP 3×2 2 2 []']);
  });

  test('dust agrees with anything: not even many of it prove a hypothesis', () => {
    const ledger = new BreakLedger();
    const dust = { ...hypotheses('TIER_STALE VIP 3', false), dust: true } as const;
    for (const { id } of breaks('', 9)) ledger.add(SCOPE, fillOf({ tradeId: id }), dust, d('1'));
    expect(summary(ledger.settle())).toEqual(['UNEXPLAINED ×9 9 9 [TIER_STALE]']);
    ledger.merge(ledgerOf(breaks('TIER_STALE VIP 3', 1)));
    expect(summary(ledger.settle())).toEqual(['TIER_STALE VIP 3×10 10 10 []']);
  });

  test('what the fills cannot tell apart is named beside', () => {
    const [cause] = ledgerOf(breaks('TIER_EARLY VIP 8, TIER_EARLY VIP 9', 4)).settle().causes;
    expect(cause!.details).toEqual([{ detail: 'VIP 8', fills: 4, alike: ['VIP 9'] }]);
  });

  test('what nothing explains stays unexplained', () => {
    const ledger = ledgerOf([...breaks('', 2, '-3'), ...breaks('SIGN_FLIP', 1)]);
    const settlement = ledger.settle();
    expect(summary(settlement)).toEqual(['UNEXPLAINED ×2 2 -6 []', 'SIGN_FLIP ×1 1 1 []']);
    expect(settlement.codeOf(SCOPE, '')).toBe('UNEXPLAINED');
  });

  test('over- and undercharges do not hide each other', () => {
    const [cause] = ledgerOf([...breaks('SIGN_FLIP', 1, '5'), ...breaks('SIGN_FLIP', 1, '-5')]).settle()
      .causes;
    expect([plain(cause!.variance), plain(cause!.magnitude)]).toEqual(['0', '10']);
  });

  test('scopes are settled apart', () => {
    const ledger = ledgerOf(breaks('TIER_STALE VIP 3, SIGN_FLIP', 2));
    const other = { ...SCOPE, feeAsset: 'USDC' };
    ledger.merge(ledgerOf([...breaks('TIER_STALE VIP 3', 9)], other));
    const found = ledger.settle().causes.map((cause) => `${cause.scope.feeAsset} ${cause.code}`);
    expect(found.sort()).toEqual(['USDC TIER_STALE', 'USDT SIGN_FLIP']);
  });

  test('first and last trade are the earliest and the latest', () => {
    const ids = ['12', '7', '100', '9'];
    const planted = ids.map((id) => ({ set: 'SIGN_FLIP', variance: '1', id }));
    const [cause] = ledgerOf(planted).settle().causes;
    expect([cause!.span.first.tradeId, cause!.span.last.tradeId]).toEqual(['7', '100']);
  });
});

describe('no order matters', () => {
  const sets = [
    '',
    'SIGN_FLIP',
    'TIER_STALE VIP 3',
    'TIER_STALE VIP 3, SIGN_FLIP',
    'TIER_STALE VIP 1, TIER_STALE VIP 3',
  ];
  const more = [
    'LIQUIDITY_MISFLAG taker, TIER_STALE VIP 1',
    'RATE_OFF_CARD 0.01%',
    'RATE_OFF_CARD 0.02%, ROUNDING down',
  ];
  const planted = fc.record({
    set: fc.constantFrom(...sets, ...more),
    variance: fc.integer({ min: -50, max: 50 }).map((value) => plain(d(String(value)).div(100))),
    id: fc.integer({ min: 1, max: 2000 }).map(String),
  });
  const picture = (ledger: BreakLedger) => {
    const settlement = ledger.settle();
    const spans = settlement.causes.map(({ span, magnitude }) => [
      span.first.tradeId,
      span.last.tradeId,
      plain(magnitude),
    ]);
    return [
      summary(settlement),
      spans,
      [...sets, ...more].map((set) => settlement.codeOf(SCOPE, signatureOf(hypotheses(set)))),
    ];
  };

  test('shuffled, and split into parts that are merged', () => {
    const lists = fc.array(planted, { maxLength: 40 });
    fc.assert(
      fc.property(
        lists,
        fc.infiniteStream(fc.integer({ min: 0, max: 2 })),
        fc.noShrink(fc.nat()),
        (list, part, seed) => {
          const whole = picture(ledgerOf(list));
          const shuffled = [...list].sort((a, b) => hash(a.id, seed) - hash(b.id, seed));
          expect(picture(ledgerOf(shuffled))).toEqual(whole);
          const parts: Planted[][] = [[], [], []];
          for (const one of list) parts[part.next().value]!.push(one);
          const merged = ledgerOf(parts[2]!);
          merged.merge(ledgerOf(parts[0]!));
          merged.merge(ledgerOf(parts[1]!));
          expect(picture(merged)).toEqual(whole);
        },
      ),
    );
  });

  test('nor does the order in which hypotheses were found', () => {
    expect(signatureOf(hypotheses('SIGN_FLIP, TIER_STALE VIP 3'))).toBe(
      signatureOf(hypotheses('TIER_STALE VIP 3, SIGN_FLIP')),
    );
    expect(signatureOf(hypotheses('TIER_STALE VIP 3'))).not.toBe(
      signatureOf(hypotheses('TIER_STALE VIP 33')),
    );
  });
});

function hash(text: string, seed: number): number {
  let value = seed | 1;
  for (const character of text) value = Math.imul(value ^ character.charCodeAt(0), 0x01000193);
  return value;
}
