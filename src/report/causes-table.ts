/** Table `causes`: what the breaks come down to, one sentence each. */
import type { CauseCode } from '../domain/break.ts';
import type { Cause } from '../domain/cause.ts';
import { plain, ZERO } from '../domain/decimal.ts';
import type { UnjudgedReason } from '../domain/reconciliation.ts';
import type { PlannedTerms } from '../domain/terms.ts';
import { DAY, formatShort, HOUR, MINUTE } from '../domain/time.ts';
import type { Column, Table, Value } from './model.ts';

const COLUMNS: readonly Column[] = [
  { key: 'code', head: 'cause', type: 'text' },
  { key: 'feeAsset', head: 'fee in', type: 'text' },
  { key: 'fills', head: 'fills', type: 'count' },
  { key: 'variance', head: 'variance', type: 'signed' },
  { key: 'from', head: 'from', type: 'time', machineOnly: true },
  { key: 'to', head: 'to', type: 'time', machineOnly: true },
  { key: 'firstTradeId', head: 'first trade', type: 'id', machineOnly: true },
  { key: 'lastTradeId', head: 'last trade', type: 'id', machineOnly: true },
  { key: 'sentence', head: 'what', type: 'sentence' },
  { key: 'rivals', head: 'or', type: 'list', machineOnly: true },
  { key: 'venue', head: 'venue', type: 'text', machineOnly: true },
  { key: 'account', head: 'account', type: 'text', machineOnly: true },
  { key: 'product', head: 'product', type: 'text', machineOnly: true },
];

export function causesTable(
  causes: readonly Cause[],
  unjudged: readonly UnjudgedReason[],
  terms: readonly PlannedTerms[],
): Table {
  const rows = causes.map((cause): Value[] => [
    cause.code,
    cause.scope.feeAsset,
    cause.fills,
    cause.variance,
    cause.span.first.time,
    cause.span.last.time,
    cause.span.first.tradeId,
    cause.span.last.tradeId,
    sentenceOf(cause, terms),
    cause.rivals,
    cause.scope.venue,
    cause.scope.account,
    cause.scope.product,
  ]);
  return {
    name: 'causes',
    title: 'Breaks by cause',
    columns: COLUMNS,
    rows: [...rows, ...unpricedRows(unjudged)],
  };
}

/** Fills that lack only a price: no breaks, but something to do. */
function unpricedRows(unjudged: readonly UnjudgedReason[]): Value[][] {
  const groups = new Map<string, { entry: UnjudgedReason; fills: number }>();
  for (const entry of unjudged) {
    if (!entry.unpriced) continue;
    const key = [entry.venue, entry.account, entry.product, entry.feeAsset].join('\u001f');
    const group = groups.get(key) ?? { entry, fills: 0 };
    group.fills += entry.fills;
    groups.set(key, group);
  }
  return [...groups.values()].map(({ entry, fills }) => [
    'UNPRICED',
    entry.feeAsset,
    fills,
    null,
    null,
    null,
    null,
    null,
    `${fillsOf(fills)} paid in ${entry.feeAsset} cannot be compared without its price: give --prices`,
    [],
    entry.venue,
    entry.account,
    entry.product,
  ]);
}

const fillsOf = (count: number) => `${count} ${count === 1 ? 'fill' : 'fills'}`;

/** What, from which trade to which, how much, what to do. */
function sentenceOf(cause: Cause, terms: readonly PlannedTerms[]): string {
  const { first, last } = cause.span;
  const name = (mark: typeof first) => (mark.tradeId === null ? mark.symbol : `trade ${mark.tradeId}`);
  const where =
    cause.fills === 1
      ? `${name(first)} at ${formatShort(first.time)}`
      : `from ${name(first)} (${formatShort(first.time)}) to ${name(last)} (${formatShort(last.time)})`;
  const amount = cause.variance.isNegative()
    ? `${plain(cause.variance.abs())} ${cause.scope.feeAsset} too little`
    : `${plain(cause.variance)} ${cause.scope.feeAsset} too much`;
  const money = cause.variance.eq(ZERO) ? 'no difference in money' : amount;
  const owed = cause.variance.isNegative() ? OWED[cause.code] : undefined;
  return `${what(cause, terms)}, ${where}: ${money}. ${owed ?? ADVICE[cause.code]}`;
}

