/** The file of items carried forward from settlement to settlement: the table `open` as CSV. */
import { existsSync, readFileSync } from 'node:fs';
import { type Decimal, plain, readDecimal, ZERO } from '../domain/decimal.ts';
import { itemKey, type OpenItem, type OpenKind, type OpenStatus } from '../domain/late-payment.ts';
import { fail } from '../domain/problem.ts';
import { formatInstant, type Instant, readIsoTime } from '../domain/time.ts';
import { readTable } from '../ingest/table-file.ts';
import type { MatchedLane } from '../report/findings.ts';
import type { Amount } from './settings.ts';

const COLUMNS = [
  ...['opened', 'kind', 'asset', 'amount', 'expectedClose', 'status', 'partner', 'account'],
  ...['periodFrom', 'periodTo', 'closedBy'],
] as const;
const KINDS: readonly OpenKind[] = ['timing', 'missing', 'short', 'ineligible', 'haircut', 'over', 'dust'];
const STATUSES: readonly OpenStatus[] = ['open', 'closed', 'written off'];

/** The file's text; null where it does not exist yet. */
export function openItemsText(path: string): string | null {
  return existsSync(path) ? readFileSync(path, 'utf8') : null;
}

/** Items of earlier runs. @throws KnownError with file, line and column */
export function readOpenItems(text: string, name: string): readonly OpenItem[] {
  const items = readTable(text, name, COLUMNS).map(({ line, cells }): OpenItem => {
    const cell = Object.fromEntries(COLUMNS.map((column, index) => [column, cells[index]!])) as Record<
      (typeof COLUMNS)[number],
      string
    >;
    const wrong = (column: keyof typeof cell, what: string): never =>
      fail('open-item-unreadable', what, {
        ...{ file: name, line, column, value: cell[column] },
        hint: 'the file is written by --open-items; restore the last good one',
      });
    const time = (column: 'opened' | 'periodFrom' | 'periodTo'): Instant =>
      readIsoTime(cell[column], 0)?.instant ?? wrong(column, 'this is not a time');
    const maybe = (column: 'expectedClose' | 'closedBy'): Instant | null =>
      cell[column] === ''
        ? null
        : (readIsoTime(cell[column], 0)?.instant ?? wrong(column, 'this is not a time'));
    const amount = readDecimal(cell.amount);
    return {
      kind: KINDS.find((kind) => kind === cell.kind) ?? wrong('kind', 'there is no such kind of item'),
      status: STATUSES.find((one) => one === cell.status) ?? wrong('status', 'there is no such status'),
      amount: typeof amount === 'string' ? wrong('amount', 'this is not a number') : amount,
      ...{ partner: unguarded(cell.partner), account: unguarded(cell.account), asset: cell.asset },
      ...{ opened: time('opened'), periodFrom: time('periodFrom'), periodTo: time('periodTo') },
      ...{ expectedClose: maybe('expectedClose'), closedBy: maybe('closedBy') },
    };
  });
  const keys = new Set(items.map(itemKey));
  if (keys.size < items.length) {
    fail('open-item-twice', 'an item stands in the file twice', {
      file: name,
      hint: 'restore the last good file',
    });
  }
  return items;
}

/** Items as the text that `readOpenItems` reads, for evidence. */
export function itemsText(items: readonly OpenItem[]): string {
  const time = (instant: Instant | null) => (instant === null ? '' : formatInstant(instant));
  const quoted = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const rows = items.map((item) =>
    [
      ...[
        time(item.opened),
        item.kind,
        item.asset,
        plain(item.amount),
        time(item.expectedClose),
        item.status,
      ],
      ...[quoted(item.partner), quoted(item.account)],
      ...[time(item.periodFrom), time(item.periodTo), time(item.closedBy)],
    ].join(','),
  );
  return `${[COLUMNS.join(','), ...rows].join('\n')}\n`;
}

