/** What changed between two versions of a schedule, tier by tier, as sentences. */
import { sameTier } from '../domain/card.ts';
import { plain } from '../domain/decimal.ts';
import { formatRate, type Rate, toBps } from '../domain/rate.ts';
import type { Condition, RateTable, ScheduleVersion, TierRow } from '../domain/schedule.ts';
import { clauseWords, conditionWords, dateWords } from './schedule-words.ts';

/** One change. `from` and `to` are figures or words before and after; null = there was none, or not known. */
export interface Change {
  readonly tier: string | null;
  /** Pair groups that it holds for, joined; null = the versions have none. */
  readonly group: string | null;
  readonly side: 'maker' | 'taker' | 'condition' | 'tier' | 'group' | 'clauses' | 'version';
  readonly from: string | null;
  readonly to: string | null;
  readonly sentence: string;
}

/** A change before the groups that share it are known. */
type Core = Omit<Change, 'group'>;

/** Every change from one version to another, tier by tier; what several groups share is told once. */
export function diffVersions(before: ScheduleVersion, after: ScheduleVersion): Change[] {
  const found: { core: Core; groups: string[] }[] = [];
  const add = (core: Core, group: string | null) => {
    const same = found.find((one) => one.core.sentence === core.sentence && one.core.tier === core.tier);
    if (same === undefined) found.push({ core, groups: group === null ? [] : [group] });
    else if (group !== null) same.groups.push(group);
  };
  for (const pair of pairTables(before, after)) {
    for (const core of tableChanges(pair)) add(core, pair.group);
    const orderFees = orderFeeChange(pair);
    if (orderFees !== null) add(orderFees, pair.group);
  }
  const clauses = clauseChange(before, after);
  if (clauses !== null) add(clauses, null);
  const tables = [...after.tables, ...before.tables];
  const groups = new Set(tables.map((table) => table.group).filter((name) => name !== null)).size;
  const order = tables.flatMap((table) => table.tiers.map((row) => row.tier));
  const place = (tier: string | null) => (tier === null ? order.length : order.indexOf(tier));
  return found
    .map(({ core, groups: names }) => {
      const group = names.length === 0 ? null : names.join(', ');
      const everywhere = core.side === 'group' || group === null || names.length === groups;
      return { ...core, group, sentence: everywhere ? core.sentence : `${core.sentence} (${group})` };
    })
    .sort((a, b) => place(a.tier) - place(b.tier));
}

/** With which rates a first version begins, tier by tier. */
export function beginnings(version: ScheduleVersion): Change[] {
  return version.tables.flatMap(({ group, tiers }) =>
    tiers.map(({ tier, maker, taker }): Change => {
      const words = (rate: Rate | null) => (rate === null ? 'not known' : formatRate(rate));
      const rates = `maker ${words(maker)}, taker ${words(taker)}`;
      const where = group === null ? '' : ` (${group})`;
      const sentence = `${tier} begins on ${dateWords(version.from)} with ${rates}${where}`;
      return { tier, group, side: 'tier', from: null, to: rates, sentence };
    }),
  );
}

interface Pair {
  readonly group: string | null;
  readonly before: RateTable | null;
  readonly after: RateTable | null;
}

/** Tables of the same group; one table for everything stands against each group of the other version. */
function pairTables(before: ScheduleVersion, after: ScheduleVersion): Pair[] {
  const whole = (version: ScheduleVersion) =>
    version.tables.length === 1 && version.tables[0]!.group === null ? version.tables[0]! : null;
  const [wholeBefore, wholeAfter] = [whole(before), whole(after)];
  if (wholeBefore !== null) {
    return after.tables.map((table) => ({ group: table.group, before: wholeBefore, after: table }));
  }
  if (wholeAfter !== null) {
    return before.tables.map((table) => ({ group: table.group, before: table, after: wholeAfter }));
  }
  const named = (version: ScheduleVersion, group: string | null) =>
    version.tables.find((table) => table.group === group) ?? null;
  const names = [...new Set([...before.tables, ...after.tables].map((table) => table.group))];
  return names.map((group) => ({ group, before: named(before, group), after: named(after, group) }));
}

function tableChanges({ group, before, after }: Pair): Core[] {
  if (before === null || after === null) {
    const sentence = before === null ? `the group ${group} is new` : `the group ${group} is gone`;
    const [from, to] = before === null ? [null, group] : [group, null];
    return [{ tier: null, side: 'group', from, to, sentence }];
  }
  const changes: Core[] = [];
  const [from, to] = [membersOf(before), membersOf(after)];
  if (before.group === after.group && from !== to) {
    changes.push({
      tier: null,
      side: 'group',
      from,
      to,
      sentence: `members of ${group ?? 'the table'}: ${from} → ${to}`,
    });
  }
  for (const row of after.tiers) {
    const old = before.tiers.find((candidate) => sameTier(candidate.tier, row.tier));
    changes.push(...(old === undefined ? [tierNew(row)] : rowChanges(old, row)));
  }
  for (const row of before.tiers) {
    if (after.tiers.some((candidate) => sameTier(candidate.tier, row.tier))) continue;
    const rates = ratesOf(row);
    changes.push({
      tier: row.tier,
      side: 'tier',
      from: rates,
      to: null,
      sentence: `${row.tier} is gone (was ${rates})`,
    });
  }
  return changes;
}