function what(cause: Cause, terms: readonly PlannedTerms[]): string {
  const fills = fillsOf(cause.fills);
  const details = detailsOf(cause);
  switch (cause.code) {
    case 'TIER_STALE':
      return `${details} still applied to ${fills}${dueSince(cause, terms)}`;
    case 'TIER_EARLY':
      return `${details} already applied to ${fills}${dueSince(cause, terms)}`;
    case 'LIQUIDITY_MISFLAG':
      return `${fills} charged at the other side's rate (${details})`;
    case 'SIGN_FLIP':
      return `${fills} charged with the opposite sign`;
    case 'FEE_MISSING':
      return `${fills} charged nothing where the card charges`;
    case 'DISCOUNT_MISSING':
      return `the ${details} discount was not applied to ${fills}`;
    case 'FEE_ASSET':
      return `${fills} charged in ${details}, in which no fee is due`;
    case 'NOTIONAL_SCALE':
      return `${fills} charged on the wrong size (${details})`;
    case 'ROUNDING':
      return `${fills} rounded differently (${details})`;
    case 'RATE_OFF_CARD':
      return `${fills} charged at a rate that is not on the card (${details})`;
    case 'UNPRICED':
    case 'UNEXPLAINED':
      return `${fills} that no known cause explains`;
  }
}

/** Up to three details, with fills where there are several. */
function detailsOf(cause: Cause): string {
  const shown = cause.details.filter(({ detail }) => detail !== '');
  if (shown.length <= 1) return shown[0]?.detail ?? '';
  const named = shown.slice(0, 3).map(({ detail, fills }) => `${detail}: ${fills}`);
  return shown.length > 3 ? `${named.join(', ')}, ${shown.length - 3} more` : named.join(', ');
}

/** ", VIP 4 being due from 2026-06-10 22:00Z": the terms that held when the cause began. */
function dueSince(cause: Cause, terms: readonly PlannedTerms[]): string {
  const { venue, account, product } = cause.scope;
  const own = terms.filter(
    (entry) => entry.venue === venue && entry.account === account && entry.product === product,
  );
  const due = own.filter(({ from }) => from === null || from <= cause.span.first.time).at(-1);
  if (due === undefined || due.tier === null) return '';
  if (due.from === null) return `, ${due.tier} being due`;
  const late =
    cause.code === 'TIER_STALE'
      ? ` (the last of them ${lengthOf(cause.span.last.time - due.from)} late)`
      : '';
  return `, ${due.tier} being due from ${formatShort(due.from)}${late}`;
}

/** `3 d 4 h`, `9 h 12 m`, `12 m`: two units at most. */
function lengthOf(milliseconds: number): string {
  const [days, hours, minutes] = [
    Math.floor(milliseconds / DAY),
    Math.floor((milliseconds % DAY) / HOUR),
    Math.floor((milliseconds % HOUR) / MINUTE),
  ];
  if (days > 0) return `${days} d ${hours} h`;
  return hours > 0 ? `${hours} h ${minutes} m` : `${minutes} m`;
}

const ADVICE: Readonly<Record<CauseCode, string>> = {
  TIER_STALE: 'Ask the venue from when the new tier was applied.',
  TIER_EARLY: 'Check the date in your terms.',
  LIQUIDITY_MISFLAG: 'Send the venue the trade ids and the order type.',
  SIGN_FLIP: 'Check the sign of the export, then claim.',
  FEE_MISSING: 'Check for a promotion; the venue may charge it later.',
  DISCOUNT_MISSING: 'Check the token balance at that time.',
  FEE_ASSET: 'Check the fee settings of the account.',
  NOTIONAL_SCALE: 'Check the contract value, then claim.',
  ROUNDING: 'Ask the venue how it rounds.',
  RATE_OFF_CARD: 'Ask the venue which schedule this rate belongs to.',
  UNPRICED: '',
  UNEXPLAINED: 'Send the venue the trade ids.',
};

/** What to do instead where the venue took too little: there is nothing to claim. */
const OWED: Readonly<Partial<Record<CauseCode, string>>> = {
  LIQUIDITY_MISFLAG: 'Nothing to claim; the venue may charge it later.',
  SIGN_FLIP: 'Check the sign of the export; the venue may charge it later.',
  NOTIONAL_SCALE: 'Check the contract value; the venue may charge it later.',
  UNEXPLAINED: 'Nothing to claim; the venue may charge it later.',
};
