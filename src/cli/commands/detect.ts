/** `fee-audit detect`: what is made of a file, before anything is computed from it. */
import type { Command } from 'commander';
import { addOutputFlags, addReadingFlags, given, READING_TEXTS } from '../flags.ts';
import type { OutputFlags } from '../output-plan.ts';
import type { Shell } from '../shell.ts';

type DetectFlags = OutputFlags &
  Readonly<Partial<Record<(typeof READING_TEXTS)[number] | 'config', string>>> & {
    readonly map?: readonly string[];
  };

const EXAMPLES = `Examples:
  fee-audit detect fills.csv
  fee-audit detect fills.csv --map price="Avg. price" --map fee="Commission" --venue okx

`;

export function addDetect(program: Command, shell: Shell): void {
  const command = program
    .command('detect')
    .summary('what it makes of a file, column by column')
    .description('Tells how a file is read: profile, zone, sign, units, number style, each with its reason.')
    .argument('<file>', 'fill export, plain, gzip or zip; - is stdin')
    .addHelpText('before', EXAMPLES);
  addReadingFlags(command).option(
    '--config <file>',
    'configuration (default: fee-audit.yaml, looked for upwards)',
  );
  addOutputFlags(command, false).action(async (file: string, flags: DetectFlags) => {
    const inputs = [file, flags.instruments, flags.config].filter((name) => name !== undefined);
    await shell.report(flags, inputs, async (host) => {
      const { detectFile } = await import('../../app/detect-file.ts');
      return detectFile({ ...given(flags, [...READING_TEXTS, 'config']), file, map: flags.map ?? [] }, host);
    });
  });
}
