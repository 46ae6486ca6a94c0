/** What the desk's own fills say for rewards: rebates accrued by account, and trades whose both sides are its own. */
import { type Decimal, ZERO } from '../domain/decimal.ts';
import type { Fill } from '../domain/fill.ts';
import { compareMarks, compareText } from '../domain/mark.ts';
import { marketOf, type ProgramVersion } from '../domain/rewards/program.ts';
import type { Accrued } from '../domain/rewards/rebate-cap.ts';
import type { SelfTrade } from '../domain/rewards/self-trade.ts';
import type { InstrumentTable } from '../ingest/instruments.ts';
import { readFills } from '../ingest/read-fills.ts';
import type { Source } from './engine.ts';

export interface OwnFills {
  readonly fills: number;
  readonly refused: number;
  readonly accrued: readonly Accrued[];
  readonly selfTrades: readonly SelfTrade[];
}

/** Reads every file once; a row that repeats another one counts once. */
export async function readOwnFills(
  sources: readonly Source[],
  instruments: InstrumentTable,
  version: ProgramVersion,
): Promise<OwnFills> {
  const seen = new Set<string>();
  const sides = new Map<string, Fill>();
  const accrued = new Map<string, Decimal>();
  const selfTrades: SelfTrade[] = [];
  let fills = 0;
  let refused = 0;
  for (const { input, recognition } of sources) {
    const door = { rows: 0, charged: new Map(), scales: new Map(), remarks: new Map() };
    for await (const batch of readFills(input, recognition, instruments, door)) {
      for (const event of batch) {
        if (event.kind === 'refused') refused += event.rows;
        if (event.kind !== 'fill' || (event.key !== null && seen.has(event.key))) continue;
        if (event.key !== null) seen.add(event.key);
        fills++;
        const { fill } = event;
        if (fill.fee.isNegative()) {
          const key = `${fill.account}\u001f${classOf(fill, version)}`;
          accrued.set(key, (accrued.get(key) ?? ZERO).minus(fill.fee));
        }
        const found = otherSide(fill, sides);
        if (found !== null) selfTrades.push(found);
      }
    }
  }
  selfTrades.sort((a, b) => compareMarks(a, b));
  const rows = [...accrued]
    .sort(([a], [b]) => compareText(a, b))
    .map(([key, amount]): Accrued => {
      const [maker, program] = key.split('\u001f') as [string, string];
      return { maker, program, accrued: amount, paid: null };
    });
  return { fills, refused, accrued: rows, selfTrades };
}

/** The class of a fill's market, else its product. */
function classOf({ instrument, time }: Fill, version: ProgramVersion): string {
  const { kind, base, product } = instrument;
  if (kind === 'spot' || base === null) return product;
  return marketOf(version, kind === 'option' ? 'option' : 'perp', base, null, time)?.rule.program ?? product;
}

/** The trade, where its other role is the desk's own too. A trade id and its instrument are the key: legs share an id. */
function otherSide(fill: Fill, sides: Map<string, Fill>): SelfTrade | null {
  const { tradeId, flag, instrument, time, account } = fill;
  if (tradeId === null || (flag !== 'maker' && flag !== 'taker')) return null;
  const key = `${instrument.venue}\u001f${instrument.symbol}\u001f${tradeId}`;
  const other = sides.get(key);
  if (other === undefined) sides.set(key, fill);
  if (other === undefined || other.flag === flag) return null;
  const [maker, taker] = flag === 'maker' ? [account, other.account] : [other.account, account];
  return { tradeId, time, symbol: instrument.symbol, makerAccount: maker, takerAccount: taker };
}
