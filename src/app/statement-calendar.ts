/** The settlement periods by which a statement is compared: the partner's, the statement's own, or a venue's epochs. */
import type { AccrualLane } from '../domain/accrual-slots.ts';
import { settlementPeriod } from '../domain/rebate.ts';
import type { Epoch, Statement, StatementLine } from '../domain/statement.ts';
import type { PeriodOf } from '../domain/statement-fit.ts';
import type { AffiliateTerms } from '../domain/terms.ts';
import { DAY, MINUTE } from '../domain/time.ts';

export interface Calendar {
  readonly periodOf: PeriodOf;
  readonly cadence: 'day' | 'week' | 'month' | 'span';
  /** True = nobody stated when a period ends. */
  readonly assumed: boolean;
}

/** Length of epochs where nothing tells it. */
const ASSUMED = 28 * DAY;

const RANK = { moment: 0, hour: 0, day: 1, week: 2, month: 3, span: 4 } as const;

/**
 * The periods that are compared: the partner's own, unless the statement's are longer, or nobody stated the partner's.
 * Epochs are taken from the lines themselves.
 */
export function calendarOf(
  { terms }: AccrualLane,
  lines: readonly StatementLine[],
  sources: readonly Statement[],
): Calendar {
  const epochs = terms.earns === undefined ? null : epochsOf(lines, sources);
  if (epochs !== null) return epochs;
  const kinds = sources.map(({ period }) => period);
  const longest = kinds.reduce((a, b) => (RANK[b] > RANK[a] ? b : a), kinds[0] ?? 'moment');
  if (longest === 'span') {
    const first = lines.find(({ to }) => to !== null);
    const length = first === undefined ? ASSUMED : first.to! - first.from;
    const origin = first?.from ?? 0;
    if (
      lines.every(({ from, to }) => to === null || (to - from === length && (from - origin) % length === 0))
    ) {
      return repeating({ start: origin, length }, false);
    }
  }
  const bare = (terms.partner === 'agreed' || terms.earns !== undefined) && terms.cutOffMinute === null;
  const told = longest === 'day' || longest === 'week' || longest === 'month' ? longest : null;
  const cadence = told !== null && (bare || RANK[told] > RANK[terms.cadence]) ? told : terms.cadence;
  const east = sources[0]?.zoneBasis === 'assumed' ? 0 : (sources[0]?.minutesEast ?? 0);
  const cut = terms.cutOffMinute === null || cadence !== terms.cadence ? -east : null;
  const shift = cut === null ? 0 : cut * MINUTE;
  const own: AffiliateTerms = { ...terms, cadence, cutOffMinute: cut === null ? terms.cutOffMinute : 0 };
  return {
    cadence,
    assumed: terms.cutOffMinute === null,
    periodOf: (at) => {
      const { from, to } = settlementPeriod(at - shift, own);
      return { from: from + shift, to: to + shift };
    },
  };
}

/**
 * Epochs of a venue that pays its maker rebates: as a mapping file states them, else from lines with both ends, else
 * assumed: an epoch ends with the day before the earliest payment. Null = the lines stand for weeks or months.
 */
function epochsOf(lines: readonly StatementLine[], sources: readonly Statement[]): Calendar | null {
  const stated = sources.find(({ epoch }) => epoch !== null)?.epoch ?? null;
  if (stated !== null) return repeating(stated, false);
  if (sources.some(({ period }) => RANK[period] > RANK.day) || lines.length === 0) return null;
  const first = Math.min(...lines.map(({ from }) => from));
  const start = Math.floor(first / DAY) * DAY;
  return repeating({ start, length: ASSUMED }, true);
}

function repeating({ start, length }: Epoch, assumed: boolean): Calendar {
  const periodOf: PeriodOf = (at) => {
    const from = start + Math.floor((at - start) / length) * length;
    return { from, to: from + length };
  };
  return { cadence: 'span', assumed, periodOf };
}

/**
 * Payments of a venue with the epoch that they pay: the one that a line is dated by, else the last one that had ended
 * when it was booked. A line with both ends, or for one trade, says it itself.
 */
export function inEpochs(
  lines: readonly StatementLine[],
  sources: readonly Statement[],
  { periodOf, cadence }: Calendar,
): StatementLine[] {
  if (cadence !== 'span') return [...lines];
  const byFile = new Map(sources.map((one) => [one.file, one]));
  return lines.map((line) => {
    const { datedByStart, period } = byFile.get(line.file)!;
    if (RANK[period] > RANK.day || line.tradeId !== null) return line;
    const named = periodOf(line.from);
    return { ...line, ...(datedByStart ? named : periodOf(named.from - 1)) };
  });
}
