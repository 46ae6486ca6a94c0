/** `fee-audit profiles list|show`: which exports are read, and how. */
import type { Command } from 'commander';
import { addOutputFlags } from '../flags.ts';
import type { OutputFlags } from '../output-plan.ts';
import type { Shell } from '../shell.ts';

export function addProfiles(program: Command, shell: Shell): void {
  const group = program
    .command('profiles')
    .summary('the exports that are recognised')
    .description('Lists the exports that are recognised, and what each of their columns means.');

  const list = group.command('list').description('every export family');
  addOutputFlags(list, false).action(async (flags: OutputFlags) => {
    await shell.report(flags, [], async () => (await import('../../app/profiles.ts')).listProfiles());
  });

  const show = group
    .command('show')
    .description('one export family, column by column')
    .argument('<name>', 'profile: okx-fills');
  addOutputFlags(show, false).action(async (name: string, flags: OutputFlags) => {
    await shell.report(flags, [], async () => (await import('../../app/profiles.ts')).showProfile(name));
  });
}
