/** `fee-audit schedules list|show|diff|validate`: what the shipped and the own schedules say. */
import type { Command } from 'commander';
import { addOutputFlags } from '../flags.ts';
import type { OutputFlags } from '../output-plan.ts';
import type { Shell } from '../shell.ts';

type DiffFlags = OutputFlags & { readonly from: string; readonly to: string };

const EXAMPLES = `Examples:
  fee-audit schedules list
  fee-audit schedules show okx/usdt-futures
  fee-audit schedules diff okx/usdt-futures --from 2026-03-31 --to 2026-04-01
  fee-audit schedules validate my-schedules/okx/usdt-futures.yaml

`;

/** Loaded only by the command that needs it: the help must not wait for a YAML reader. */
async function load() {
  const [schedules, { openSchedules }] = await Promise.all([
    import('../../app/schedules.ts'),
    import('../../app/open-catalogue.ts'),
  ]);
  return { ...schedules, openSchedules };
}

export function addSchedules(program: Command, shell: Shell): void {
  const group = program
    .command('schedules')
    .summary('the fee schedules, shipped and own')
    .description('Lists, shows, compares and checks fee schedules.')
    .addHelpText('before', EXAMPLES);

  addOutputFlags(
    group
      .command('list')
      .description('every schedule and rebate partner, with the days from which they count'),
    false,
  ).action(async (flags: OutputFlags) => {
    await shell.report(flags, [], async (host) => {
      const { listSchedules, openSchedules } = await load();
      return listSchedules(openSchedules(host));
    });
  });

  addOutputFlags(
    group
      .command('show')
      .description('the tiers, rates, dates and sources of one schedule')
      .argument('<id>', 'okx/usdt-futures, okx/usdt-futures@2026-04-01, affiliate/jacktrader or a YAML file'),
    false,
  ).action(async (id: string, flags: OutputFlags) => {
    await shell.report(flags, [id], async (host) => {
      const { showSchedule, openSchedules } = await load();
      return showSchedule(openSchedules(host), id);
    });
  });

  addOutputFlags(
    group
      .command('diff')
      .description('what changed between two days')
      .argument('<id>', 'schedule: okx/usdt-futures')
      .requiredOption('--from <day>', 'the earlier day: 2026-03-31')
      .requiredOption('--to <day>', 'the later day'),
    false,
  ).action(async (id: string, flags: DiffFlags) => {
    await shell.report(flags, [], async (host) => {
      const { diffSchedule, openSchedules } = await load();
      return diffSchedule(openSchedules(host), id, flags.from, flags.to);
    });
  });

  addOutputFlags(
    group
      .command('validate')
      .description('names every mistake in the given files, or in all schedules; exit 2 when there is any')
      .argument('[files...]', 'YAML files'),
    true,
  ).action(async (files: string[], flags: OutputFlags) => {
    await shell.report(flags, files, async (host) => {
      const { validateSchedules, openSchedules } = await load();
      return validateSchedules(openSchedules(host), files);
    });
  });
}
