/** `fee-audit reconcile`: the main job. */
import type { Command } from 'commander';
import type { ReconcileRequest } from '../../app/request.ts';
import {
  addOutputFlags,
  addReadingFlags,
  addScopeFlags,
  addStandingFlags,
  addTermsFlags,
  given,
  READING_TEXTS,
  STANDING_TEXTS,
  TERMS_TEXTS,
} from '../flags.ts';
import type { OutputFlags } from '../output-plan.ts';
import type { Shell } from '../shell.ts';

/** Flags that take one text, by their names in the request. */
const TEXTS = [
  ...READING_TEXTS,
  ...TERMS_TEXTS,
  ...STANDING_TEXTS,
  'from',
  'to',
  'period',
  'reportTimezone',
  'liquidity',
  'groupBy',
  'tolerance',
  'rounding',
  'materiality',
  'expectRows',
  'expectTotal',
  'engine',
] as const;

type ReconcileFlags = OutputFlags &
  Readonly<Partial<Record<(typeof TEXTS)[number], string>>> & {
    readonly map?: readonly string[];
    readonly symbol?: readonly string[];
  };

const EXAMPLES = `Examples:
  fee-audit reconcile fills.csv                               what the file alone can show
  fee-audit reconcile fills.csv --tier "VIP 4"                against the tier that you hold
  fee-audit reconcile june/*.csv --period 2026-06 --json      a month, for a program
  fee-audit reconcile fills.csv --table breaks --csv          every break, for a spreadsheet
  gzip -dc fills.csv.gz | fee-audit reconcile - --quiet       only the verdict
`;

const EXIT_CODES = `
Exit codes:
  0  clean, or unproven without a break
  1  breaks above the materiality
  2  could not judge: usage, unreadable input, refused rows, unjudged fills
  130, 143  ended by a signal · 141  stdout was closed by its reader

A positive fee is paid by the desk, a negative one is paid to it; variance = charged - expected.
`;

export function addReconcile(program: Command, shell: Shell): void {
  const command = program
    .command('reconcile')
    .summary('prove every fee of an export against what was due')
    .description('Recomputes the fee of every fill and reports where the venue charged something else.')
    .argument('<files...>', 'fill exports, plain, gzip or zip; - is stdin')
    .addHelpText('before', EXAMPLES)
    .addHelpText('after', EXIT_CODES);
  addReadingFlags(command);
  addTermsFlags(command);
  addStandingFlags(command);
  addScopeFlags(command);
  command
    .optionsGroup('Judging:')
    .option(
      '--tolerance <amount>',
      'largest difference that is no break (default: one unit of the file’s last digit)',
    )
    .option(
      '--rounding <name>',
      'card: as schedule and export round; auto: as the fees themselves show, without tolerance',
    )
    .option('--materiality <amount>', 'breaks up to this sum do not fail the run: "1 USDT"')
    .option('--expect-rows <count>', 'refuse the input unless it has so many rows')
    .option('--expect-total <amount>', 'refuse the input unless its fee column sums up to this')
    .option('--engine <name>', 'auto or reference (the same today)');
  addOutputFlags(command, true);
  command.action(async (files: string[], flags: ReconcileFlags) => {
    const request: ReconcileRequest = {
      ...given(flags, TEXTS),
      files,
      map: flags.map ?? [],
      symbol: flags.symbol ?? [],
    };
    const inputs = [...files, flags.instruments, flags.prices, flags.config];
    await shell.report(
      flags,
      inputs.filter((name) => name !== undefined),
      async (host) => {
        const { reconcile } = await import('../../app/reconcile.ts');
        return reconcile(request, host);
      },
    );
  });
}
