/** How far the data itself shows that no fill is missing. Nothing here proves that all are there. */
import { type Decimal, plain, quotient, ZERO } from './decimal.ts';
import type { Fill } from './fill.ts';
import type { Instrument } from './instrument.ts';
import type { Instant } from './time.ts';

export type CompletenessResult = 'in order' | 'suspicious' | 'not testable';

export interface CompletenessCheck {
  readonly check: 'export size' | 'page edges' | 'trade ids' | 'order quantity' | 'statement volume';
  /** File, symbol or partner. */
  readonly scope: string;
  readonly result: CompletenessResult;
  readonly detail: string;
  /** The order that the line is about; absent = none. */
  readonly order?: OrderGap;
}

/** An order of which its rows say that more was filled than its fills here sum up to. Quantities as the file counts them. */
export interface OrderGap {
  readonly venue: string;
  readonly account: string;
  readonly symbol: string;
  readonly orderId: string;
  /** Size less the smallest rest. */
  readonly filled: Decimal;
  /** Sum of the fills that were read. */
  readonly found: Decimal;
  /** filled − found, above zero. */
  readonly missing: Decimal;
  /** Of `missing`, what was or may have been filled before the first fill that was read. */
  readonly before: Decimal;
  readonly first: Instant;
  /** True = its first fill lies within a day of the first one of its account. */
  readonly atEdge: boolean;
}

/** What orders' own quantities show. */
export interface OrderFindings {
  readonly whole: number;
  /** Orders whose rows do not tell, contradict each other, or show less filled than their fills. */
  readonly unclear: number;
  readonly gaps: readonly OrderGap[];
  /** One order in so many was looked at. */
  readonly share: number;
}

/** Page sizes of exports and APIs: a file of just so many rows may have been cut off there. */
const PAGES = [1000, 500, 200, 100] as const;
/** Every other page size is a multiple of it. */
const LEAST_PAGE = 100;
const CAPS = new Set([1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000, 1_000_000]);
/** Ids are dense when at most one in so many is missing. */
const DENSE = 20n;
const LEAST_IDS = 20;

interface Ids {
  readonly account: string;
  readonly symbol: string;
  min: string;
  max: string;
  count: number;
  usable: boolean;
}

/** Trade ids of many fills: whole numbers above zero of at most 30 digits. */
export interface IdSpan {
  readonly least: string;
  readonly greatest: string;
  readonly count: number;
}

/** The edges at which the pages of one file's fills can have been cut. */
export class PageEdges {
  fills = 0;
  /** Time of the fill before. */
  private last: Instant = Number.NaN;
  /** Page sizes at an edge of which two fills bear one millisecond. */
  readonly suspicious = new Set<number>();

  add(time: Instant): void {
    this.addSame(this.last === time, time);
  }

  /** @param same the fill bears the time of the one before it */
  addSame(same: boolean, time: Instant): void {
    if (same && this.fills > 0 && this.fills % LEAST_PAGE === 0) {
      for (const page of PAGES) if (this.fills % page === 0) this.suspicious.add(page);
    }
    this.fills += 1;
    this.last = time;
  }

  /** Fills from the next one on before an edge comes: 0 = the next one follows an edge. */
  get untilEdge(): number {
    const beyond = this.fills % LEAST_PAGE;
    return this.fills > 0 && beyond === 0 ? 0 : LEAST_PAGE - beyond;
  }

  /** Passes over at most `untilEdge` fills. @param last time of the last of them */
  pass(fills: number, last: Instant): void {
    if (fills === 0) return;
    this.fills += fills;
    this.last = last;
  }
}

/** Gathers what the checks need, a few numbers per file and symbol. */
export class CompletenessSums {
  private readonly ids = new Map<Instrument, Map<string, Ids>>();
  private readonly files = new Map<string, PageEdges>();

  add(fill: Fill): void {
    this.edgesOf(fill.file).add(fill.time);
    this.addId(fill);
  }

  /** Counts the id of a fill. */
  addId(fill: Fill): void {
    const { tradeId } = fill;
    const ids = this.idsOf(fill, tradeId ?? '');
    if (!ids.usable) return;
    if (tradeId === null || !/^[1-9]\d{0,29}$/.test(tradeId)) {
      ids.usable = false;
      return;
    }
    ids.count += 1;
    if (isBefore(tradeId, ids.min)) ids.min = tradeId;
    if (isBefore(ids.max, tradeId)) ids.max = tradeId;
  }

