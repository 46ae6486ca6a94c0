/** `schedules list`, `show`, `diff` and `validate`: the shipped schedules and the user's own. */
import { type Catalogue, splitReference, versionNamed } from '../catalogue/catalogue.ts';
import { problemsOf } from '../catalogue/fields.ts';
import { checkFile } from '../catalogue/validate.ts';
import { isNoRate, versionAt } from '../domain/card.ts';
import { fail } from '../domain/problem.ts';
import { formatRate } from '../domain/rate.ts';
import type { RewardProgram } from '../domain/rewards/program.ts';
import type { AffiliatePartner, Schedule, ScheduleVersion } from '../domain/schedule.ts';
import { type Instant, MINUTE, readIsoTime, WEEK } from '../domain/time.ts';
import { affiliateRuleNotes, ruleWords } from '../report/card-words.ts';
import type { Report, Table } from '../report/model.ts';
import {
  programMarketsTable,
  programPoolsTable,
  programRulesTable,
  programsTable,
  programWordsTable,
} from '../report/program-tables.ts';
import { readingsTable } from '../report/program-words.ts';
import { beginnings, type Change, diffVersions } from '../report/schedule-diff.ts';
import {
  changesTable,
  filesTable,
  partnersTable,
  problemsTable,
  schedulesTable,
  stackingTable,
  tiersTable,
  versionsTable,
} from '../report/schedule-tables.ts';
import {
  clauseWords,
  dateWords,
  discountWords,
  evaluationWords,
  provenanceWords,
  settlementWords,
  spanWords,
} from '../report/schedule-words.ts';
import { matrixTable } from '../report/stacking-matrix.ts';

function report(command: string, parts: Partial<Report> & { readonly tables: readonly Table[] }): Report {
  return {
    command,
    run: null,
    verdict: null,
    headline: [],
    verdictLines: [],
    notes: [],
    defaultTable: parts.tables[0]?.name ?? '',
    summaryLine: null,
    ...parts,
  };
}

/** `schedules list`: tables `schedules` and `partners`. A file that cannot be read becomes a note. */
export async function listSchedules(catalogue: Catalogue): Promise<Report> {
  const notes: string[] = [];
  const readable = <T>(ids: readonly string[], read: (id: string) => T): T[] =>
    ids.flatMap((id) => {
      try {
        return [read(id)];
      } catch (error) {
        const [first] = problemsOf(error);
        notes.push(`${id} cannot be read: ${first?.sentence} (fee-audit schedules validate tells where)`);
        return [];
      }
    });
  const schedules = readable(catalogue.ids(), (id) => catalogue.schedule(id));
  const partners = readable(catalogue.partners(), (id) => catalogue.partner(id));
  const programs = readable(catalogue.programs(), (id) => catalogue.program(id));
  const tables = [schedulesTable(schedules), partnersTable(partners), programsTable(programs)];
  return report('schedules list', { tables, notes });
}

/**
 * `schedules show ID[@VERSION]`, also of a partner or the path of a file: tables `tiers` and `versions`, or
 * `stacking` and `partners`. @throws KnownError `schedule-unknown`, `version-unknown`
 */
export async function showSchedule(catalogue: Catalogue, reference: string): Promise<Report> {
  const { id, version } = splitReference(reference);
  if (id.startsWith('affiliate/')) return showPartner(catalogue.partner(id), catalogue);
  if (catalogue.programs().includes(id)) return showProgram(catalogue.program(id), version);
  const schedule = catalogue.schedule(id);
  const shown = version === null ? schedule.versions : [versionNamed(schedule, version)];
  const headline = [
    `${schedule.id}: ${schedule.venue} ${schedule.product}, ${schedule.kind}, ${schedule.track}`,
    settlementWords(schedule),
    ...(schedule.evaluation === null ? [] : [evaluationWords(schedule.evaluation)]),
    ...schedule.discounts.map((one) => `${discountWords(one)} Source: ${provenanceWords(one.provenance)}`),
  ];
  const tables = [tiersTable(shown), versionsTable(schedule, shown)];
  return report('schedules show', { headline, tables, notes: notesOf(schedule, shown) });
}

