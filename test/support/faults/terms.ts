/** What an account of the generator is entitled to, what is therefore due, and how it is told to the program. */
import { type Exact, exact, NOTHING, plain, times } from '../exact.ts';
import { DAY, MONTH_DAYS } from './flow.ts';
import type { Billing, Desk, Entry, Fill } from './model.ts';
import type { Random } from './random.ts';

const ONE = exact('1');
const PERCENT = exact('100');

export interface Terms {
  /** First entry from ever; ascending. */
  readonly entries: readonly Entry[];
  /** Told to the program in a file, by flags, or not at all: then it has to infer them. */
  readonly told: 'config' | 'flags' | 'nothing';
  readonly discount: boolean;
  /** Fees are taken in the discount's token though the terms do not say so: it then holds for these. */
  readonly silent: boolean;
}

/** Up to two changes of tier at full hours, at least two days apart. */
export function termsFor(desk: Desk, random: Random): Terms {
  const told = random.chance(0.2) ? 'nothing' : random.chance(0.3) ? 'flags' : 'config';
  const changes = told === 'flags' || desk.tiers.length === 1 ? 0 : random.below(3);
  const start = Date.parse(desk.start);
  const days = random.shuffled([...Array(MONTH_DAYS - 8).keys()]).slice(0, changes);
  days.sort((a, b) => a - b);
  if (days.length === 2 && days[1]! - days[0]! < 3) days.pop();
  const entries: Entry[] = [{ from: 0, tier: random.pick(desk.tiers), program: null }];
  for (const day of days) {
    const before = desk.tiers.indexOf(entries.at(-1)!.tier);
    const steps = [-2, -1, 1, 2].map((step) => desk.tiers[before + step]);
    const tier = random.pick(steps.filter((name) => name !== undefined));
    entries.push({ from: start + (day + 4) * DAY + random.below(24) * 3_600_000, tier, program: null });
  }
  const discount = desk.discount !== null && random.chance(0.4);
  const silent = told === 'nothing' || random.chance(0.3);
  const program = told === 'config' && entries.length === 1 && desk.flag && !discount && random.chance(0.3);
  if (program) entries[0] = { ...entries[0]!, program: agreed(random) };
  return { entries, told, discount, silent };
}

function agreed(random: Random): Entry['program'] {
  const maker = exact(random.pick(['-0.00011', '-0.00007', '0.00003', '-0.00013']));
  return { name: 'MM-TEST', maker, taker: exact(random.pick(['0.00021', '0.00019', '0.00023'])) };
}

export function entryAt({ entries }: Terms, instant: number): Entry {
  return entries.findLast(({ from }) => from <= instant)!;
}

/** What the terms and the card ask of this fill. */
export function dueBilling(desk: Desk, terms: Terms, fill: Fill): Billing {
  const { tier, program } = entryAt(terms, fill.instant);
  const rate = program === null ? null : fill.maker ? program.maker : program.taker;
  return {
    ...{ at: fill.instant, tier, maker: fill.maker, group: groupOf(fill), rate },
    factor: terms.discount ? desk.discount!.factor : ONE,
    asset: terms.discount ? desk.discount!.asset : homeAsset(desk, fill),
    ...{ base: 'venue', times: ONE, scale: desk.scale, mode: desk.mode, capped: true, part: NOTHING },
  };
}

/** The rate table of a fill: a promotion's while that lasts. */
function groupOf({ market, instant }: Fill): string {
  const { promotion, group } = market;
  return promotion !== null && instant >= promotion.from && instant < promotion.to ? promotion.group : group;
}

/** The asset of a fee without discount. */
export function homeAsset(desk: Desk, { market, buy }: Fill): string {
  if (market.kind !== 'spot') return market.settle;
  return desk.received && buy ? market.base : market.quote;
}

const percent = (rate: Exact): string => `${plain(times(rate, PERCENT))}%`;

/** fee-audit.yaml of the account. */
export function configOf(desk: Desk, terms: Terms): string {
  const lines = ['accounts:', '  desk:', `    venue: ${desk.venue}`, '    fills: "*.csv"', '    terms:'];
  for (const [index, { from, tier, program }] of terms.entries.entries()) {
    lines.push(`      - from: ${index === 0 ? '2025-01-01' : new Date(from).toISOString()}`);
    if (index === 0) lines.push(`        schedule: ${desk.schedule}`);
    lines.push(`        tier: ${tier}`);
    if (index === 0 && terms.discount && !terms.silent)
      lines.push(`        discount: ${desk.discount!.asset}`);
    if (program === null) continue;
    lines.push(`        program: ${program.name}`);
    lines.push(
      `        makerRate: ${percent(program.maker)}`,
      `        takerRate: ${percent(program.taker)}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

/** The flags that say the same of an account with one entry. */
export function flagsOf(terms: Terms, desk: Desk): Record<string, string> {
  const discount: Record<string, string> =
    terms.discount && !terms.silent ? { discount: desk.discount!.asset } : {};
  return { tier: terms.entries[0]!.tier, ...discount };
}
