/** Which reward program, which version of it and which readings a run uses: flags, then data. */
import { type Catalogue, splitReference } from '../catalogue/catalogue.ts';
import { fail, nearest } from '../domain/problem.ts';
import { type ProgramVersion, programVersionAt, type RewardProgram } from '../domain/rewards/program.ts';
import { READING_NAMES, READINGS, type ReadingName, type Readings } from '../domain/rewards/readings.ts';
import { formatShort, type Instant } from '../domain/time.ts';
import { readInstant } from './settings.ts';

/** Flags that choose a program. */
export interface ProgramRequest {
  readonly program?: string;
  readonly asOf?: string;
  /** Each `name=value`. */
  readonly reading: readonly string[];
}

/** A program whose version is settled by the first date that turns up, or by a flag. */
export interface ChosenProgram {
  readonly program: RewardProgram;
  /** The version for inputs of this time; null = nothing has a date. Notes say how it was found. */
  versionFor(at: Instant | null): { readonly version: ProgramVersion; readonly notes: readonly string[] };
}

/** Names of classes in any version, for lists that are read before it is settled which version counts. */
export function classNames({ versions }: RewardProgram): string[] {
  return [...new Set(versions.flatMap(({ classes }) => classes.map(({ name }) => name)))];
}

const DEFAULT_PROGRAM = 'derive/rewards';

/** @throws KnownError `program-unknown`, `version-unknown`, `reading-unknown` */
export function chooseProgram(request: ProgramRequest, catalogue: Catalogue): ChosenProgram {
  const { id, version: named } = splitReference(request.program ?? DEFAULT_PROGRAM);
  const program = catalogue.program(id);
  const changes = readingsOf(request.reading);
  const asOf = request.asOf === undefined ? null : readInstant(request.asOf, 0, '--as-of');
  const settled = (version: ProgramVersion, ...notes: string[]) => ({
    version: { ...version, readings: { ...version.readings, ...changes } },
    notes: [...notes, ...versionNotes(version)],
  });
  if (named !== null) {
    const found = program.versions.find(
      ({ version, from }) =>
        version.toLowerCase() === named.toLowerCase() || formatShort(from).startsWith(named),
    );
    if (found === undefined) {
      const hint = `versions: ${program.versions.map(({ version }) => version).join(', ')}`;
      return fail('version-unknown', `${program.id} has no such version`, { value: named, hint });
    }
    return { program, versionFor: () => settled(found) };
  }
  return {
    program,
    versionFor: (given) => {
      const at = asOf ?? given;
      const others = program.versions.map(({ version }) => `${program.id}@${version}`).join(', ');
      if (at === null) {
        const found = program.versions.find(({ version }) => version === program.undated)!;
        return settled(
          found,
          `nothing here has a date, so ${found.version} was taken; others: --program ${others}, or --as-of DAY`,
        );
      }
      const { version, early } = programVersionAt(program, at);
      const note = `${formatShort(at)} is before the first version known; ${version.version} stands in for it`;
      return early ? settled(version, note) : settled(version);
    },
  };
}

function versionNotes({ version, from, startKnown }: ProgramVersion): string[] {
  return startKnown
    ? []
    : [`the true start of ${version} is not known; it is taken from ${formatShort(from).slice(0, 10)} on`];
}

/** The readings named by flags. @throws KnownError `reading-unknown`, `reading-value` */
function readingsOf(words: readonly string[]): Partial<Readings> {
  const found: Partial<Record<ReadingName, string>> = {};
  for (const word of words) {
    const [name = '', value = ''] = word.split('=').map((part) => part.trim());
    const known = READING_NAMES.find((one) => one.toLowerCase() === name.toLowerCase());
    if (known === undefined) {
      const [near] = nearest(name, READING_NAMES);
      const hint = near === undefined ? `readings: ${READING_NAMES.join(', ')}` : `did you mean ${near}?`;
      return fail('reading-unknown', 'there is no such reading', { value: name, hint });
    }
    const values: readonly string[] = READINGS[known].values;
    if (!values.includes(value)) {
      return fail('reading-value', `${known} has no such value`, {
        value,
        hint: `${known}=${values.join(' or ')}`,
      });
    }
    found[known] = value;
  }
  return found as Partial<Readings>;
}
