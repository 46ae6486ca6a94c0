/** How a desk is written down: its markets in few words, and what holds unless it says otherwise. */
import { exact } from '../exact.ts';
import { LINES, type Shape } from '../shapes.ts';
import type { Desk, DeskMarket } from './model.ts';

type MarketText = Partial<Pick<DeskMarket, 'kind' | 'settle' | 'group' | 'promotion'>>;

/** `contract` in base coins; `lot` = decimals of a quantity; `typical` = an ordinary fill, in units of the lot. */
export function market(
  symbol: string,
  pair: string,
  price: string,
  contract: string,
  lot: number,
  typical: number,
  rest: MarketText = {},
): DeskMarket {
  const [base, quote] = pair.split('/') as [string, string];
  const sizes = { lot, least: 1, most: typical * 10, typical };
  const whole = { kind: 'linear', settle: quote, group: 'all', promotion: null } as const;
  return { symbol, base, quote, price, contract: exact(contract), ...sizes, ...whole, ...rest };
}

type Usual =
  | ('newline' | 'bom' | 'newestFirst' | 'milliseconds' | 'received' | 'onIndex' | 'flag' | 'facts')
  | (
      | 'costScale'
      | 'parts'
      | 'discount'
      | 'flags'
      | 'files'
      | 'scale'
      | 'mode'
      | 'judgedMode'
      | 'premiumCap'
      | 'selfTrades'
    );

/** What holds of a desk unless it says otherwise. */
export const PLAIN: Pick<Desk, Usual> = {
  ...{ newline: '\n', bom: '', newestFirst: false, milliseconds: true, received: false, onIndex: false },
  ...{ flag: true, discount: null, costScale: null, parts: [], flags: {}, files: {} },
  scale: null,
  facts: 'none',
  mode: 'half-up',
  judgedMode: 'half-up',
  premiumCap: null,
  selfTrades: false,
};

/** What `shapes.ts` says of one of its exports. */
export function shaped(shape: Shape): Pick<Desk, Usual | 'head' | 'line'> {
  const { head, newline, bom, newestFirst, milliseconds, received, line, mode } = LINES[shape];
  return { ...PLAIN, head, newline, bom, newestFirst, milliseconds, received, line, mode, judgedMode: mode };
}

export const ids =
  (prefix: string, first: bigint, step = 1n) =>
  (index: number): string =>
    `${prefix}${first + BigInt(index) * step}`;
