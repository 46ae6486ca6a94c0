/** Where an account stands, in sentences. */
import { type Decimal, plain } from '../domain/decimal.ts';
import { isVolume } from '../domain/facts.ts';
import type { Finding } from '../domain/qualification.ts';
import { formatShortNumber } from '../domain/short-number.ts';
import { missingToHold, missingToRise, type TierDay } from '../domain/tier-path.ts';
import { formatShort } from '../domain/time.ts';
import { grouped, money } from './money-words.ts';
import { isShareMetric, metricWords, thresholdWords } from './schedule-words.ts';
import type { TierTrack, WorthyDay } from './tier-report.ts';

const usd = (value: Decimal) => money(value, 'USD');

/** Sentences on the newest day of a track. */
export function tierSentences(track: TierTrack): string[] {
  const last = track.days.at(-1);
  const name = `${track.account} · ${track.schedule}, ${track.product}`;
  if (last === undefined) return [`${name}: no computation of a tier to tell of`];
  const { day } = last;
  const { qualification } = day;
  if (qualification === null) return [`${name}: no tier is reached by what is known`, ...missingWords(day)];
  const most = day.uncovered ? 'at least ' : '';
  return [
    `${name}: ${most}${qualification.tier} from ${formatShort(day.applies)}${windowWords(day)}`,
    ...noteWords(day),
    ...holdWords(day),
    ...riseWords(day),
    ...worthWords(last),
    ...missingWords(day),
  ];
}

function windowWords({ volume, metric, from, at, uncovered }: TierDay): string {
  if (volume === null) return '';
  const how = uncovered ? 'at least, the files cover only a part of it' : volume.basis;
  return ` (window ${formatShort(from)} to ${formatShort(at)}: ${usd(volume.value)} of ${metricWords(metric)}, ${how})`;
}

/** What the schedule notes on the tier itself. */
function noteWords({ qualification, rungs }: TierDay): string[] {
  const note = rungs[qualification?.index ?? -1]?.note ?? null;
  return note === null ? [] : [`  ${note}`];
}

function holdWords(day: TierDay): string[] {
  const { qualification, leaving } = day;
  const held = qualification?.held ?? [];
  if (held.length === 0) return [];
  const missing = missingToHold(day);
  const routes = held.map(({ threshold }) => thresholdWords(threshold)).join(', ');
  const next =
    missing === null || leaving === null
      ? ''
      : `; ${usd(leaving)} leave the window with the next computation: ${missing.isZero() ? 'it is held all the same' : `${usd(missing)} more are needed by then`}`;
  return [`  held by ${routes}${next}`];
}

function riseWords(day: TierDay): string[] {
  const next = day.qualification?.next ?? null;
  if (next === null) return ['  there is no higher tier'];
  const missing = missingToRise(day);
  if (missing !== null && day.toRise !== null) {
    const { bound, strict } = day.toRise;
    return [
      `  the next tier takes ${strict ? 'more than ' : ''}${formatShortNumber(bound)} USD of ${metricWords(day.metric)}: ${usd(missing)} more`,
    ];
  }
  const asked = [...new Set(next.missing.map(findingWords))];
  return [
    asked.length === 0
      ? `  what ${next.tier} takes is not published`
      : `  ${next.tier} is not reached by more volume alone: ${asked.join(', ')}`,
  ];
}

function findingWords({ threshold, fact, answer }: Finding): string {
  const asked = thresholdWords(threshold);
  if (answer === 'not given') return `${asked} (not given)`;
  return answer === 'not published' || fact === null
    ? asked
    : `${asked} (has ${valueWords(threshold.metric, fact.value)})`;
}

function valueWords(metric: string, value: Decimal): string {
  if (isShareMetric(metric)) return `${plain(value.times(100))}%`;
  return isVolume(metric) || metric === 'assets' ? grouped(value.toDecimalPlaces(2)) : plain(value);
}

function worthWords({ day, worth, riseWorth }: WorthyDay): string[] {
  const index = day.qualification?.index ?? 0;
  const below = day.rungs[index - 1]?.tier;
  const above = day.rungs[index + 1]?.tier;
  const parts = [
    worth === null || below === undefined ? null : `against ${below} it saves ${usd(worth)}`,
    riseWorth === null || above === undefined ? null : `${above} would save ${usd(riseWorth)} more`,
  ].filter((part) => part !== null);
  return parts.length === 0
    ? []
    : [
        `  on the flow ${day.coverage.eq(1) ? 'of this window' : 'that the files have of this window'}, before discount and rebate: ${parts.join('; ')}`,
      ];
}

function missingWords({ qualification }: TierDay): string[] {
  if (qualification === null) return [];
  const { notGiven, unpublished } = qualification;
  return [
    ...(notGiven.length === 0
      ? []
      : [
          `  not given, and so not counted: ${notGiven.map(metricWords).join(', ')} (a higher tier by these is not ruled out)`,
        ]),
    ...(unpublished.size === 0
      ? []
      : [`  never met, since nobody published the bounds: ${unpublishedWords(unpublished)}`]),
  ];
}

function unpublishedWords(unpublished: ReadonlyMap<string, readonly string[]>): string {
  return [...unpublished]
    .map(
      ([metric, tiers]) => `${metric === '' ? 'all conditions' : metricWords(metric)} of ${tiers.join(', ')}`,
    )
    .join('; ');
}
