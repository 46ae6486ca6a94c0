/** `fee-audit init` and `fee-audit config show`: set-up. */
import type { Command } from 'commander';
import { addOutputFlags, addReadingFlags, addTermsFlags, given, READING_TEXTS } from '../flags.ts';
import type { OutputFlags } from '../output-plan.ts';
import type { Shell } from '../shell.ts';
import { type RunFlags, requestOf } from './run-flags.ts';

type InitFlags = OutputFlags &
  Readonly<Partial<Record<(typeof READING_TEXTS)[number], string>>> & { readonly map?: readonly string[] };

export function addSetUp(program: Command, shell: Shell): void {
  const init = program
    .command('init')
    .summary('write a first fee-audit.yaml')
    .description(
      'Writes fee-audit.yaml into this folder, from the exports that are named; never over one that is there.',
    )
    .argument('[fills...]', 'exports to write into it');
  addReadingFlags(init);
  addOutputFlags(init, false).action(async (files: string[], flags: InitFlags) => {
    await shell.report(flags, files, async (host) => {
      const app = await import('../../app/init.ts');
      return app.init(files, { ...given(flags, [...READING_TEXTS]), map: flags.map ?? [] }, host);
    });
  });

  const config = program
    .command('config')
    .summary('the settings in force')
    .description('Settings and their origin.');
  const show = config
    .command('show')
    .description('every setting in force')
    .option('--origin', 'where each comes from');
  addTermsFlags(show)
    .option('--report-timezone <offset>', 'as in reconcile')
    .option('--tolerance <amount>', 'as in reconcile')
    .option('--materiality <amount>', 'as in reconcile')
    .option('--instruments <file>', 'as in reconcile');
  addOutputFlags(show, false).action(async (flags: RunFlags & { readonly origin?: boolean }) => {
    await shell.report(flags, [], async (host) => {
      const { showConfig } = await import('../../app/config-show.ts');
      return showConfig(requestOf([], flags), flags.origin === true, host);
    });
  });
}
