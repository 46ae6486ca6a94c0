/** `fee-audit explain`: every step behind single fills. */
import type { Command } from 'commander';
import type { ExplainRequest } from '../../app/request.ts';
import { addOutputFlags, addReadingFlags, addScopeFlags, addStandingFlags, addTermsFlags } from '../flags.ts';
import type { Shell } from '../shell.ts';
import { type RunFlags, requestOf, runInputs } from './run-flags.ts';

type ExplainFlags = RunFlags & { readonly cause?: string };

const EXAMPLES = `Examples:
  fee-audit explain 744876000 fills.csv                        the fill with this trade id
  fee-audit explain BTC-USDT-SWAP:744876000 fills.csv          where two symbols share an id
  fee-audit explain fills.csv:1204 fills.csv --tier "VIP 4"    a row by its line, against a tier
  fee-audit explain --cause TIER_STALE june/*.csv              first, largest and last fill of a cause
  fee-audit explain 744876000 fills.csv --json                 the same steps for a script
  fee-audit explain 744876000 fills.csv --table hypotheses     only what was tried
`;

const EXIT_CODES = `
Exit codes:
  0  explained, whatever the outcome of the fill: it is in the text
  2  no such row, usage, unreadable input

Give the flags, or the fee-audit.yaml, of the run to be explained: the figures are those of reconcile.
`;

export function addExplain(program: Command, shell: Shell): void {
  const command = program
    .command('explain')
    .summary('every step behind one fill’s expected fee')
    .description(
      'Tells how a row was read, which rate was due and why, what the fee should have been, and what was tried on a break.',
    )
    .usage(
      '<trade-id | SYMBOL:ID | FILE:LINE> <fills...> [options]\n       fee-audit explain --cause CODE <fills...> [options]',
    )
    .argument('[trade-id]', 'trade id, SYMBOL:ID or FILE:LINE; left out with --cause')
    .argument('[fills...]', 'fill exports, plain, gzip or zip; - is stdin; default: those of fee-audit.yaml')
    .addHelpText('before', EXAMPLES)
    .addHelpText('after', EXIT_CODES)
    .option('--cause <code>', 'the first, largest and last fill of a cause: TIER_STALE');
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
    .option('--rounding <name>', 'card (default), or auto: as the fees themselves are seen to be rounded');
  addOutputFlags(command, false);
  command.action(async (target: string | undefined, rest: string[], flags: ExplainFlags) => {
    const byCause = flags.cause !== undefined;
    const files = byCause && target !== undefined ? [target, ...rest] : rest;
    const request: ExplainRequest = {
      ...requestOf(files, flags),
      ...(flags.cause === undefined ? {} : { cause: flags.cause }),
      ...(byCause || target === undefined ? {} : { target }),
    };
    await shell.report(flags, runInputs(files, flags), async (host) => {
      const { explain } = await import('../../app/explain.ts');
      return explain(request, host);
    });
  });
}
