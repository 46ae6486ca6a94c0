/** Parts of a schedule in words: conditions, spans, provenance, discounts, clauses. */
import { plain } from '../domain/decimal.ts';
import { formatRate } from '../domain/rate.ts';
import type {
  Clauses,
  Condition,
  Evaluation,
  Provenance,
  RfqClause,
  Schedule,
  ScheduleVersion,
  Threshold,
  TokenDiscount,
} from '../domain/schedule.ts';
import { formatShortNumber } from '../domain/short-number.ts';
import { DAY, formatShort, type Instant } from '../domain/time.ts';

const METRIC_WORDS: Readonly<Record<string, string>> = {
  volume: 'volume',
  spotVolume: 'spot volume',
  futuresVolume: 'futures volume',
  optionsVolume: 'options volume',
  spreadVolume: 'spread volume',
  makerVolume: 'maker volume',
  weightedVolume: 'weighted volume',
  rfqVolume: 'volume in requests for quotes',
  assets: 'assets',
  borrowing: 'borrowing',
  share: 'share of volume',
  makerShare: 'share of maker volume',
  weightedShare: 'weighted share of volume',
  rankTop: 'rank in the top',
  apiShare: 'share of API trading',
  rank: 'rank',
  loyaltyDays: 'days at the tier',
  grant: 'grant',
};

const SHARES = new Set(['share', 'makerShare', 'weightedShare', 'rankTop', 'apiShare']);
const USD = new Set(['assets', 'borrowing']);
const SIGNS = { '>=': '≥', '>': '>', '<': '<', '<=': '≤' } as const;

/** `futures volume ≥ 5M USD or assets ≥ 100K USD`; a bound that nobody published is said to be not known. */
export function conditionWords(condition: Condition): string {
  if ('threshold' in condition) return thresholdWords(condition.threshold);
  if ('before' in condition) return `before ${dateWords(condition.before)}`;
  const [parts, word] = 'anyOf' in condition ? [condition.anyOf, ' or '] : [condition.allOf, ' and '];
  return parts
    .map((part) => {
      const words = conditionWords(part);
      return 'threshold' in part || 'before' in part || parts.length === 1 ? words : `(${words})`;
    })
    .join(word);
}

/** True for metrics that are kept as fractions and told in percent. */
export function isShareMetric(metric: string): boolean {
  return SHARES.has(metric.split('.')[0]!);
}

/** A metric in words: `futures volume`, `BNB held`. */
export function metricWords(metric: string): string {
  const [, kind, asset] = /^(holding|stake)\.(.+)$/.exec(metric) ?? [];
  if (kind !== undefined) return kind === 'stake' ? `${asset} staked` : `${asset} held`;
  const [head, part] = metric.split('.');
  const words = METRIC_WORDS[head!] ?? head!;
  return part === undefined ? words : `${words} (${part})`;
}

/** `futures volume ≥ 5M USD`. */
export function thresholdWords({ metric, comparison, bound }: Threshold): string {
  const name = metricWords(metric);
  if (bound === null) return `${name} (bound not known)`;
  if (isShareMetric(metric)) return `${name} ${SIGNS[comparison]} ${plain(bound.times(100))}%`;
  const unit = metric.toLowerCase().endsWith('volume') || USD.has(metric) ? ' USD' : '';
  return `${name} ${SIGNS[comparison]} ${unit === '' ? plain(bound) : formatShortNumber(bound)}${unit}`;
}

/** A date where the instant is midnight UTC, else date and time. */
export function dateWords(instant: Instant): string {
  return instant % DAY === 0 ? formatShort(instant).slice(0, 10) : formatShort(instant);
}

/** `from 2026-04-01 (true start not known) until 2026-07-26`. @param next start of the version after it */
export function spanWords(version: ScheduleVersion, next: Instant | null): string {
  const end = version.to ?? next;
  const known = version.startKnown ? '' : ' (true start not known)';
  return `from ${dateWords(version.from)}${known}${end === null ? '' : ` until ${dateWords(end)}`}`;
}

/** `https://… (as of 2026-07-26, secondary)`. */
export function provenanceWords({ source, asOf, confidence }: Provenance): string {
  const marks = [asOf === null ? null : `as of ${asOf}`, confidence].filter((mark) => mark !== null);
  return marks.length === 0 ? source : `${source} (${marks.join(', ')})`;
}