function membersOf(table: RateTable): string {
  const names = [...table.symbols, ...table.bases, ...table.quotes];
  return names.length === 0 ? 'all others' : names.join(' ');
}

function tierNew(row: TierRow): Core {
  const rates = ratesOf(row);
  const when = row.when === null ? '' : `, ${conditionWords(row.when)}`;
  return {
    tier: row.tier,
    side: 'tier',
    from: null,
    to: rates,
    sentence: `${row.tier} is new: ${rates}${when}`,
  };
}

function ratesOf(row: TierRow): string {
  return `maker ${rateWords(row.maker)}, taker ${rateWords(row.taker)}`;
}

function rateWords(rate: Rate | null): string {
  return rate === null ? 'not known' : formatRate(rate);
}

function rowChanges(before: TierRow, after: TierRow): Core[] {
  const changes: Core[] = [];
  for (const side of ['maker', 'taker'] as const) {
    const sentence = rateSentence(after.tier, side, before[side], after[side]);
    if (sentence === null) continue;
    const [from, to] = [before[side], after[side]].map((rate) => (rate === null ? null : formatRate(rate)));
    changes.push({ tier: after.tier, side, from: from ?? null, to: to ?? null, sentence });
  }
  const [from, to] = [before.when, after.when].map((when) => (when === null ? null : conditionWords(when)));
  if (from !== to) {
    const sentence = `${after.tier} condition: ${routesSentence(before.when, after.when)}`;
    changes.push({ tier: after.tier, side: 'condition', from: from ?? null, to: to ?? null, sentence });
  }
  return changes;
}

/** The routes to a tier that changed, side by side where both versions have one over the same metrics. */
function routesSentence(before: Condition | null, after: Condition | null): string {
  const [old, now] = [routesOf(before), routesOf(after)];
  const changed = [...now].flatMap(([metrics, words]) => {
    const was = old.get(metrics);
    return was === words ? [] : [was === undefined ? `also by ${words}` : `${was} → ${words}`];
  });
  const gone = [...old].filter(([metrics]) => !now.has(metrics)).map(([, words]) => `no longer by ${words}`);
  return [...changed, ...gone].join('; ');
}

/** Words of each route of a condition by the metrics that it asks for. */
function routesOf(condition: Condition | null): Map<string, string> {
  if (condition === null) return new Map();
  const routes = 'anyOf' in condition ? condition.anyOf : [condition];
  return new Map(routes.map((route) => [metricsOf(route).join('+'), conditionWords(route)]));
}

function metricsOf(condition: Condition): string[] {
  if ('threshold' in condition) return [condition.threshold.metric];
  if ('before' in condition) return ['before'];
  return ('anyOf' in condition ? condition.anyOf : condition.allOf).flatMap(metricsOf);
}

function rateSentence(
  tier: string,
  side: 'maker' | 'taker',
  before: Rate | null,
  after: Rate | null,
): string | null {
  const what = `${tier} ${side}`;
  if (before === null) return after === null ? null : `${what}: ${formatRate(after)}, before not known`;
  if (after === null) return `${what}: not known any more, before ${formatRate(before)}`;
  if (after.eq(before)) return null;
  const step = toBps(after.minus(before));
  const verb = step.isNegative() ? 'falls' : 'rises';
  const bps = `${step.isNegative() ? '' : '+'}${plain(step)} bps`;
  return `${what} ${verb} from ${formatRate(before)} to ${formatRate(after)} (${bps})`;
}

/** What a taker order may carry beside its rate. */
function orderFeeChange({ before, after }: Pair): Core | null {
  const [from, to] = [before, after].map((table) => table?.takerOrderFees?.map(plain).join(' or ') ?? null);
  if (before === null || after === null || from === to) return null;
  const sentence = `fixed part of a taker order: ${from ?? 'none'} → ${to ?? 'none'}`;
  return { tier: null, side: 'clauses', from: from ?? null, to: to ?? null, sentence };
}

function clauseChange(before: ScheduleVersion, after: ScheduleVersion): Core | null {
  const [from, to] = [before, after].map((version) => clauseWords(version.clauses).join('; ') || null);
  if (from === to) return null;
  const sentence = `clauses: ${from ?? 'none'} → ${to ?? 'none'}`;
  return { tier: null, side: 'clauses', from: from ?? null, to: to ?? null, sentence };
}