/** The CSV writer puts an apostrophe before text that a spreadsheet could take for a formula. */
const unguarded = (text: string) => (/^'[\s=+\-@]/.test(text) ? text.slice(1) : text);

const inLane = (item: OpenItem, lane: MatchedLane) =>
  item.partner === lane.terms.partner && item.account === lane.account && item.asset === lane.asset;

/** Start of the first and end of the last period that a lane covers; null without any. */
function spanOf({ match }: MatchedLane): { from: Instant; to: Instant } | null {
  const [first, last] = [match.periods[0], match.periods.at(-1)];
  return first === undefined || last === undefined ? null : { from: first.from, to: last.to };
}

/**
 * Items as they stood before the periods of this run: what an earlier run over the same periods opened is taken back, what
 * it closed is open again, so that running twice gives the same file.
 */
export function itemsBefore(items: readonly OpenItem[], from: Instant, to: Instant): OpenItem[] {
  const inside = (instant: Instant) => instant >= from && instant < to;
  return items
    .filter((item) => !inside(item.periodFrom))
    .map((item) =>
      item.closedBy !== null && inside(item.closedBy)
        ? { ...item, status: 'open' as const, closedBy: null }
        : item,
    );
}

/** The items after this run: carried ones closed where their other side appeared, new ones, dust in one line. */
export function itemsAfter(
  carried: readonly OpenItem[],
  lanes: readonly MatchedLane[],
  materiality: Amount | null,
): readonly OpenItem[] {
  const kept = carried.map((item): OpenItem => {
    const lane = lanes.find((one) => inLane(item, one));
    const by = lane?.match.closed.get(itemKey(item));
    return by === undefined ? item : { ...item, status: 'closed', closedBy: by };
  });
  const fresh = lanes.flatMap((lane) => settleDust(newItems(lane), lane, materiality));
  const replaced = new Set(fresh.map(itemKey));
  return [...kept.filter((item) => !replaced.has(itemKey(item))), ...fresh];
}

function newItems(lane: MatchedLane): OpenItem[] {
  const { match, terms, account, asset } = lane;
  const base = { partner: terms.partner, account, asset, status: 'open' as const, closedBy: null };
  const items = match.periods.flatMap(({ from, to, open }): OpenItem[] => {
    if (open === null) return [];
    const expectedClose = open.kind === 'timing' ? to + (to - from) : null;
    return [{ ...base, ...open, periodFrom: from, periodTo: to, opened: to, expectedClose }];
  });
  const last = match.periods.at(-1);
  const span = spanOf(lane);
  const cut = match.periods.reduce((sum, { parts }) => sum.plus(parts.get('POOL_HAIRCUT') ?? ZERO), ZERO);
  if (span !== null && !cut.isZero() && terms.cutOffMinute !== null) {
    // One cut over all lines is one item.
    const whole = { periodFrom: span.from, periodTo: span.to, opened: span.to, expectedClose: null };
    items.push({ ...base, ...whole, kind: 'haircut', amount: cut });
  }
  if (last === undefined || match.tail.isZero()) return items;
  const next = { from: last.to, to: last.to + (last.to - last.from) };
  return [
    ...items,
    {
      ...base,
      ...{ kind: 'timing', amount: match.tail, opened: last.to, expectedClose: next.to },
      ...{ periodFrom: next.from - 1, periodTo: next.from },
    },
  ];
}

/** What is not worth asking for is written off in one line, in sight. */
function settleDust(items: readonly OpenItem[], lane: MatchedLane, materiality: Amount | null): OpenItem[] {
  const span = spanOf(lane);
  if (materiality === null || materiality.asset !== lane.asset || span === null) return [...items];
  const isDust = ({ kind, amount }: OpenItem) => kind !== 'timing' && amount.abs().lte(materiality.amount);
  const dust = items.filter(isDust);
  if (dust.length === 0) return [...items];
  const amount: Decimal = dust.reduce((sum, item) => sum.plus(item.amount), ZERO);
  const line: OpenItem = {
    ...dust[0]!,
    ...{ kind: 'dust', amount, status: 'written off', expectedClose: null },
    ...{ periodFrom: span.from, periodTo: span.to, opened: span.to },
  };
  return [...items.filter((item) => !isDust(item)), line];
}