/** When tiers are computed and applied. */
export function evaluationWords(evaluation: Evaluation): string {
  const { window, atMinute, appliesAtMinute, metric, weights, downgrades } = evaluation;
  const at = atMinute === null ? '' : `, computed at ${clock(atMinute, 'day')}`;
  const applies = appliesAtMinute === null ? '' : `, applied from ${clock(appliesAtMinute, window)}`;
  const route = metric === 'any' ? ', the best route wins' : `, by ${metricWords(metric)}`;
  const sum =
    weights === undefined
      ? ''
      : `, weighted volume = ${[...weights].map(([part, weight]) => `${plain(weight)} x ${metricWords(part)}`).join(' + ')}`;
  const falls = downgrades === undefined ? '' : ', falling by one level at most, on the first of a month';
  return `tier: window ${window}${at}${applies}${route}${sum}${falls}`;
}

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;

function clock(minutes: number, window: string): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = Math.floor(minutes / 1440);
  const time = `${two(Math.floor(minutes / 60) % 24)}:${two(minutes % 60)}Z`;
  if (window === 'week') return `${WEEKDAYS[day % 7]}${day >= 7 ? ' of the week after' : ''} ${time}`;
  return window === 'month' ? `day ${day + 1}, ${time}` : time;
}

/** `fee in BNB: 10% off, not on rebates`. */
export function discountWords(discount: TokenDiscount): string {
  const negative = discount.appliesToNegative ? 'also on rebates' : 'not on rebates';
  const note = discount.note === null ? '' : `. ${discount.note}`;
  const when =
    discount.status === undefined ? `fee in ${discount.asset}` : `${discount.asset}, ${discount.status}`;
  return `${when}: ${formatRate(discount.off)} off, ${negative}${note}`;
}

/** Caps, fixed parts, and what is carried in words only. */
export function clauseWords(clauses: Clauses): string[] {
  return [
    ...(clauses.premiumCap === null
      ? []
      : [
          `fee capped at ${formatRate(clauses.premiumCap)} of the premium${clauses.premiumPrice === 'mark' ? ' at the mark price' : ''}${clauses.rebateCapped === true ? ', rebates too' : ''}`,
        ]),
    ...(clauses.perContract === null ? [] : [`fixed part per contract: ${plain(clauses.perContract)}`]),
    ...(clauses.liquidation === undefined
      ? []
      : [`a liquidated position pays ${formatRate(clauses.liquidation)} in all (not judged)`]),
    ...(clauses.minimum === null ? [] : [`least fee: ${plain(clauses.minimum)}`]),
    ...[...(clauses.channels ?? [])].map(([channel, rule]) => `not priced, ${channel} trades: ${rule}`),
    ...(clauses.rfq === undefined ? [] : rfqWords(clauses.rfq)),
    ...clauses.unpriced.map((words) => `not priced by this program: ${words}`),
  ];
}

/** Legs of requests for quotes, box spreads and discounts on both. */
function rfqWords({ cheapestOff, nextOff, nextCount, boxRate, boxTakerFee, discounts }: RfqClause): string[] {
  const who = ({ tier, when }: RfqClause['discounts'][number]) =>
    tier ?? (when === null ? 'everybody' : conditionWords(when));
  const off = discounts.map(
    (one) => `${who(one)}: maker ${formatRate(one.maker)}, taker ${formatRate(one.taker)}`,
  );
  return [
    `requests for quotes: both sides pay the taker rate; of the groups of legs the cheapest is ${formatRate(cheapestOff)} off, the ${nextCount} next to it ${formatRate(nextOff)}`,
    `box spreads: ${formatRate(boxRate)} of the width per year to expiry, takers ${plain(boxTakerFee)} more`,
    ...(off.length === 0 ? [] : [`discounts on requests: ${off.join('; ')}`]),
  ];
}

/** How fees and rebates are taken and rounded. */
export function settlementWords(schedule: Schedule): string {
  const assets = {
    settle: 'the settlement asset',
    quote: 'the quote asset',
    received: 'the asset received',
    given: 'the asset given',
  };
  const { rounding, feeAsset, rebateAsset } = schedule;
  const rounded =
    rounding === null ? 'rounding not published' : `rounded ${rounding.mode} to ${rounding.scale} decimals`;
  return `fees in ${assets[feeAsset]}, rebates in ${assets[rebateAsset]}, ${rounded}`;
}
