/** What every command shares: a host for the app, problems and progress on stderr, delivery, the exit code. */
import type { Host } from '../app/host.ts';
import { type Format, render, tellsRun } from '../render/render.ts';
import { safeText } from '../render/safe-text.ts';
import type { Report } from '../report/model.ts';
import { atEnd, closeAll } from './at-end.ts';
import { ClosedPipe, type Io } from './io.ts';
import { deliver } from './output.ts';
import { formatNamed, type OutputFlags, planOutput } from './output-plan.ts';
import { endOf, ProblemList } from './problems.ts';
import { Progress } from './progress.ts';
import { SHIPPED_SCHEDULES } from './shipped.ts';

/** Exit code of everything that keeps the tool from judging. */
export const EXIT_TROUBLE = 2;
/** Exit code when the reader of stdout went away: 128 + SIGPIPE. */
export const EXIT_CLOSED_PIPE = 141;

/** Reads the report's figures; told apart from delivering them, which the shell does alike for all commands. */
export type Produce = (host: Host) => Promise<Report>;

export class Shell {
  readonly io: Io;
  readonly version: string;
  /** Of the command that ran. */
  exitCode = 0;

  constructor(io: Io, version: string) {
    this.io = io;
    this.version = version;
  }

  /**
   * Runs one command to its end: plans the output, lets the app work, delivers, sets the exit code. Never throws.
   * `inputs` are the files that the command reads, which no output may overwrite.
   */
  async report(flags: OutputFlags, inputs: readonly string[], produce: Produce): Promise<void> {
    const problems = new ProblemList();
    const progress = new Progress(this.io, flags.quiet !== true);
    const tell = (text: string) => {
      progress.clear();
      if (text !== '') this.io.stderr.write(text);
    };
    try {
      const cwd = this.io.cwd();
      const plan = await planOutput(flags, cwd, inputs);
      const report = await produce(this.#host(cwd, flags, plan.format, problems, progress, tell));
      const exitCode = report.verdict?.exitCode ?? 0;
      // Cron mails whatever is printed: a silent run must stay silent unless there is something to do.
      const silent = flags.quiet === true || (flags.quietIfClean === true && exitCode === 0);
      const told = problems.take();
      tell(silent ? '' : told);
      const wrote = await deliver(report, plan, flags, this.io);
      tell(wrote === '' ? '' : `fee-audit: ${safeText(wrote)}\n`);
      this.exitCode = exitCode;
    } catch (error) {
      if (error instanceof ClosedPipe) {
        progress.clear();
        this.exitCode = EXIT_CLOSED_PIPE;
        return;
      }
      const debug = flags.debug === true || isOn(this.io.env.FEE_AUDIT_DEBUG);
      tell(problems.take() + endOf(error, debug));
      this.exitCode = EXIT_TROUBLE;
    } finally {
      await closeAll();
    }
  }

  #host(
    cwd: string,
    flags: OutputFlags,
    format: Format,
    problems: ProblemList,
    progress: Progress,
    tell: (text: string) => void,
  ): Host {
    const { io } = this;
    return {
      now: io.clock(),
      cwd,
      env: io.env,
      get stdin() {
        return io.stdin;
      },
      shippedSchedules: SHIPPED_SCHEDULES,
      version: this.version,
      tellsRun: tellsRun(format),
      progress: (step, done, total) => progress.show(step, done, total),
      warn: (problem) => problems.add(problem),
      atEnd: (close) => {
        atEnd(close);
      },
      render: (report, wish) => render(report, { ...wish, format: formatNamed(wish.format), chalkLevel: 0 }),
      beforeScan: () => io.expectFewObjects?.(),
      collect: () => io.collectGarbage?.(),
      verbose: (line) => {
        if (flags.verbose === true) tell(`fee-audit: ${safeText(line)}\n`);
      },
    };
  }
}

function isOn(value: string | undefined): boolean {
  return value !== undefined && value !== '' && value !== '0';
}
