/**
 * Tier conditions in schedule files: `anyOf` and `allOf` over thresholds such as `futuresVolume: ">= 5M"`.
 */
import { Decimal, readDecimal } from '../domain/decimal.ts';
import { nearest } from '../domain/problem.ts';
import type { Condition, Threshold } from '../domain/schedule.ts';
import { readShort } from '../domain/short-number.ts';
import { anyMapping, instant, isNull, list, text } from './fields.ts';
import { failAt, type YamlValue } from './yaml.ts';

/**
 * What a condition can ask for. Volumes, assets and borrowing in USD over the schedule's window; `rank` and
 * `loyaltyDays` are plain counts; `grant` is given by hand. `weightedVolume`: the sum that the schedule's
 * notes define.
 */
const METRICS = [
  'volume',
  'spotVolume',
  'futuresVolume',
  'optionsVolume',
  'spreadVolume',
  'makerVolume',
  'weightedVolume',
  'rfqVolume',
  'assets',
  'borrowing',
  'rank',
  'loyaltyDays',
  'grant',
] as const;

/** Metrics written in percent and kept as fractions: shares of the venue's volume, rank as top part. */
const SHARE_METRICS = ['share', 'makerShare', 'weightedShare', 'rankTop', 'apiShare'] as const;

/** A share may be one of a part of the markets, which the notes name: `makerShare.majors`. */
const SHARE_METRIC =
  /^(?:(?:share|makerShare|weightedShare)(?:\.[A-Za-z][A-Za-z0-9]{0,20})?|rankTop|apiShare)$/;

/** Holdings and stakes of one asset, in coins: `holding.BNB`, `stake.HYPE`. */
const ASSET_METRIC = /^(holding|stake)\.[A-Za-z0-9]{1,20}$/;

const PERCENT = new Decimal('0.01');

/** Reads a condition. @throws KnownError */
export function readCondition(value: YamlValue): Condition {
  const node = anyMapping(value);
  const [entry, ...more] = node.entries;
  if (entry === undefined || more.length > 0) {
    return failAt(node, 'condition-unreadable', 'a condition holds exactly one metric, `anyOf` or `allOf`', {
      hint: 'join several with `anyOf: [{…}, {…}]` or `allOf: [{…}, {…}]`',
    });
  }
  const [key, { value: inner, line }] = entry;
  if (key === 'anyOf' || key === 'allOf') {
    const parts = list(readCondition)(inner);
    if (parts.length === 0) return failAt(inner, 'condition-unreadable', `\`${key}\` needs a condition`);
    return key === 'anyOf' ? { anyOf: parts } : { allOf: parts };
  }
  if (key === 'before') return { before: instant(inner) };
  const isShare = SHARE_METRIC.test(key);
  if (!isShare && !(METRICS as readonly string[]).includes(key) && !ASSET_METRIC.test(key)) {
    const known = ['anyOf', 'allOf', 'before', ...METRICS, ...SHARE_METRICS];
    const [near] = nearest(key, known);
    return failAt({ ...node, line }, 'metric-unknown', `\`${key.slice(0, 80)}\` is no known metric`, {
      value: key,
      hint: near === undefined ? `known: ${known.join(', ')}, holding.<ASSET>` : `did you mean \`${near}\`?`,
    });
  }
  return { threshold: readThreshold(key, isShare, inner) };
}

/** `">= 5M"`, `"> 0.5%"`, `null` for a bound that nobody published. */
function readThreshold(metric: string, isShare: boolean, value: YamlValue): Threshold {
  if (isNull(value)) return { metric, comparison: '>=', bound: null };
  const match = /^(>=|<=|>|<)\s*([\d_,.]+)\s*([KMB%]?)$/.exec(text(value));
  const share = match?.[3] === '%' ? readDecimal(match[2]!.replace(/_/g, '')) : null;
  const number = typeof share === 'string' ? null : (share ?? readShort(`${match?.[2]}${match?.[3]}`));
  if (match === null || number === null) {
    return failAt(value, 'threshold-unreadable', 'this is no threshold', {
      hint: isShare
        ? 'write it like ">= 0.5%"'
        : 'write it like ">= 5M" (K, M, B) or null where it is not known',
    });
  }
  if (isShare !== (match[3] === '%')) {
    const sentence = isShare
      ? `\`${metric}\` is a share and needs %`
      : `\`${metric}\` is no share: no % here`;
    return failAt(value, 'threshold-unit', sentence);
  }
  const bound = isShare ? number.times(PERCENT) : number;
  return { metric, comparison: match[1] as Threshold['comparison'], bound };
}
