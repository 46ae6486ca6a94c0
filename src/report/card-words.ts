/** What must be known beside the money of a card: conditions, exclusions, obligations, readings. */

import { sameTier } from '../domain/card.ts';
import type { CardTerms } from '../domain/compared-card.ts';
import type { Finding, Qualification } from '../domain/qualification.ts';
import { formatRate } from '../domain/rate.ts';
import type { AffiliateRule, Schedule, ScheduleVersion, TierRow } from '../domain/schedule.ts';
import { stackingSentence, stacksOn } from '../domain/stacking.ts';
import type { AffiliateTerms, TermsInForce } from '../domain/terms.ts';
import type { Instant } from '../domain/time.ts';
import { grouped } from './money-words.ts';
import { conditionWords, dateWords, metricWords, provenanceWords } from './schedule-words.ts';

interface Known {
  readonly schedule: Schedule;
  readonly version: ScheduleVersion | null;
  readonly row: TierRow | null;
  readonly tier: string | null;
  readonly reached: boolean | null;
  readonly qualification: Qualification | null;
  /** True = the user gave rates of his own. */
  readonly agreed: boolean;
}

/** Sentences on a ladder's tier. */
export function ladderConditions({
  version,
  row,
  reached,
  qualification,
  agreed,
  schedule,
}: Known): string[] {
  if (version === null) return [`no version of ${schedule.id} is in force at that time`];
  if (agreed) return ['agreed rates, as given'];
  if (row === null || row.when === null)
    return row === null ? [] : reached === true ? [] : ['not reached: what it takes is not published'];
  const asked = `asks for ${conditionWords(row.when)}`;
  if (reached === true) return [asked];
  return [`not reached: ${asked}${has(qualification)}`];
}

function has(qualification: Qualification | null): string {
  const missing = qualification?.next?.missing ?? [];
  const known = [...new Map(missing.map((finding) => [finding.threshold.metric, finding])).values()];
  const words = known.flatMap(({ threshold, fact }: Finding) =>
    fact === null ? [] : [`${grouped(fact.value.toDecimalPlaces(2))} of ${metricWords(threshold.metric)}`],
  );
  return words.length === 0 ? '' : `; known is ${words.join(', ')}`;
}

/** Sentences on a program. */
export function programConditions(
  known: Known & {
    readonly ladder: CardTerms | null;
    readonly fromLadder: { readonly maker: boolean; readonly taker: boolean };
    readonly pairs: ReadonlySet<string> | null;
    readonly others: CardTerms | null;
  },
): string[] {
  const { schedule, row, reached, agreed, ladder, fromLadder, pairs, others } = known;
  const lent = (['maker', 'taker'] as const).filter((side) => fromLadder[side]);
  const name = (card: CardTerms) => `${card.schedule.id} ${card.terms.tier ?? ''}`;
  return [
    agreed ? 'program, by application; rates as offered, repriced on performance' : 'program, by application',
    ...(row?.when == null ? [] : [`asks for ${conditionWords(row.when)}`]),
    ...(reached === null ? ['whether the account is in it is not known'] : []),
    ...(reached === false ? ['not reached'] : []),
    ...lent.map((side) =>
      ladder === null
        ? `its ${side} rate is not known`
        : `no ${side} rate of its own: the account's ladder ${side} (${name(ladder)}) is kept`,
    ),
    ...(pairs === null
      ? []
      : [
          `only on ${[...pairs].join(', ')}; other pairs pay ${
            others === null
              ? 'what is not known'
              : `${name(others)}${schedule.otherPairs === 'lowest tier' ? ', since participants are out of the VIP ladder' : ''}`
          }`,
        ]),
    ...schedule.obligations.map((words) => `obligation, not priced: ${words.replace(/\.$/, '')}`),
  ];
}

/** Sentences on the affiliate share of a card, with the venue's own rule beside the partner's promise. */
export function affiliateConditions(
  schedule: Schedule,
  terms: TermsInForce,
  row: TierRow | null,
  affiliate: AffiliateTerms | null,
  at: Instant | null,
): string[] {
  if (affiliate === null) return [];
  const maker = terms.makerRate ?? row?.maker ?? null;
  const taker = terms.takerRate ?? row?.taker ?? null;
  const stacks = stacksOn(maker, taker, terms.track, affiliate);
  if (stacks === 'nothing') {
    return [`forfeits the affiliate rebate: ${stackingSentence(maker, stacks)}`];
  }
  const share = `${affiliate.ceiling ? 'up to ' : ''}${formatRate(affiliate.share)}`;
  const warning = terms.tier === null ? null : affiliateWarning(schedule, terms.tier, at);
  return [`affiliate ${share}: ${stackingSentence(maker, stacks)}`, ...(warning === null ? [] : [warning])];
}

/** The venue's rule where it ends below this tier; null = it does not, or none is known. */
export function affiliateWarning(schedule: Schedule, tier: string, at: Instant | null): string | null {
  const rules = schedule.affiliateRules ?? [];
  const rule: AffiliateRule | undefined = rules.findLast(
    ({ from }) => at === null || from === null || from <= at,
  );
  if (rule === undefined) return null;
  const tiers = schedule.versions.at(-1)?.tables[0]?.tiers.map((row) => row.tier) ?? [];
  const place = (name: string) => tiers.findIndex((one) => sameTier(one, name));
  if (place(tier) <= place(rule.lastTier)) return null;
  const since = rule.from === null ? '' : ` since ${dateWords(rule.from)}`;
  const unsure = rule.provenance.confidence === 'unverified' ? ' (older page)' : '';
  return `the venue itself pays affiliates up to ${rule.lastTier} only${since}${unsure}: above it the share is the partner's own promise`;
}

/** What a schedule says beside its tables: kinds of orders with a fee of their own, pairs outside a program, affiliates. */
export function ruleWords(schedule: Schedule): string[] {
  const flows = (schedule.flowRules ?? []).map(
    ({ name, orderTypes, from, to, tiers, factor, note, provenance }) => {
      const span = `from ${dateWords(from)}${to === null ? '' : ` until ${dateWords(to)}`}`;
      const who = tiers.length === 0 ? '' : ` at ${tiers.join(', ')}`;
      const what =
        factor === null ? "pay a rate of the account's own" : `pay ${formatRate(factor)} of the maker fee`;
      const words = note === null ? '' : `. ${note}`;
      return `${name}, ${span}: makers${who} on orders of type ${orderTypes.join(' or ')} ${what}${words} Source: ${provenanceWords(provenance)}`;
    },
  );
  const others =
    schedule.otherPairs === undefined
      ? []
      : [
          `Pairs outside the program pay ${schedule.otherPairs === 'ladder' ? "the ladder's tier" : 'the lowest tier of the ladder'}`,
        ];
  return [...flows, ...others, ...affiliateRuleNotes(schedule)];
}

/** The venue's own rules on affiliates with their sources, one sentence each. */
export function affiliateRuleNotes({ id, affiliateRules }: Schedule): string[] {
  return (affiliateRules ?? []).map(({ lastTier, from, note, provenance }) => {
    const since = from === null ? '' : ` from ${dateWords(from)} on`;
    return `${id}: the venue itself pays affiliates up to ${lastTier}${since} (${provenanceWords(provenance)})${note === null ? '' : `. ${note}`}`;
  });
}
