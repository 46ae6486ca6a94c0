/** `fee-audit reconcile`: the main job. */
import type { Command } from 'commander';
import type { Shell } from '../shell.ts';
import { addEvidenceFlags, addRunFlags, type RunFlags, requestOf, runInputs } from './run-flags.ts';

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
    .argument('[fills...]', 'fill exports, plain, gzip or zip; - is stdin; default: those of fee-audit.yaml')
    .addHelpText('before', EXAMPLES)
    .addHelpText('after', EXIT_CODES);
  addEvidenceFlags(command);
  addRunFlags(command).action(async (files: string[], flags: RunFlags) => {
    await shell.report(flags, runInputs(files, flags), async (host) => {
      const request = requestOf(files, flags);
      if (request.manifest === undefined && request.previous === undefined) {
        return (await import('../../app/reconcile.ts')).reconcile(request, host);
      }
      return (await import('../../app/evidence.ts')).reconcileWithEvidence(request, host);
    });
  });
}
