/**
 * A known error: a sentence for a person, with its place, the value that was seen and what to do. Anything that is
 * not a `KnownError` is a mistake of this program.
 */
export interface Problem {
  /** Stable, greppable, kebab-case: `number-unreadable`, `tier-unknown`, … */
  readonly code: string;
  /** What is wrong, one sentence without place and without trailing period. */
  readonly sentence: string;
  /** What to do about it, or null where nothing can be done. */
  readonly hint: string | null;
  readonly file: string | null;
  /** 1-based physical line of the file. */
  readonly line: number | null;
  /** The column's name as the file writes it. */
  readonly column: string | null;
  /** The value seen, raw; whoever prints it makes it harmless. */
  readonly value: string | null;
}

/** Fields of a problem that are not known stay null. */
export function problem(
  code: string,
  sentence: string,
  rest: Partial<Omit<Problem, 'code' | 'sentence'>> = {},
): Problem {
  return { code, sentence, hint: null, file: null, line: null, column: null, value: null, ...rest };
}

/** Stops the run (exit 2) with one problem that a person can act on. */
export class KnownError extends Error {
  readonly problem: Problem;

  constructor(what: Problem) {
    super(what.sentence);
    this.name = 'KnownError';
    this.problem = what;
  }
}

/** Throws a `KnownError` made of these parts. */
export function fail(
  code: string,
  sentence: string,
  rest: Partial<Omit<Problem, 'code' | 'sentence'>> = {},
): never {
  throw new KnownError(problem(code, sentence, rest));
}

/** Up to `count` of `known` that are near to `word` in spelling, nearest first. */
export function nearest(word: string, known: readonly string[], count = 1): string[] {
  const limit = Math.max(2, Math.floor(word.length / 3));
  return known
    .map((name) => ({ name, distance: editDistance(word.toLowerCase(), name.toLowerCase()) }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
    .slice(0, count)
    .map(({ name }) => name);
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(substitution, previous[j]! + 1, row[j - 1]! + 1));
    }
    previous = row;
  }
  return previous[b.length]!;
}