/** A reward program: pools, rules, markets, and the rest of it in words. */
function showProgram(program: RewardProgram, named: string | null): Report {
  const shown = program.versions.filter(
    ({ version }) => named === null || version.toLowerCase() === named.toLowerCase(),
  );
  const newest = shown.at(-1);
  if (newest === undefined) {
    const hint = `versions: ${program.versions.map(({ version }) => version).join(', ')}`;
    return fail('version-unknown', `${program.id} has no such version`, { value: named ?? '', hint });
  }
  const headline = [
    `${program.id}: reward program of ${program.venue}, scored and paid by fee-audit score and rewards`,
  ];
  const notes = shown.flatMap(({ version, from, startKnown, provenance, epoch, notes: own }) => [
    `${version} from ${dateWords(from)}${startKnown ? '' : ' (true start not known)'}, epochs of ${epoch}: ${provenanceWords(provenance)}`,
    ...own.map((words) => `${version}: ${words}`),
  ]);
  const tables = [
    ...[programPoolsTable(shown), programRulesTable(shown), programMarketsTable(shown)],
    ...[programWordsTable(program), readingsTable(newest, false)],
  ];
  return report('schedules show', { headline, tables, notes: [...program.notes, ...notes] });
}

function notesOf(schedule: Schedule, shown: readonly ScheduleVersion[]): string[] {
  const duties = schedule.obligations.map((words) => `Obligation: ${words}`);
  const notes = [...schedule.notes, ...duties, ...ruleWords(schedule)];
  for (const version of shown) {
    const next = schedule.versions[schedule.versions.indexOf(version) + 1];
    notes.push(
      `${version.version} ${spanWords(version, next?.from ?? null)}: ${provenanceWords(version.provenance)}`,
    );
    if (version.changeoverUntil !== null) {
      const until = dateWords(version.changeoverUntil);
      notes.push(`${version.version}: fills before ${until} may carry the old or the new rate`);
    }
    if (version.othersUnknown) {
      notes.push(
        `${version.version}: an instrument of no listed group is judged only where all groups agree`,
      );
    }
    for (const words of [...clauseWords(version.clauses), ...version.notes]) {
      notes.push(`${version.version}: ${words}`);
    }
  }
  return notes;
}

function showPartner(partner: AffiliatePartner, catalogue: Catalogue): Report {
  const share = `${partner.shareIsMaximum ? 'up to ' : ''}${formatRate(partner.share)}`;
  const cutOff =
    partner.cutOffMinute === null
      ? 'cut-off not stated'
      : `cut-off ${cutOffWords(partner.cutOffMinute, partner.cadence)}`;
  const paidIn = `paid in ${partner.settlementAsset ?? 'an asset that is not stated'}`;
  const headline = [
    `${partner.partner}: ${share} of the fee charged, every ${partner.cadence}, ${cutOff}, ${paidIn}`,
    partner.excludesPrograms
      ? 'market-maker program participants are excluded'
      : 'market-maker program participants are included',
  ];
  const ladders = partner.schedules.map((id) => catalogue.schedule(id));
  const tables = [matrixTable(partner, ladders), stackingTable(partner), partnersTable([partner])];
  const notes = [
    ...partner.notes,
    ...ladders.flatMap(affiliateRuleNotes),
    `Source: ${provenanceWords(partner.provenance)}`,
  ];
  return report('schedules show', { headline, tables, notes });
}

function cutOffWords(minute: number, cadence: AffiliatePartner['cadence']): string {
  const monday = Date.UTC(2026, 0, 5);
  const at = new Date(monday + ((minute * MINUTE) % WEEK)).toUTCString();
  const clock = `${at.slice(17, 22)} UTC`;
  if (cadence === 'week') return `${at.slice(0, 3)} ${clock}`;
  return cadence === 'day' ? clock : `day ${Math.floor(minute / 1440) + 1}, ${clock}`;
}

/**
 * `schedules diff ID --from DATE --to DATE`: table `changes`, in words.
 * @throws KnownError `schedule-unknown`, `date-unreadable`, `dates-reversed`
 */
