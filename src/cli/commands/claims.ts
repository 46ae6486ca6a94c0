/** `fee-audit claims`: what to ask back, one file per counterparty and cause. */
import type { Command } from 'commander';
import type { Shell } from '../shell.ts';
import { addRunFlags, type RunFlags, requestOf, runInputs } from './run-flags.ts';

const EXAMPLES = `Examples:
  fee-audit claims fills.csv --tier "VIP 4"                   what could be claimed
  fee-audit claims fills.csv --period 2026-06 --output claims/  one CSV and one letter per venue and cause
  fee-audit claims fills.csv --affiliate "40% day 00:00Z" --statement dashboard.csv

Undercharges enter no claim. A tier that was read from the fees proves nothing, so terms are needed.
`;

export function addClaims(program: Command, shell: Shell): void {
  const command = program
    .command('claims')
    .summary('what to ask back, one file per counterparty and cause')
    .description('Lists overcharges by venue and cause, net of the rebate that the partner will take back.')
    .argument('[fills...]', 'fill exports; default: those of fee-audit.yaml')
    .addHelpText('before', EXAMPLES);
  addRunFlags(command).action(async (files: string[], flags: RunFlags) => {
    await shell.report(flags, runInputs(files, flags), async (host) => {
      const { claims } = await import('../../app/claims.ts');
      return claims(requestOf(files, flags), host);
    });
  });
}
