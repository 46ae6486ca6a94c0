/** `fee-audit tier`: where an account stands on its venue's ladder. */
import type { Command } from 'commander';
import type { ReconcileRequest } from '../../app/request.ts';
import { ACCOUNT_TEXTS, addAccountFlags, addOutputFlags, DAYS_TEXTS, given } from '../flags.ts';
import type { OutputFlags } from '../output-plan.ts';
import type { Shell } from '../shell.ts';

const TEXTS = [...ACCOUNT_TEXTS, ...DAYS_TEXTS] as const;

type TierFlags = OutputFlags &
  Readonly<Partial<Record<(typeof TEXTS)[number], string>>> & { readonly map?: readonly string[] };

const EXAMPLES = `Examples:
  fee-audit tier fills.csv                                        every day that the fills reach
  fee-audit tier fills.csv --from 2026-06-01                      rows before feed the window of 30 days
  fee-audit tier fills.csv --holdings BNB=120 --assets 2M         what no fill shows
  fee-audit tier --schedule okx/usdt-futures --volume-30d 243M    without fills

`;

const AFTER = `
A tier counts from the hour at which the venue applies it. A bound that nobody published is never met. Exit code 2: a
window that the files do not cover, and no --volume-30d (the tiers told are lower bounds), or input that was not read.
`;

export function addTier(program: Command, shell: Shell): void {
  const command = program
    .command('tier')
    .summary('where the account stands on the ladder, day by day')
    .description(
      'Computes the tier from the venue’s own window and clock: volume, what leaves it, what holds and raises the tier, what it is worth.',
    )
    .argument('[files...]', 'fill exports, plain, gzip or zip; - is stdin')
    .addHelpText('before', EXAMPLES)
    .addHelpText('after', AFTER);
  addAccountFlags(command);
  command
    .optionsGroup('Which days:')
    .option('--from <time>', 'first computation to tell; rows before it feed the window')
    .option('--to <time>', 'no computation from here on')
    .option('--period <period>', 'last-week, last-month, 2026-06, 2026-W24 or 2026-06-10')
    .option('--report-timezone <offset>', 'zone of these days (default: UTC)');
  addOutputFlags(command, true);
  command.action(async (files: string[], flags: TierFlags) => {
    const request: ReconcileRequest = { ...given(flags, TEXTS), files, map: flags.map ?? [], symbol: [] };
    const inputs = [...files, flags.instruments, flags.prices, flags.config];
    await shell.report(
      flags,
      inputs.filter((name) => name !== undefined),
      async (host) => (await import('../../app/tier.ts')).tier(request, host),
    );
  });
}
