/** Problems as sentences on stderr: place, value, what to do. Bad rows are named up to a point, then counted. */
import { KnownError, type Problem, problem } from '../domain/problem.ts';
import { elided } from '../render/layout.ts';
import { safeText } from '../render/safe-text.ts';

/** Problems that are printed in full, rows and settings apart; the rest is counted. */
const MOST_PRINTED = 10;
/** Columns of a value in a message; a cell may hold megabytes. */
const MOST_VALUE = 80;

/** `fills.csv:12: column "fee": value "0,5": not a number. Hint: …`, one harmless line. */
export function problemLine(what: Problem): string {
  const { file, line, column, value, sentence, hint } = what;
  const name = file === '-' ? 'stdin' : file;
  const place =
    name === null ? (line === null ? '' : `line ${line}: `) : `${name}${line === null ? '' : `:${line}`}: `;
  const cell = column === null ? '' : `column "${column}": `;
  const seen = value === null ? '' : `"${elided(safeText(value.slice(0, 4 * MOST_VALUE)), MOST_VALUE)}": `;
  const advice = hint === null ? '' : `. Hint: ${hint}`;
  return `${safeText(place)}${safeText(cell)}${seen}${safeText(sentence)}${safeText(advice)}`;
}

/** Gathers the problems of a run; memory does not grow with their number. */
export class ProblemList {
  readonly #lines: string[] = [];
  readonly #others = new Map<string, number>();
  #rows = 0;
  #settings = 0;

  add(what: Problem): void {
    const count = what.line === null ? ++this.#settings : ++this.#rows;
    if (count <= MOST_PRINTED) this.#lines.push(problemLine(what));
    else this.#others.set(what.code, (this.#others.get(what.code) ?? 0) + 1);
  }

  /** The lines to print, each with a line feed; empties the list. */
  take(): string {
    const lines = [...this.#lines];
    const others = [...this.#others].sort(([a], [b]) => (a < b ? -1 : 1));
    if (others.length > 0) {
      const count = others.reduce((sum, [, number]) => sum + number, 0);
      lines.push(`… and ${count} more: ${others.map(([code, number]) => `${number} ${code}`).join(', ')}`);
    }
    this.#lines.length = 0;
    this.#others.clear();
    return lines.map((line) => `fee-audit: ${line}\n`).join('');
  }
}

const systemFaults: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  ENOENT: 'there is no such file or folder',
  EISDIR: 'this is a folder, not a file',
  ENOTDIR: 'a part of this path is a file, not a folder',
  ENOSPC: 'no space left on the device',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file would be larger than allowed',
  EROFS: 'the file system is read-only',
  EMFILE: 'too many open files',
  ENFILE: 'too many open files',
  ELOOP: 'too many symbolic links',
  ENAMETOOLONG: 'the name is too long',
  EIO: 'the device reports an input or output error',
  ETXTBSY: 'the file is in use',
  EBUSY: 'the file is in use',
};

/** The operating system's refusal as a problem; null when the error is none. `file` = the path that was meant. */
export function systemProblem(
  error: unknown,
  code: string,
  doing: string,
  file: string | null,
): Problem | null {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return null;
  const fault = systemFaults[error.code];
  if (fault === undefined) return null;
  const path = 'path' in error && typeof error.path === 'string' ? error.path : null;
  return problem(code, `${doing}: ${fault}`, { file: file ?? path });
}

/** What ended a run, as text for stderr. Not a known error = a mistake of this program, and said so. */
export function endOf(error: unknown, debug: boolean): string {
  const stack = debug && error instanceof Error ? `${stackOf(error)}\n` : '';
  const known =
    error instanceof KnownError
      ? error.problem
      : systemProblem(error, 'system-refusal', 'the system refused to read or write', null);
  if (known !== null) return `fee-audit: ${problemLine(known)}\n${stack}`;
  const message = safeText(error instanceof Error ? error.message : String(error));
  return (
    `fee-audit: internal error: ${message}\n` +
    'This is a mistake of fee-audit, not of your files: no figure of this run counts. Please report it' +
    `${debug ? '.' : ' (--debug shows where it happened).'}\n${stack}`
  );
}

function stackOf(error: Error): string {
  return (error.stack ?? '').split('\n').map(safeText).join('\n');
}
