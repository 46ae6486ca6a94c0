/** `fee-audit completion`: what a shell offers at the tab key. The scripts are the library's; the values are ours. */
import { readdirSync } from 'node:fs';
import type { Command } from 'commander';
import { FORMATS } from '../../render/render.ts';
import { GROUP_KEY_WORDS } from '../flags.ts';
import { SHIPPED_SCHEDULES } from '../shipped.ts';

const SHELLS = 'bash, zsh, fish or powershell';

/** Without the library, which only the two commands of completion need: it is named in the help. */
export function addCompletion(program: Command): void {
  program
    .command('completion')
    .summary('a script that completes commands, flags and values')
    .description(`Prints a completion script for ${SHELLS}: source <(fee-audit completion bash)`)
    .argument('<shell>', SHELLS);
}

/** True for the command lines that `attachCompletion` answers. */
export const asksForCompletion = ([first]: readonly string[]): boolean =>
  first === 'completion' || first === 'complete';

/** Lets the program answer `completion SHELL`, and the calls that the script makes. */
export async function attachCompletion(program: Command): Promise<void> {
  const { default: tab } = await import('@bomb.sh/tab/commander');
  const completion = tab(program, { completionCommandName: 'completion' });
  const values: Readonly<Record<string, () => readonly string[]>> = {
    format: () => FORMATS,
    venue: venues,
    liquidity: () => ['maker', 'taker', 'none', 'unknown'],
    'group-by': () => GROUP_KEY_WORDS,
    period: () => ['last-week', 'last-month'],
    rounding: () => ['card', 'auto'],
    engine: () => ['auto', 'fast', 'reference'],
    tier: () => ['infer', 'auto'],
    schedule: schedules,
  };
  for (const command of completion.commands.values()) {
    for (const [name, list] of Object.entries(values)) {
      const option = command.options.get(name);
      if (option === undefined) continue;
      option.isBoolean = false;
      option.handler = (complete) => {
        for (const value of list()) complete(value, '');
      };
    }
  }
}

function venues(): string[] {
  return readdirSync(SHIPPED_SCHEDULES, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'schema' && entry.name !== 'affiliate')
    .map(({ name }) => name);
}

function schedules(): string[] {
  return venues().flatMap((venue) =>
    readdirSync(`${SHIPPED_SCHEDULES}/${venue}`)
      .filter((name) => name.endsWith('.yaml'))
      .map((name) => `${venue}/${name.replace('.yaml', '')}`),
  );
}
