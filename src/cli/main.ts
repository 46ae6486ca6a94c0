/** The command line: arguments in, exit code out. The process itself is touched by `main` alone. */
import { statSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Command, CommanderError } from 'commander';
import { fail } from '../domain/problem.ts';
import { safeText } from '../render/safe-text.ts';
import { closeAll } from './at-end.ts';
import { addAdvise } from './commands/advise.ts';
import { addClaims } from './commands/claims.ts';
import { addCompare } from './commands/compare.ts';
import { addCompletion, asksForCompletion, attachCompletion } from './commands/completion.ts';
import { addDetect } from './commands/detect.ts';
import { addExplain } from './commands/explain.ts';
import { addProfiles } from './commands/profiles.ts';
import { addReconcile } from './commands/reconcile.ts';
import { addRewards } from './commands/rewards.ts';
import { addSchedules } from './commands/schedules.ts';
import { addScore } from './commands/score.ts';
import { addSetUp } from './commands/set-up.ts';
import { addTier } from './commands/tier.ts';
import { addVerify } from './commands/verify.ts';
import { ClosedPipe, type Io } from './io.ts';
import { writeStream } from './output.ts';
import { endOf } from './problems.ts';
import { EXIT_CLOSED_PIPE, EXIT_TROUBLE, Shell } from './shell.ts';
import { packageVersion } from './shipped.ts';

/** Columns of the help where stdout is no terminal. */
const HELP_WIDTH = 100;

/**
 * Runs one command line (without `node` and the script's name). Never throws; output is delivered when it resolves.
 * @returns the exit code: 0, 1, 2 or 141
 */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  const version = packageVersion();
  const shell = new Shell(io, version);
  const text: { out: string; err: string } = { out: '', err: '' };
  const program = buildProgram(shell, text);
  if (asksForCompletion(argv)) await attachCompletion(program);
  else addCompletion(program);
  let exitCode: number;
  try {
    await program.parseAsync([...argv], { from: 'user' });
    exitCode = shell.exitCode;
  } catch (error) {
    if (error instanceof CommanderError) {
      exitCode = isAnswer(error) ? 0 : EXIT_TROUBLE;
    } else {
      text.err += endOf(error, true);
      exitCode = EXIT_TROUBLE;
    }
  }
  return (await flush(text, io)) ?? exitCode;
}

/** Help and version that were asked for are answers; help that is shown for want of a command is not. */
function isAnswer(error: CommanderError): boolean {
  return (
    error.code === 'commander.helpDisplayed' || error.code === 'commander.version' || error.exitCode === 0
  );
}

/** Writes what commander has to say; the exit code when that fails, else null. */
async function flush(text: { out: string; err: string }, io: Io): Promise<number | null> {
  if (text.err !== '') io.stderr.write(text.err);
  try {
    if (text.out !== '') await writeStream(io.stdout, piece(text.out));
    return null;
  } catch (error) {
    if (error instanceof ClosedPipe) return EXIT_CLOSED_PIPE;
    io.stderr.write(endOf(error, false));
    return EXIT_TROUBLE;
  }
}

async function* piece(text: string): AsyncGenerator<string> {
  yield text;
}

function buildProgram(shell: Shell, text: { out: string; err: string }): Command {
  const { io, version } = shell;
  const program = new Command('fee-audit')
    .description(
      'Proves, fill by fill and to the last digit, what an exchange should have charged or paid a desk.\n' +
        'Nothing leaves this machine.',
    )
    .version(`fee-audit ${version}`, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .exitOverride()
    .showSuggestionAfterError(true)
    .showHelpAfterError('(--help tells what there is)')
    .configureOutput({
      writeOut: (part) => {
        text.out += part;
      },
      writeErr: (part) => {
        text.err += part.split('\n').map(safeText).join('\n');
      },
      outputError: (message, write) => write(`fee-audit: ${message.replace(/^error: /, '')}`),
      getOutHelpWidth: () => helpWidth(io.stdout),
      getErrHelpWidth: () => helpWidth(io.stderr),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .addHelpText('after', '\nStart with: fee-audit reconcile fills.csv\n')
    .addHelpText('after', 'Exit codes: 0 in order · 1 breaks found · 2 could not judge\n');
  addReconcile(program, shell);
  addExplain(program, shell);
  addScore(program, shell);
  addRewards(program, shell);
  addCompare(program, shell);
  addTier(program, shell);
  addAdvise(program, shell);
  addClaims(program, shell);
  addDetect(program, shell);
  addProfiles(program, shell);
  addSchedules(program, shell);
  addVerify(program, shell);
  addSetUp(program, shell);
  return program;
}

function helpWidth(stream: Io['stdout']): number {
  return stream.isTTY === true && stream.columns !== undefined ? Math.max(40, stream.columns) : HELP_WIDTH;
}

const SIGNALS = [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const;

function workingFolder(): string {
  try {
    return process.cwd();
  } catch {
    return fail('working-folder-gone', 'the working directory does not exist any more', {
      hint: 'cd to another one',
    });
  }
}

/** True for an argument, or the value of `--flag=value`, that is the path of a named pipe. */
function namesPipe(argument: string): boolean {
  try {
    return statSync(argument.replace(/^--[a-z-]+=/, '')).isFIFO();
  } catch {
    return false;
  }
}

/**
 * Keeps V8's young generation as small as it is: 25 MB less at the peak. There is no other way once a process has begun than a flag that V8 looks
 * at whenever that generation might grow, and resets when a thread begins; it is set only where it was tried.
 */
function expectFewObjects(): void {
  if (process.versions.node.startsWith('20.')) setFlagsFromString('--semi-space-growth-factor=1');
}

/** Collects what V8 would collect late: 15 to 20 MB less at the peak. It gives its collector away to contexts that are made behind this flag alone. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('globalThis.gc');
  if (typeof collect === 'function') collect();
}

/** How long a signal waits for temporary files to be removed. */
const PATIENCE_MS = 150;

/**
 * The program as a process. A signal removes half-written files and ends it at once with 128 + its number; otherwise
 * the exit code is set and the process ends by itself, when everything that was written has been delivered.
 * @param exit ends the process; used for signals only
 */
export async function main(exit: (code: number) => void): Promise<void> {
  // Failed writes are told to whoever wrote; without a listener Node would print a stack trace on top.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  for (const [signal, code] of SIGNALS) {
    process.once(signal, () => {
      const end = () => {
        // A read or write that hangs on a named pipe would hold up an orderly exit; the signal itself does not wait.
        if (process.argv.slice(2).some(namesPipe)) process.kill(process.pid, signal);
        else exit(code);
      };
      setTimeout(end, PATIENCE_MS);
      void closeAll().then(end);
    });
  }
  // A limit on file sizes should be an error of the write, with its sentence, not a sudden death.
  process.on('SIGXFSZ', () => {});
  let stdinUsed = false;
  process.exitCode = await run(process.argv.slice(2), {
    get stdin() {
      stdinUsed = true;
      return process.stdin;
    },
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    cwd: workingFolder,
    clock: () => Date.now(),
    expectFewObjects,
    collectGarbage,
  });
  // An open pipe into stdin would keep the process alive after its work.
  if (stdinUsed) process.stdin.destroy();
}
