/** What a schedule file must hold beyond its shape: names unique, dates in order, ladders ascending. */

import { sameTier } from '../domain/card.ts';
import type { Decimal } from '../domain/decimal.ts';
import { type Problem, problem } from '../domain/problem.ts';
import type { Condition, RateTable, Schedule, ScheduleVersion, TierRow } from '../domain/schedule.ts';
import { formatShort } from '../domain/time.ts';
import { type Fields, FileProblems } from './fields.ts';
import type { YamlValue } from './yaml.ts';

/** @throws FileProblems with everything that is wrong. @param root the file's top mapping, for the lines */
export function checkSchedule(schedule: Schedule, root: Fields): void {
  const finder = new Finder(root, schedule.file);
  schedule.versions.forEach((version, index) => {
    checkSpan(finder, version, schedule.versions[index + 1] ?? null, index);
    checkName(finder, schedule, version, index);
    checkTables(finder, version, index);
  });
  if (finder.problems.length > 0) throw new FileProblems(finder.problems);
}

/** Collects problems and finds the line of a path in the file. */
class Finder {
  readonly problems: Problem[] = [];
  private readonly root: Fields;
  private readonly file: string;

  constructor(root: Fields, file: string) {
    this.root = root;
    this.file = file;
  }

  report(
    path: readonly (string | number)[],
    code: string,
    sentence: string,
    hint: string | null = null,
  ): void {
    let place: YamlValue = this.root.node;
    for (const step of path) place = stepInto(place, step) ?? place;
    const value = place.kind === 'text' ? place.text : null;
    const column = place.path === '' ? null : place.path;
    this.problems.push(problem(code, sentence, { hint, file: this.file, line: place.line, column, value }));
  }
}

function stepInto(place: YamlValue, step: string | number): YamlValue | null {
  if (typeof step === 'number') {
    if (place.kind === 'list') return place.items[step] ?? null;
    return step === 0 ? place : null;
  }
  return place.kind === 'mapping' ? (place.entries.get(step)?.value ?? null) : null;
}

function checkName(finder: Finder, schedule: Schedule, version: ScheduleVersion, index: number): void {
  const first = schedule.versions.findIndex((other) => other.version === version.version);
  if (first < index) {
    finder.report(
      ['versions', index, 'version'],
      'version-twice',
      `version ${version.version} is there twice`,
    );
  }
}

function checkSpan(
  finder: Finder,
  version: ScheduleVersion,
  next: ScheduleVersion | null,
  index: number,
): void {
  const { from, to, changeoverUntil } = version;
  const at = ['versions', index] as const;
  if (to !== null && to <= from) finder.report([...at, 'to'], 'version-span', '`to` is not after `from`');
  if (changeoverUntil !== null && changeoverUntil <= from) {
    finder.report([...at, 'changeoverUntil'], 'version-span', '`changeoverUntil` is not after `from`');
  }
  if (next === null) return;
  const after = ['versions', index + 1, 'from'];
  if (next.from <= from) {
    finder.report(
      after,
      'version-order',
      `this version does not begin after ${version.version}`,
      'oldest first',
    );
  } else if (to !== null && to > next.from) {
    const sentence = `version ${next.version} begins before ${version.version} ends (${formatShort(to)})`;
    finder.report(after, 'version-overlap', sentence);
  } else if (to !== null && to < next.from) {
    const sentence = `between ${version.version} and ${next.version} no version is in force`;
    const hint = 'leave `to` out, or add a version with `null` rates for a time that nobody knows';
    finder.report(after, 'version-gap', sentence, hint);
  }
}

function checkTables(finder: Finder, version: ScheduleVersion, versionIndex: number): void {
  const single = version.tables.length === 1 && version.tables[0]!.group === null;
  const names = version.tables.map((table) => table.group);
  const reference = version.tables[0];
  version.tables.forEach((table, index) => {
    const at = single ? ['versions', versionIndex] : ['versions', versionIndex, 'tables', index];
    if (names.indexOf(table.group) < index) {
      finder.report([...at, 'group'], 'group-twice', `group ${table.group} is there twice`);
    }
    if (table.memberFrom !== null && table.memberTo !== null && table.memberTo <= table.memberFrom) {
      finder.report([...at, 'memberTo'], 'version-span', '`memberTo` is not after `memberFrom`');
    }
    checkTiers(finder, table, [...at, 'tiers']);
    if (reference !== undefined) checkSameTiers(finder, table, reference, [...at, 'tiers']);
  });
  const others = version.tables.filter(isForOthers);
  const second = others.find((table, index) => others.slice(0, index).some((one) => meet(one, table)));
  if (second !== undefined && !version.othersUnknown) {
    const at = ['versions', versionIndex, 'tables', version.tables.indexOf(second)];
    const sentence = `two tables are for all other instruments: ${others.map((t) => t.group).join(', ')}`;
    finder.report(at, 'group-ambiguous', sentence, 'name members, or set `othersUnknown: true`');
  }
}

function isForOthers(table: RateTable): boolean {
  return table.symbols.length + table.bases.length + table.quotes.length === 0 && table.memberFrom === null;
}

/** True when some product is in both tables. */
function meet(one: RateTable, other: RateTable): boolean {
  if (one.products === undefined || other.products === undefined) return true;
  return one.products.some((product) => other.products!.includes(product));
}

/** Every table knows the tiers of the first one, so that one tier of the terms fits all of them. */
function checkSameTiers(
  finder: Finder,
  table: RateTable,
  reference: RateTable,
  at: (string | number)[],
): void {
  const lacks = (rows: readonly TierRow[], tier: string) => !rows.some((row) => sameTier(row.tier, tier));
  const missing = reference.tiers.filter((row) => lacks(table.tiers, row.tier));
  const extra = table.tiers.filter((row) => lacks(reference.tiers, row.tier));
  for (const row of [...missing, ...extra]) {
    const where = missing.includes(row) ? table.group : reference.group;
    finder.report(at, 'tier-unknown', `tier ${row.tier} is not in table ${where}`, 'list it in every table');
  }
}

function checkTiers(finder: Finder, table: RateTable, at: (string | number)[]): void {
  const highest = new Map<string, { bound: Decimal; tier: string }>();
  table.tiers.forEach((row, index) => {
    const twin = table.tiers.findIndex((other) => sameTier(other.tier, row.tier));
    if (twin < index) {
      finder.report([...at, index, 'tier'], 'tier-twice', `tier ${row.tier} is there twice`);
    }
    const mine = new Map<string, Decimal>();
    if (row.when !== null) lowerBounds(row.when, mine);
    for (const [metric, bound] of mine) {
      const before = highest.get(metric);
      if (before !== undefined && bound.lt(before.bound)) {
        const sentence = `the ${metric} threshold of ${row.tier} is below that of ${before.tier}`;
        finder.report([...at, index, 'when'], 'threshold-descends', sentence, 'list tiers from low to high');
      } else {
        highest.set(metric, { bound, tier: row.tier });
      }
    }
  });
}

/** The least known lower bound of each metric in a condition; ranks count the other way and are left out. */
function lowerBounds(condition: Condition, found: Map<string, Decimal>): void {
  if ('threshold' in condition) {
    const { metric, comparison, bound } = condition.threshold;
    if (bound === null || !comparison.startsWith('>')) return;
    const known = found.get(metric);
    if (known === undefined || bound.lt(known)) found.set(metric, bound);
    return;
  }
  if ('before' in condition) return;
  for (const part of 'anyOf' in condition ? condition.anyOf : condition.allOf) lowerBounds(part, found);
}
