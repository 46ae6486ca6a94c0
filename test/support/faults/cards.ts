/** Rates typed in by hand, percent, from the published tables; the generator's only knowledge of cards. */
import { CARDS, ladder, type Rates } from '../oracle-rates.ts';
import type { CardVersion } from './model.ts';

type Ladder = ReadonlyMap<string, Rates>;
const since = (from: string, groups: Readonly<Record<string, Ladder>>): CardVersion => ({
  from: Date.parse(from),
  groups,
});

/** `VIP 0 …`: names numbered in order, from the pairs `maker taker`. */
function numbered(name: string, first: number, rows: readonly string[]): Ladder {
  return ladder(
    rows.map((row, index) => {
      const [maker, taker] = row.split(' ');
      return [`${name} ${first + index}`, maker!, taker!] as const;
    }),
  );
}

export const OKX_FUTURES: readonly CardVersion[] = [since('2026-04-01', { all: CARDS['okx/usdt-futures']! })];

/** Groups 1 and 2, alike up to VIP 6. */
export const OKX_FUTURES_JULY: readonly CardVersion[] = [
  ...OKX_FUTURES,
  since('2026-07-26', {
    all: ladder([
      ['Regular', '0.020', '0.050'],
      ['VIP 1', '0.018', '0.040'],
      ['VIP 2', '0.013', '0.035'],
      ['VIP 3', '0.010', '0.028'],
      ['VIP 4', '0.008', '0.027'],
      ['VIP 5', '0.005', '0.026'],
      ['VIP 6', '0', '0.025'],
    ]),
  }),
];

export const OKX_OPTIONS: readonly CardVersion[] = [
  since('2026-07-26', {
    all: ladder([
      ['Regular', '0.030', '0.030'],
      ['VIP 1', '0.028', '0.030'],
      ['VIP 2', '0.025', '0.030'],
      ['VIP 3', '0.020', '0.030'],
      ['VIP 4', '0.020', '0.025'],
      ['VIP 5', '0.015', '0.020'],
      ['VIP 6', '0.010', '0.020'],
      ['VIP 7', '-0.005', '0.015'],
      ['VIP 8', '-0.010', '0.015'],
      ['VIP 9', '-0.010', '0.013'],
    ]),
  }),
];

/** Group 1. */
export const OKX_SPOT: readonly CardVersion[] = [
  since('2026-07-26', {
    all: ladder([
      ['Regular', '0.080', '0.100'],
      ['VIP 1', '0.0675', '0.080'],
      ['VIP 2', '0.060', '0.070'],
      ['VIP 3', '0.055', '0.065'],
      ['VIP 4', '0.030', '0.045'],
      ['VIP 5', '0.025', '0.035'],
      ['VIP 6', '0', '0.030'],
      ['VIP 7', '-0.002', '0.025'],
      ['VIP 8', '-0.005', '0.020'],
      ['VIP 9', '-0.0075', '0.0175'],
    ]),
  }),
];

const BINANCE_UPPER = [
  ['VIP 4', '0.010', '0.030'],
  ['VIP 5', '0.008', '0.027'],
  ['VIP 6', '0.006', '0.025'],
  ['VIP 7', '0.004', '0.022'],
  ['VIP 8', '0.002', '0.020'],
  ['VIP 9', '0', '0.017'],
] as const;

export const BINANCE_FUTURES: readonly CardVersion[] = [
  since('2025-12-10T08:00:00Z', {
    USDT: ladder([
      ['Regular', '0.020', '0.050'],
      ['VIP 1', '0.016', '0.040'],
      ['VIP 2', '0.014', '0.035'],
      ['VIP 3', '0.012', '0.032'],
      ...BINANCE_UPPER,
    ]),
    USDC: ladder([
      ['Regular', '0', '0.0400'],
      ['VIP 1', '0', '0.0320'],
      ['VIP 2', '0', '0.0280'],
      ['VIP 3', '0', '0.0256'],
    ]),
  }),
  since('2026-03-19T23:59:00Z', {
    USDT: ladder([
      ['Regular', '0.020', '0.050'],
      ['VIP 1', '0.018', '0.050'],
      ['VIP 2', '0.016', '0.040'],
      ['VIP 3', '0.012', '0.032'],
      ...BINANCE_UPPER,
    ]),
    USDC: ladder([
      ['VIP 1', '0', '0.0400'],
      ['VIP 2', '0', '0.0320'],
      ['VIP 3', '0', '0.0256'],
    ]),
  }),
];

export const BINANCE_SPOT: readonly CardVersion[] = [
  since('2024-07-18', { all: CARDS['binance/spot']! }),
  since('2026-07-26', {
    all: ladder([
      ['Regular', '0.100', '0.100'],
      ['VIP 1', '0.090', '0.100'],
      ['VIP 2', '0.080', '0.100'],
      ['VIP 3', '0.040', '0.060'],
      ['VIP 4', '0.040', '0.052'],
      ['VIP 5', '0.025', '0.031'],
      ['VIP 6', '0.020', '0.029'],
      ['VIP 7', '0.019', '0.028'],
      ['VIP 8', '0.016', '0.025'],
      ['VIP 9', '0.011', '0.023'],
    ]),
  }),
];

const BYBIT_ROWS = [
  ['VIP 0', '0.0200', '0.0550'],
  ['VIP 1', '0.0180', '0.0400'],
  ['VIP 2', '0.0160', '0.0375'],
  ['VIP 3', '0.0140', '0.0350'],
  ['VIP 4', '0.0120', '0.0320'],
  ['Pro 1', '0.0100', '0.0320'],
  ['VIP 5', '0.0100', '0.0320'],
  ['Pro 2', '0.0050', '0.0320'],
  ['Supreme VIP', '0', '0.0300'],
] as const;

