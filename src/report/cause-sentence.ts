/** A cause in words: what, from which trade to which, how much, what to do. */
import type { AppliedRate } from '../domain/applied-rate.ts';
import type { Cause, CauseDetail } from '../domain/cause.ts';
import { plain } from '../domain/decimal.ts';
import type { CauseCode } from '../domain/hypothesis.ts';
import { compareMarks, type Mark } from '../domain/mark.ts';
import type { PlannedTerms } from '../domain/terms.ts';
import { DAY, formatShort, HOUR, type Instant, MINUTE } from '../domain/time.ts';

export const fillsOf = (count: number) => `${count} ${count === 1 ? 'fill' : 'fills'}`;

export function sentenceOf(
  cause: Cause,
  terms: readonly PlannedTerms[],
  rates: readonly AppliedRate[],
): string {
  const own = { terms: terms.filter(sameScope(cause)), rates: rates.filter(sameScope(cause)) };
  const owed = cause.variance.isNegative() ? OWED[cause.code] : undefined;
  return `${what(cause, own)}: ${money(cause)}. ${owed ?? ADVICE[cause.code]}`.trim();
}

/** Terms and applied rates of the cause's account and product. */
interface Own {
  readonly terms: readonly PlannedTerms[];
  readonly rates: readonly AppliedRate[];
}

const sameScope =
  ({ scope }: Cause) =>
  ({ venue, account, product }: { venue: string; account: string; product: string }) =>
    venue === scope.venue && account === scope.account && product === scope.product;

function money({ variance, scope }: Cause): string {
  if (variance.isZero()) return 'no difference in money';
  const amount = `${plain(variance.abs())} ${scope.feeAsset}`;
  return variance.isNegative() ? `${amount} too little` : `${amount} too much`;
}

const named = (mark: Mark) => (mark.tradeId === null ? mark.symbol : `trade ${mark.tradeId}`);
const placed = (mark: Mark) => `${named(mark)} (${formatShort(mark.time)})`;

/** Where a cause begins and ends. */
function where({ fills, span: { first, last } }: Cause): string {
  if (fills === 1) return `${named(first)} at ${formatShort(first.time)}`;
  return `from ${placed(first)} to ${placed(last)}`;
}

function what(cause: Cause, own: Own): string {
  if (cause.code === 'TIER_STALE') return staleTier(cause, own);
  if (cause.code === 'TIER_EARLY') return earlyTier(cause, own);
  return `${plainly(cause, own)}, ${where(cause)}`;
}

function plainly(cause: Cause, own: Own): string {
  const fills = fillsOf(cause.fills);
  const details = detailsOf(cause);
  switch (cause.code) {
    case 'LIQUIDITY_MISFLAG':
      return `${fills} charged at the other side's rate (${details})`;
    case 'SIGN_FLIP':
      return `${fills} charged with the opposite sign`;
    case 'FEE_MISSING':
      return `${fills} charged nothing where the card charges`;
    case 'DISCOUNT_MISSING':
      return `the ${details} discount was not applied to ${fills}${ranOut(cause, own)}`;
    case 'PROMO_NOT_APPLIED':
      return `${fills} charged as ${details} instead of at the rates of the promotion`;
    case 'PROGRAM_NOT_APPLIED':
      return `${fills} charged as ${details} of the ladder instead of at the agreed rate`;
    case 'CAP_NOT_APPLIED':
      return `${fills} charged above the cap on the premium`;
    case 'CHARGED_TWICE':
      return details === '' ? `${fills} charged twice the fee due` : `${fills} charged ${details} once more`;
    case 'SELF_TRADE':
      return `${fills} of trades with the account itself on both sides`;
    case 'FEE_ASSET':
      return `${fills} charged in ${details}, in which no fee is due`;
    case 'NOTIONAL_SCALE':
      return `${fills} charged on the wrong size (${details})`;
    case 'ROUNDING':
      return `${fills} rounded differently (${details})`;
    case 'RATE_OFF_CARD':
      return `${fills} charged at a rate that is not due (${details})`;
    default:
      return `${fills} that no known cause explains${tooCoarse(cause)}`;
  }
}

/** Up to three details, with fills where there are several. */
function detailsOf(cause: Cause): string {
  const shown = cause.details.filter(({ detail }) => detail !== '');
  if (shown.length <= 1) return shown[0] === undefined ? '' : withAlike(shown[0]);
  const three = shown.slice(0, 3).map((entry) => `${withAlike(entry)}: ${entry.fills}`);
  return shown.length > 3 ? `${three.join(', ')}, ${shown.length - 3} more` : three.join(', ');
}

/** `VIP 8 or VIP 9`: what the fills cannot tell apart. */
function withAlike({ detail, alike }: CauseDetail): string {
  const all = [detail, ...alike];
  // `half-up or half-even at 2 decimals`: what all say is said once.
  const end = / at \d+ decimals$/.exec(detail)?.[0];
  if (end !== undefined && all.every((one) => one.endsWith(end))) {
    return `${all.map((one) => one.slice(0, -end.length)).join(' or ')}${end}`;
  }
  return all.length > 4 ? `${all.slice(0, 3).join(', ')} or ${all.length - 3} more` : all.join(' or ');
}

