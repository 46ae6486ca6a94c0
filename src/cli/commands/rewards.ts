/** `fee-audit rewards`: pools split, rebates capped, vesting, and the venue's published scores checked. */
import type { Command } from 'commander';
import { addOutputFlags, addProgramFlags, gathered, gatheredWords, given } from '../flags.ts';
import type { OutputFlags } from '../output-plan.ts';
import type { Shell } from '../shell.ts';

const TEXTS = ['program', 'asOf', 'scores', 'accrued', 'history', 'published', 'takerFees', 'epoch'] as const;

type RewardsFlags = OutputFlags &
  Readonly<Partial<Record<(typeof TEXTS)[number], string>>> & {
    readonly map?: readonly string[];
    readonly reading?: readonly string[];
    readonly fills?: readonly string[];
    readonly disqualified?: readonly string[];
  };

const EXAMPLES = `Examples:
  fee-audit score snapshots.csv --volumes volumes.csv --enrolled enrolled.csv --output scores.csv
  fee-audit rewards --scores scores.csv --accrued accrued.csv --history shares.csv
  fee-audit rewards --published published.json --scores scores.csv
  fee-audit rewards --fills trades.csv --program derive/rewards@R1

`;

const FILES = `
Columns (others by --map name=COLUMN):
  scores      the score table as CSV; at least program,maker,final
  accrued     maker,accrued (positive = owed to the maker), and if you have them program,paid
  history     maker,epoch1,epoch2,…   share of the scores in each epoch after the award's; empty = not known yet
  taker-fees  maker,net_taker_fees    of one week, of everybody
  published   the venue's response of get_maker_program_scores (JSON)

Exit codes: 0 · 1 a published figure does not follow from the others, or a rebate was paid otherwise than due
            2 rows that cannot be read, or it could not run at all
`;

export function addRewards(program: Command, shell: Shell): void {
  const command = program
    .command('rewards')
    .summary('pools split by score, rebates capped, vesting; published scores checked')
    .description(
      'Splits the pools of a reward program to the last unit, and checks what the venue published.',
    )
    .addHelpText('before', EXAMPLES)
    .addHelpText('after', FILES);
  addProgramFlags(command);
  command
    .optionsGroup('Inputs:')
    .option('--scores <file>', 'scores of makers: fee-audit score … --output scores.csv')
    .option('--accrued <file>', 'negative fees accrued by maker, against the pool that bounds them')
    .option('--history <file>', 'score shares of later epochs, for what vests and what is forfeited')
    .option('--published <file>', 'check the venue’s published scores (JSON)')
    .option('--taker-fees <file>', 'net taker fees of a week, for the pool of takers')
    .option(
      '--fills <files>',
      'own fills, repeatable: rebates accrued, and self-trades listed',
      gatheredWords,
    )
    .option(
      '--disqualified <makers>',
      'makers who are not paid, repeatable or with commas, or a file',
      gatheredWords,
    )
    .option('--epoch <name>', 'name of the epoch, as it is printed')
    .option('--map <name=column>', 'another name of a column, repeatable', gathered);
  addOutputFlags(command, true);
  command.action(async (flags: RewardsFlags) => {
    const fills = flags.fills ?? [];
    const inputs = [flags.scores, flags.accrued, flags.history, flags.published, flags.takerFees, ...fills];
    const read = inputs.filter((name) => name !== undefined);
    await shell.report(flags, read, async (host) => {
      const { rewards } = await import('../../app/rewards.ts');
      const lists = {
        map: flags.map ?? [],
        reading: flags.reading ?? [],
        disqualified: flags.disqualified ?? [],
      };
      return rewards({ ...given(flags, TEXTS), ...lists, fills }, host);
    });
  });
}