  /** Counts the ids of fills of one symbol and account at once. @param ids null = some of them are no plain numbers */
  addIds(fill: Fill, ids: IdSpan | null): void {
    const known = this.idsOf(fill, ids?.least ?? '');
    if (!known.usable) return;
    if (ids === null) {
      known.usable = false;
      return;
    }
    known.count += ids.count;
    if (isBefore(ids.least, known.min)) known.min = ids.least;
    if (isBefore(known.max, ids.greatest)) known.max = ids.greatest;
  }

  private idsOf({ instrument, account }: Fill, first: string): Ids {
    let byAccount = this.ids.get(instrument);
    if (byAccount === undefined) {
      byAccount = new Map();
      this.ids.set(instrument, byAccount);
    }
    let ids = byAccount.get(account);
    if (ids === undefined) {
      ids = { account, symbol: instrument.symbol, min: first, max: first, count: 0, usable: true };
      byAccount.set(account, ids);
    }
    return ids;
  }

  edgesOf(file: string): PageEdges {
    let edges = this.files.get(file);
    if (edges === undefined) {
      edges = new PageEdges();
      this.files.set(file, edges);
    }
    return edges;
  }

  /** @param rows of each file @param orders see `orderChecks` @param volumes traded volume of the fills and of the statement, by partner */
  checks(
    rows: ReadonlyMap<string, number>,
    orders: readonly CompletenessCheck[],
    volumes: readonly StatementVolume[],
  ): CompletenessCheck[] {
    return [
      ...[...rows].map(([file, count]) => sizeCheck(file, count)),
      ...[...this.files].map(([file, edges]) => edgeCheck(file, edges)),
      ...this.idChecks(),
      ...orders,
      ...volumes.map(volumeCheck),
    ];
  }

  private idChecks(): CompletenessCheck[] {
    const all = [...this.ids.values()].flatMap((byAccount) => [...byAccount.values()]);
    const checks = all.map(idCheck).filter((one) => one !== null);
    if (checks.length > 0) return checks.sort((a, b) => (a.scope < b.scope ? -1 : 1));
    const detail = 'trade ids are not dense, so a gap among them says nothing';
    return [{ check: 'trade ids', scope: 'all', result: 'not testable', detail }];
  }
}

/** Numbers without leading zeros. */
export function isBefore(a: string, b: string): boolean {
  return a.length === b.length ? a < b : a.length < b.length;
}

function sizeCheck(file: string, count: number): CompletenessCheck {
  const result = CAPS.has(count) ? 'suspicious' : 'in order';
  const detail =
    result === 'suspicious'
      ? `it has exactly ${count} rows: the export may have been cut off there`
      : `${count} rows, which is no usual limit of an export`;
  return { check: 'export size', scope: file, result, detail };
}

function edgeCheck(file: string, { fills, suspicious }: PageEdges): CompletenessCheck {
  const [page] = PAGES.filter((one) => suspicious.has(one));
  if (page !== undefined) {
    const detail = `fills ${page} and ${page + 1}, or those at another multiple of ${page}, bear the same millisecond: a page that was cut there may have lost some`;
    return { check: 'page edges', scope: file, result: 'suspicious', detail };
  }
  const few = fills <= LEAST_PAGE;
  const detail = few ? 'too few fills for a page edge' : 'no page edge lies within one millisecond';
  return { check: 'page edges', scope: file, result: few ? 'not testable' : 'in order', detail };
}

function idCheck({ account, symbol, min, max, count, usable }: Ids): CompletenessCheck | null {
  if (!usable || count < LEAST_IDS) return null;
  const missing = BigInt(max) - BigInt(min) + 1n - BigInt(count);
  if (missing < 0n || missing * DENSE > BigInt(count)) return null;
  const scope = `${symbol} (${account})`;
  if (missing === 0n) {
    const detail = `ids ${min} to ${max} are all there`;
    return { check: 'trade ids', scope, result: 'in order', detail };
  }
  const detail = `${missing} of the ids ${min} to ${max} are missing, which are dense otherwise`;
  return { check: 'trade ids', scope, result: 'suspicious', detail };
}

/** Orders without all their fills that are listed; the line before them counts all. */
const LISTED = 1000;

