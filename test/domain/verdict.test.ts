import { describe, expect, test } from 'vitest';
import { plain } from '../../src/domain/decimal.ts';
import type { Hypothesis } from '../../src/domain/hypothesis.ts';
import type { FillJudgement, Outcome } from '../../src/domain/judgement.ts';
import { Reconciliation } from '../../src/domain/reconciliation.ts';
import { type VerdictInput, verdictOf } from '../../src/domain/verdict.ts';
import { d, fillOf, rate, termsOf } from '../support/build.ts';

interface Planted {
  readonly outcome: Outcome;
  readonly asset?: string;
  readonly expected?: string;
  readonly charged?: string;
}

const SIGN_FLIP: Hypothesis = { code: 'SIGN_FLIP', detail: '' };

function reconciliationOf(planted: readonly Planted[], refused = 0): Reconciliation {
  const reconciliation = new Reconciliation();
  for (const { outcome, asset = 'USDT', expected = '1', charged = expected } of planted) {
    const fill = fillOf({ feeAsset: asset, fee: charged });
    const known = outcome !== 'unjudged';
    const judged: FillJudgement = {
      liquidity: 'maker',
      evidence: 'flag',
      outcome,
      due: known
        ? { rate: rate('0.01%'), published: rate('0.01%'), discount: null, tier: 'VIP 3', schedule: 'x/y' }
        : null,
      notional: d('10000'),
      notionalAsset: 'USDT',
      feeAsset: asset,
      exact: known ? d(expected) : null,
      expected: known ? d(expected) : null,
      variance: known ? d(charged).minus(expected) : null,
      reason: known ? null : 'no price',
      unpriced: !known,
      formula: null,
    };
    reconciliation.intake.add('fill', null, asset, 1, fill.fee);
    reconciliation.add(
      fill,
      judged,
      termsOf(),
      'x/y',
      [],
      outcome === 'break' ? { hypotheses: [SIGN_FLIP], telling: true } : null,
    );
  }
  for (let index = 0; index < refused; index++)
    reconciliation.intake.add('refused', 'row-width', null, 1, null);
  return reconciliation;
}

function verdict(planted: readonly Planted[], rest: Partial<VerdictInput> & { refused?: number } = {}) {
  const { refused = 0, ...input } = rest;
  const reconciliation = reconciliationOf(planted, refused);
  return verdictOf({
    reconciliation,
    causes: reconciliation.ledger.settle().causes,
    inferred: false,
    rateChanged: false,
    materiality: null,
    incomplete: false,
    ...input,
  });
}

const MATCHED: Planted = { outcome: 'matched' };
const BREAK: Planted = { outcome: 'break', expected: '1', charged: '3' };
const UNJUDGED: Planted = { outcome: 'unjudged', charged: '7' };

describe('status and exit code', () => {
  const materiality = (amount: string, asset = 'USDT') => ({ amount: d(amount), asset });

  test.each([
    ['nothing read', [], {}, 'clean', 0],
    ['all matched', [MATCHED], {}, 'clean', 0],
    ['within tolerance', [{ outcome: 'within tolerance', charged: '1.1' }], {}, 'clean', 0],
    ['a break', [MATCHED, BREAK], {}, 'breaks', 1],
    ['inferred, all matched', [MATCHED], { inferred: true }, 'unproven', 0],
    ['inferred, the rate changed', [MATCHED], { inferred: true, rateChanged: true }, 'unproven', 1],
    ['inferred, a break', [BREAK], { inferred: true }, 'unproven', 1],
    ['given, the rate changed', [MATCHED], { rateChanged: true }, 'clean', 0],
    ['a refused row', [MATCHED], { refused: 1 }, 'incomplete', 2],
    ['a refused row outranks a break', [BREAK], { refused: 1 }, 'incomplete', 2],
    ['an unjudged fill', [MATCHED, UNJUDGED], {}, 'incomplete', 2],
    ['an unjudged fill outranks inference', [UNJUDGED], { inferred: true }, 'incomplete', 2],
    ['something else is missing', [MATCHED], { incomplete: true }, 'incomplete', 2],
    ['a break below the materiality', [BREAK], { materiality: materiality('2') }, 'clean', 0],
    ['a break above it', [BREAK], { materiality: materiality('1.99999999') }, 'breaks', 1],
    ['materiality 0 is none', [BREAK], { materiality: materiality('0') }, 'breaks', 1],
    ['materiality of another asset', [BREAK], { materiality: materiality('100', 'BTC') }, 'breaks', 1],
    [
      'inferred, an immaterial break',
      [BREAK],
      { inferred: true, materiality: materiality('2') },
      'unproven',
      0,
    ],
    [
      'an immaterial break beside a refused row',
      [BREAK],
      { refused: 1, materiality: materiality('2') },
      'incomplete',
      2,
    ],
  ] as const)('%s', (_, planted, rest, status, exitCode) => {
    const found = verdict(planted, rest);
    expect([found.status, found.exitCode]).toEqual([status, exitCode]);
  });

  test('materiality weighs Σ |variance| per asset: small breaks add up, and opposite ones do not cancel', () => {
    const limit = { materiality: materiality('3') };
    const over = { outcome: 'break', expected: '1', charged: '3' } as const;
    const under = { outcome: 'break', expected: '3', charged: '1' } as const;
    expect(verdict([over], limit).status).toBe('clean');
    expect(verdict([over, under], limit).status).toBe('breaks');
    const btc = { ...over, asset: 'BTC' };
    expect(verdict([over, btc], limit).status).toBe('breaks');
    expect(verdict([over], limit).immaterial).toBe(true);
    expect(verdict([over, under], limit).immaterial).toBe(false);
    expect(verdict([MATCHED], limit).immaterial).toBe(false);
  });
});

test('counts and totals per asset', () => {
  const found = verdict(
    [
      MATCHED,
      BREAK,
      { ...BREAK, asset: 'BTC', expected: '0.5', charged: '0.25' },
      UNJUDGED,
      { ...UNJUDGED, asset: 'BNB' },
    ],
    { refused: 2 },
  );
  expect([found.fills, found.breaks, found.unjudged, found.refused]).toEqual([5, 2, 2, 2]);
  const rows = found.byAsset.map((row) => [
    row.asset,
    ...[row.charged, row.expected, row.variance, row.unjudgedCharged].map((value) =>
      value === null ? null : plain(value),
    ),
  ]);
  expect(rows).toEqual([
    ['BNB', '7', null, null, '7'],
    ['BTC', '0.25', '0.5', '-0.25', '0'],
    ['USDT', '11', '2', '2', '7'],
  ]);
});