export async function diffSchedule(
  catalogue: Catalogue,
  id: string,
  fromText: string,
  toText: string,
): Promise<Report> {
  const schedule = catalogue.schedule(id);
  const [from, to] = [readDate('--from', fromText), readDate('--to', toText)];
  if (from > to) {
    fail('dates-reversed', '--from is later than --to', { value: `${fromText} > ${toText}` });
  }
  const [before, after] = [from, to].map((at) => {
    const version = versionAt(schedule, at, null);
    return isNoRate(version) ? null : version;
  }) as [ScheduleVersion | null, ScheduleVersion | null];
  const began = schedule.versions.filter((version) => version.from > from && version.from <= to);
  const notes = [...new Set([before, ...began])].flatMap((version) => {
    if (version === null) return [];
    const known = version.startKnown ? '' : ', true start not known';
    const source = provenanceWords(version.provenance);
    return `${version.version} from ${dateWords(version.from)}${known}: ${source}`;
  });
  const name = (version: ScheduleVersion | null) =>
    version === null ? 'nothing in force' : `version ${version.version}`;
  const headline = [
    `${schedule.id}: ${name(before)} on ${dateWords(from)} → ${name(after)} on ${dateWords(to)}`,
  ];
  const changes = changesBetween(schedule, before, after, from, to);
  if (changes.length === 0) headline.push(before === after ? 'Nothing changed.' : 'No figure changed.');
  return report('schedules diff', { headline, tables: [changesTable(changes)], notes });
}

function changesBetween(
  schedule: Schedule,
  before: ScheduleVersion | null,
  after: ScheduleVersion | null,
  from: Instant,
  to: Instant,
): Change[] {
  if (before !== null && after !== null) return before === after ? [] : diffVersions(before, after);
  const sentence =
    before === null && after === null
      ? `no version of ${schedule.id} is in force on ${dateWords(from)}, nor on ${dateWords(to)}`
      : before === null
        ? `nothing is in force on ${dateWords(from)}; version ${after!.version} is on ${dateWords(to)}`
        : `version ${before.version} is in force on ${dateWords(from)}; nothing is on ${dateWords(to)}`;
  const versions = { from: before?.version ?? null, to: after?.version ?? null };
  const whole: Change = { tier: null, group: null, side: 'version', ...versions, sentence };
  if (after === null || before !== null) return [whole];
  // Where nothing was in force yet: with what the first version began, then what changed since.
  const first = schedule.versions.find((version) => version.from > from) ?? after;
  return [whole, ...beginnings(first), ...(first === after ? [] : diffVersions(first, after))];
}

function readDate(flag: string, written: string): Instant {
  const read = readIsoTime(written, 0);
  if (read !== null) return read.instant;
  return fail('date-unreadable', `${flag} is no date`, {
    value: written,
    hint: 'write 2026-06-10 or 2026-06-10T16:00:00Z',
  });
}

/**
 * `schedules validate [FILE…]`: the named files, or every file of the catalogue. Tables `problems` and
 * `files`; exit code 2 when there is any problem.
 */
export async function validateSchedules(catalogue: Catalogue, files: readonly string[]): Promise<Report> {
  const wanted =
    files.length > 0
      ? files.map((path) => ({ path, id: null }))
      : catalogue.files().map(({ path, id }) => ({ path, id }));
  const checked = wanted.map(({ path, id }) => ({ file: path, ...checkFile(path, id) }));
  const problems = checked.flatMap((one) => one.problems);
  const bad = checked.filter((one) => one.problems.length > 0).length;
  const exitCode = problems.length > 0 ? 2 : 0;
  const line =
    problems.length === 0
      ? `${checked.length} files are valid`
      : `${bad} of ${checked.length} files are not valid: ${problems.length} problems`;
  return report('schedules validate', {
    verdict: { status: exitCode === 0 ? 'clean' : 'incomplete', exitCode },
    verdictLines: [line],
    tables: [problemsTable(problems), filesTable(checked)],
    defaultTable: 'problems',
  });
}