/** Takers of Pro 3–6 pay less on the most traded perpetuals, of which BTC, ETH, SOL and XRP are known. */
export const BYBIT: readonly CardVersion[] = [
  since('2026-07-23', {
    major: ladder([
      ...BYBIT_ROWS,
      ['Pro 3', '0', '0.0275'],
      ['Pro 4', '0', '0.0240'],
      ['Pro 5', '0', '0.0210'],
      ['Pro 6', '0', '0.0180'],
    ]),
    other: ladder([
      ...BYBIT_ROWS,
      ['Pro 3', '0', '0.0320'],
      ['Pro 4', '0', '0.0280'],
      ['Pro 5', '0', '0.0280'],
      ['Pro 6', '0', '0.0280'],
    ]),
  }),
];

const KUCOIN = (fourth: string): Ladder =>
  numbered('VIP', 0, [
    '0.020 0.060',
    '0.018 0.060',
    '0.015 0.060',
    '0.010 0.060',
    `0.008 ${fourth}`,
    '0.006 0.048',
    '0.004 0.043',
    '0.002 0.039',
    '0 0.036',
    '0 0.033',
    '0 0.030',
    '0 0.028',
    '0 0.025',
  ]);

export const KUCOIN_FUTURES: readonly CardVersion[] = [
  since('2026-03-23', { all: KUCOIN('0.053') }),
  since('2026-05-18', { all: KUCOIN('0.060') }),
];

export const HYPERLIQUID: readonly CardVersion[] = [
  since('2025-05-05T03:00:00Z', {
    all: numbered('Tier', 0, [
      '0.015 0.045',
      '0.012 0.040',
      '0.008 0.035',
      '0.004 0.030',
      '0 0.028',
      '0 0.026',
      '0 0.024',
    ]),
  }),
];

export const DERIBIT_FUTURES: readonly CardVersion[] = [
  since('2026-09-22', {
    all: ladder([
      ['Standard', '0.015', '0.035'],
      ['VIP 1', '0', '0.030'],
      ['VIP 2', '0', '0.025'],
      ['VIP 3', '0', '0.020'],
      ['VIP 4', '-0.002', '0.0185'],
      ['VIP 5', '-0.003', '0.0175'],
      ['VIP 6', '-0.004', '0.017'],
    ]),
  }),
];

export const DERIBIT_OPTIONS: readonly CardVersion[] = [
  since('2025-11-01', { all: ladder([['Standard', '0.03', '0.03']]) }),
];

/** Made up: the card of the desks with a schedule of their own. */
export const OWN: readonly CardVersion[] = [
  since('2026-01-01', {
    all: ladder([
      ['Basic', '0.021', '0.052'],
      ['Silver', '0.016', '0.046'],
      ['Gold', '0.011', '0.039'],
      ['Platinum', '0.004', '0.031'],
      ['Maker', '-0.003', '0.024'],
    ]),
    promotion: ladder([
      ['Basic', '0', '0.026'],
      ['Silver', '0', '0.0225'],
      ['Gold', '-0.001', '0.0195'],
      ['Platinum', '-0.0015', '0.0155'],
      ['Maker', '-0.0045', '0.0125'],
    ]),
  }),
];

export const KRAKEN_SPOT: readonly CardVersion[] = [
  since('2026-07-26', {
    all: numbered('Tier', 1, [
      '0.40 0.80',
      '0.30 0.60',
      '0.22 0.38',
      '0.20 0.35',
      '0.15 0.30',
      '0.12 0.25',
      '0.10 0.22',
      '0.08 0.20',
      '0.06 0.18',
      '0.04 0.15',
      '0.02 0.12',
      '0.00 0.10',
    ]),
  }),
];

/** The later revision; without the base fees that a taker order may carry. */
export const DERIVE: readonly CardVersion[] = [
  since('2025-02-25', {
    perps: ladder([
      ['All traders', '0.01', '0.03'],
      ['MM 1%', '0', '0.03'],
      ['MM 5%', '-0.0025', '0.025'],
      ['MM 10%', '-0.005', '0.02'],
      ['MM 10% and 1M stDRV', '-0.01', '0.015'],
    ]),
  }),
];

const GATE = (tops: readonly [string, string]): Ladder =>
  numbered('VIP', 0, [
    ...['0.020 0.0500', '0.020 0.0500', '0.020 0.0500', '0.018 0.0480', '0.018 0.0480', '0.018 0.0450'],
    ...['0.015 0.0420', '0.015 0.0375', '0.015 0.0350', '0.015 0.0320', '0.010 0.0300', '0 0.0280'],
    ...['0 0.0260', '0 0.0240', '0 0.0220', `0 ${tops[0]}`, `0 ${tops[1]}`],
  ]);

export const GATE_FUTURES: readonly CardVersion[] = [
  since('2026-04-09', { A: GATE(['0.0180', '0.0160']), B: GATE(['0.0200', '0.0180']) }),
];

export const BITGET_FUTURES: readonly CardVersion[] = [
  since('2025-07-01', {
    all: numbered('VIP', 0, [
      ...['0.0200 0.0600', '0.0190 0.0600', '0.0160 0.0400', '0.0140 0.0375', '0.0120 0.0350'],
      ...['0.0100 0.0320', '0.0080 0.0300', '0 0.0200'],
    ]),
  }),
];
