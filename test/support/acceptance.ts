/** One acceptance run: a generated export in, the program's report and the oracle's answer out. */
import { expect } from 'vitest';
import type { JsonReport } from './compare.ts';
import type { Made, Recipe } from './exports.ts';
import { audit, type OracleAnswer, type OracleInput } from './oracle.ts';
import { feeAudit, inFolder, type Outcome } from './run.ts';

/** Mapping of the generic shape's blotter. */
export const BLOTTER_MAP = `venue: binance
product: usdm-futures
delimiter: ";"
decimal: ","
timezone: UTC+2
feeSign: charged-negative
columns:
  time: when
  symbol: market
  side: way
  price: px
  quantity: qty
  fee: cost
  feeAsset: ccy
  liquidity: role
  tradeId: fill
  orderId: order
liquidity:
  maker: [add]
  taker: [take]
`;

export interface RunOptions {
  /** The export's rows split over files; default: all rows in one. */
  readonly parts?: readonly (readonly string[])[];
  /** False = no fee-audit.yaml, so terms come from flags or the fees. */
  readonly configured?: boolean;
  readonly args?: readonly string[];
  /** Changes what the oracle is told. */
  readonly truth?: Partial<OracleInput>;
  readonly format?: string;
}

export interface Acceptance {
  readonly outcome: Outcome;
  readonly report: JsonReport;
  readonly answer: OracleAnswer;
  /** Runs the program once more on the same files. */
  readonly files: Readonly<Record<string, string>>;
  readonly args: readonly string[];
}

/** Naive times of the website's exports need a zone; the file names here do not tell. */
function readingFlags(recipe: Recipe): string[] {
  return recipe.shape === 'binance-ui' || recipe.shape === 'binance-spot' ? ['--timezone', 'UTC'] : [];
}

export async function reconcile(recipe: Recipe, made: Made, options: RunOptions = {}): Promise<Acceptance> {
  const parts = options.parts ?? [made.lines];
  const names = parts.length === 1 ? ['fills.csv'] : parts.map((_, index) => `fills-${index + 1}.csv`);
  const exports = parts.map((lines, index) => ({ name: names[index]!, text: made.text(lines) }));
  const files: Record<string, string> = Object.fromEntries(exports.map(({ name, text }) => [name, text]));
  if (recipe.shape === 'generic') {
    for (const name of names) files[name.replace('.csv', '.map.yaml')] = BLOTTER_MAP;
  }
  if (options.configured !== false) files['fee-audit.yaml'] = made.config;
  if (made.prices !== null) files['prices.csv'] = made.prices;
  const prices = made.prices === null ? [] : ['--prices', 'prices.csv'];
  const args = ['reconcile', ...names, ...readingFlags(recipe), ...prices, ...(options.args ?? [])];
  const outcome = await inFolder(files, (folder) => feeAudit(folder, [...args, '--format', 'json']));
  const answer = audit({ files: exports, ...made.truth, ...options.truth });
  return { outcome, report: parse(outcome), answer, files, args };
}

function parse(outcome: Outcome): JsonReport {
  expect(outcome.stdout, `stderr: ${outcome.stderr}`).toMatch(/^\{/);
  return JSON.parse(outcome.stdout) as JsonReport;
}

/** The verdict that the contract asks for when terms were given. */
export function verdictFor(answer: OracleAnswer): { status: string; exitCode: number } {
  if (answer.refused > 0 || answer.unjudged > 0) return { status: 'incomplete', exitCode: 2 };
  return answer.breaks.length > 0 ? { status: 'breaks', exitCode: 1 } : { status: 'clean', exitCode: 0 };
}

/** The oracle must find what the generator planted, no more and no less; else the test itself is wrong. */
export function expectPlanted(made: Made, answer: OracleAnswer): void {
  for (const code of [
    'LIQUIDITY_MISFLAG',
    'SIGN_FLIP',
    'FEE_MISSING',
    'RATE_OFF_CARD',
    'NOTIONAL_SCALE',
  ] as const) {
    expect([code, codeCount(answer, code)]).toEqual([code, made.planted.get(code) ?? 0]);
  }
  for (const code of ['UNEXPLAINED', 'DISCOUNT_MISSING', 'ROUNDING'] as const) {
    expect([code, codeCount(answer, code)]).toEqual([code, made.planted.get(code) ?? 0]);
  }
  expect(answer.withinTolerance).toBe(made.planted.get('low') ?? 0);
  expect(answer.refused).toBe(2 * (made.planted.get('conflicts') ?? 0));
  expect(answer.breaks.filter(({ codes }) => codes.length !== 1)).toEqual([]);
}

export function codeCount(answer: OracleAnswer, code: string): number {
  return answer.breaks.filter(({ codes }) => codes.includes(code)).length;
}