/** The old tier, until when, and how late the due one came. */
function staleTier(cause: Cause, own: Own): string {
  const { first, last } = cause.span;
  const due = dueTerms(cause, own);
  const old = `${detailsOf(cause)} still applied`;
  if (due === null || due.from === null || cause.since === null || isInterleaved(cause, own)) {
    return `${old} to ${fillsOf(cause.fills)}${dueName(due)}, ${where(cause)}`;
  }
  const late = `${lengthOf(last.time - due.from)} late`;
  const since = `${due.tier} was due from ${formatShort(due.from)}: ${late}`;
  const fills = cause.fills === 1 ? '1 fill' : `${fillsOf(cause.fills)} from ${placed(first)}`;
  const next = nextRight(cause, own);
  const cut = next === null ? '' : dayCut(last.time, next.time);
  const then = next === null ? '' : `; the next at the rate due is ${placed(next)}`;
  return `${old} until ${placed(last)}${then}; ${since}${cut}; ${fills}`;
}

/** The new tier, from when, and how early it came. */
function earlyTier(cause: Cause, { terms }: Own): string {
  const { first } = cause.span;
  const due = dueTerms(cause, { terms, rates: [] });
  const details = detailsOf(cause);
  const next = terms.find(({ from }) => from !== null && from > cause.span.last.time);
  if (next?.tier == null || next.from === null || !cause.details.some(({ detail }) => detail === next.tier)) {
    return `${details} already applied to ${fillsOf(cause.fills)}${dueName(due)}, ${where(cause)}`;
  }
  const early = `${lengthOf(next.from - first.time)} early`;
  return `${details} already applied from ${placed(first)}; it was due from ${formatShort(next.from)}: ${early}; ${fillsOf(cause.fills)}`;
}

const dueName = (due: PlannedTerms | null) => (due?.tier == null ? '' : `, ${due.tier} being due`);

/** The terms that held when the cause began. */
function dueTerms(cause: Cause, { terms }: Own): PlannedTerms | null {
  return terms.filter(({ from }) => from === null || from <= cause.span.first.time).at(-1) ?? null;
}

/** True = fills charged as due lie among those of the cause, so that it is no stretch with an end. */
function isInterleaved({ span, scope }: Cause, { rates }: Own): boolean {
  return rates.some(
    ({ rate, due, first, last, feeAsset }) =>
      feeAsset === scope.feeAsset &&
      due !== null &&
      rate.eq(due) &&
      compareMarks(first, span.last) < 0 &&
      compareMarks(last, span.first) > 0,
  );
}

/** The first fill after the cause's last that was charged as due. */
function nextRight({ span, scope }: Cause, { rates }: Own): Mark | null {
  const right = rates.filter(
    ({ rate, due, first, feeAsset }) =>
      feeAsset === scope.feeAsset && due !== null && rate.eq(due) && compareMarks(first, span.last) > 0,
  );
  return right.map(({ first }) => first).sort(compareMarks)[0] ?? null;
}

/** Hours of the day at which venues cut their days, in UTC. */
const DAY_CUTS: readonly (readonly [number, string])[] = [
  [0, '00:00 UTC'],
  [8, '08:00 UTC'],
  [16, '16:00 UTC, midnight of UTC+8'],
];
/** A change that lies between fills further apart than this tells nothing of an hour. */
const NARROW = 4 * HOUR;

/** Which day cut a change fits that lies between two fills. */
function dayCut(before: Instant, after: Instant): string {
  if (after - before > NARROW) return '';
  const fit = DAY_CUTS.filter(([hour]) => {
    const cut = Math.ceil((before + 1 - hour * HOUR) / DAY) * DAY + hour * HOUR;
    return cut <= after;
  });
  return fit.length === 1 ? ` (as if it came with the day that begins at ${fit[0]![1]})` : '';
}

/** Where fees in the token stop before the first fill without the discount. */
function ranOut(cause: Cause, { rates }: Own): string {
  const token = cause.details[0]?.detail;
  const paid = rates.filter(({ feeAsset }) => feeAsset === token && feeAsset !== cause.scope.feeAsset);
  if (paid.length === 0 || paid.some(({ last }) => compareMarks(last, cause.span.first) > 0)) return '';
  const last = paid
    .map((applied) => applied.last)
    .sort(compareMarks)
    .at(-1)!;
  return ` (the last fee in ${token} is ${placed(last)}: it may have run out)`;
}

function tooCoarse({ code, rivals }: Cause): string {
  if (code !== 'UNEXPLAINED' || rivals.length === 0) return '';
  return ` (${rivals.join(' or ')} would fit, but fees of so few digits fit something by chance)`;
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
  PROMO_NOT_APPLIED: 'Check the conditions of the promotion (orders by API may be left out), then claim.',
  PROGRAM_NOT_APPLIED: 'Ask the program desk from when the account is enrolled, then claim.',
  CAP_NOT_APPLIED: 'Send the venue the trade ids and the premium.',
  CHARGED_TWICE: 'Send the venue the trade ids.',
  SELF_TRADE: 'Volume of self-trades may not count; check the account’s self-trade prevention.',
  FEE_ASSET: 'Check the fee settings of the account.',
  NOTIONAL_SCALE: 'Check the contract value, then claim.',
  ROUNDING: 'Ask the venue how it rounds.',
  RATE_OFF_CARD: 'Ask the venue which schedule this rate belongs to.',
  UNPRICED: '',
  UNEXPLAINED: 'Send the venue the trade ids.',
};

const LATER = 'Nothing to claim; the venue may charge it later.';
/** What to do instead where the venue took too little: there is nothing to claim. */
const OWED: Readonly<Partial<Record<CauseCode, string>>> = {
  LIQUIDITY_MISFLAG: LATER,
  SIGN_FLIP: 'Check the sign of the export; the venue may charge it later.',
  PROMO_NOT_APPLIED: LATER,
  PROGRAM_NOT_APPLIED: LATER,
  NOTIONAL_SCALE: 'Check the contract value; the venue may charge it later.',
  UNEXPLAINED: LATER,
};