/** A line for all orders, then one for each that lacks fills. @param refused rows that could not be read */
export function orderChecks(
  { whole, unclear, gaps, share }: OrderFindings,
  refused: number,
): CompletenessCheck[] {
  const check = 'order quantity';
  if (whole + unclear + gaps.length === 0) {
    const detail = 'the exports do not show how much of each order was filled';
    return [{ check, scope: 'all', result: 'not testable', detail }];
  }
  const lines = gaps.map(gapCheck);
  const suspicious = lines.filter(({ result }) => result === 'suspicious').length;
  const edge = lines.length - suspicious;
  const detail = [
    ...(suspicious > 0 ? [`of ${orders(suspicious)} more was filled than the fills here sum up to`] : []),
    ...(edge > 0 ? [`${orders(edge)} may have been filled before the files begin`] : []),
    ...(whole > 0 ? [`the fills of ${orders(whole)} sum up to what was filled as of the last one here`] : []),
    ...(unclear > 0
      ? [`${orders(unclear)} could not be judged (amended, sized in quote, or no clear size)`]
      : []),
    ...(refused > 0 ? [`${refused} refused rows are in no sum, and may be what is missing`] : []),
    ...(share > 1 ? [`one order in ${share} was looked at`] : []),
    ...(lines.length > LISTED ? [`the first ${LISTED} are listed`] : []),
  ].join('; ');
  const result = suspicious > 0 ? 'suspicious' : whole > 0 ? 'in order' : 'not testable';
  return [{ check, scope: 'all', result, detail }, ...lines.slice(0, LISTED)];
}

const orders = (count: number) => `${count} ${count === 1 ? 'order' : 'orders'}`;

/** Only what is missing between two fills of an order is surely missing from the time that the files span. */
function gapCheck(order: OrderGap): CompletenessCheck {
  const { symbol, account, missing, before, atEdge } = order;
  const between = missing.minus(before);
  const sure = between.gt(ZERO) ? `${plain(between)} between its first and last fill here` : null;
  const words = atEdge
    ? 'before its first fill, on the first day of the files: it may have been filled before they begin'
    : 'before its first fill here, unless it rested since before the files begin';
  const maybe = before.gt(ZERO) ? `${plain(before)} ${words}` : null;
  return {
    check: 'order quantity',
    scope: `${symbol} (${account})`,
    result: sure === null && atEdge ? 'not testable' : 'suspicious',
    detail: `missing: ${[sure, maybe].filter((part) => part !== null).join('; ')}`,
    order,
  };
}

/** Volume that a partner saw in the periods that its statement covers, against that of the fills. */
export interface StatementVolume {
  readonly partner: string;
  readonly account: string;
  /** Null = some fill's notional is not known. */
  readonly fills: Decimal | null;
  readonly statement: Decimal;
}

function volumeCheck({ partner, account, fills, statement }: StatementVolume): CompletenessCheck {
  const scope = `${partner} (${account})`;
  if (fills === null || statement.lte(ZERO)) {
    const detail = 'the volume of some fill is not known';
    return { check: 'statement volume', scope, result: 'not testable', detail };
  }
  const difference = fills.minus(statement);
  const percent = quotient(difference.times(100), statement).toDecimalPlaces(4);
  const words = percent.isZero()
    ? 'agrees with the statement to a ten-thousandth of a percent'
    : `is ${percent.abs().toFixed()} % ${percent.isNegative() ? 'under' : 'over'} the statement`;
  const detail = `the volume of the fills ${words}`;
  // Under the statement, fills are missing; over it, the partner may simply not count some.
  return { check: 'statement volume', scope, result: percent.isZero() ? 'in order' : 'suspicious', detail };
}

/** What the checks together show, in words that claim no more than that. */
export function completenessLevel(checks: readonly CompletenessCheck[]): string {
  const suspicious = checks.filter(({ result }) => result === 'suspicious');
  if (suspicious.length > 0) {
    const [first] = suspicious;
    const more = suspicious.length === 1 ? '' : ` (and ${suspicious.length - 1} more, table completeness)`;
    return `completeness: fills may be missing: ${first!.scope}: ${first!.detail}${more}`;
  }
  const passed = (check: CompletenessCheck['check']) =>
    checks.some((one) => one.check === check && one.result === 'in order');
  const level = passed('statement volume')
    ? 3
    : passed('trade ids') || passed('order quantity')
      ? 2
      : passed('page edges')
        ? 1
        : 0;
  const words = [
    'nothing in these files can show whether a fill is missing',
    'no page edge looks cut; that does not show that nothing is missing',
    passed('trade ids')
      ? 'dense trade ids have no gap between the first and the last'
      : 'the orders that could be judged have all fills up to their last one here',
    'the volume agrees with what the partner saw',
  ];
  return `completeness level ${level} of 3: ${words[level]}`;
}
