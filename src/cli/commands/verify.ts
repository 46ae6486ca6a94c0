/** `fee-audit verify`: an archived run, made again. */
import type { Command } from 'commander';
import { addOutputFlags } from '../flags.ts';
import type { OutputFlags } from '../output-plan.ts';
import type { Shell } from '../shell.ts';

const HELP = `
Recomputes the run that wrote the manifest from the files that it read, and compares every input, row and figure.
Exit codes: 0 nothing differs · 1 something does, named · 2 it could not be tried
`;

export function addVerify(program: Command, shell: Shell): void {
  const command = program
    .command('verify')
    .summary('recompute an archived run and compare')
    .description('Proves that an archived run still gives the same figures from the same files.')
    .argument('<manifest>', 'file that --manifest wrote')
    .addHelpText('after', HELP);
  addOutputFlags(command, true).action(async (manifest: string, flags: OutputFlags) => {
    await shell.report(flags, [manifest], async (host) => {
      const { verify } = await import('../../app/verify.ts');
      return verify(manifest, host);
    });
  });
}
