/** `fee-audit score`: market-making scores of a reward program. */
import type { Command } from 'commander';
import { addOutputFlags, addProgramFlags, gathered, given } from '../flags.ts';
import type { OutputFlags } from '../output-plan.ts';
import type { Shell } from '../shell.ts';

const TEXTS = ['program', 'asOf', 'rfqs', 'volumes', 'holdings', 'enrolled', 'from', 'to', 'period'] as const;

type ScoreFlags = OutputFlags &
  Readonly<Partial<Record<(typeof TEXTS)[number], string>>> & {
    readonly map?: readonly string[];
    readonly reading?: readonly string[];
    readonly venueRows?: boolean;
  };

const EXAMPLES = `Examples:
  fee-audit score snapshots.csv --volumes volumes.csv --enrolled enrolled.csv
  fee-audit score snapshots.csv --program derive/rewards@R1 --rfqs rfqs.csv --volumes volumes.csv \\
    --holdings holdings.csv --enrolled enrolled.csv --output scores.csv
  fee-audit score venue-rows.json --venue-rows

`;

const FILES = `
Columns (others by --map name=COLUMN):
  snapshots  ts_ms,instrument,asset_type,currency,side,price,size,owner,best_price,mid_price,index_price,delta,expiry_ms
             one row per book level, in order of time; owner: the maker (empty = nobody known), or own: true/false
  rfqs       rfq_id,ts_ms,currency,asset_type,expiry_ms,direction,amount,max_cost,quote_id,quote_ts_ms,maker,price,filled
  volumes    maker,program,volume,total_volume     (program: options, perps majors, perps alts)
  holdings   maker,earned,balance,total_balance
  enrolled   maker,opted_in,approved

Exit codes: 0 scored · 2 rows that cannot be read, or it could not run at all. Bad snapshots (crossed book, missing side, …)
are named and counted in the table snapshots, and never scored.
`;

export function addScore(program: Command, shell: Shell): void {
  const command = program
    .command('score')
    .summary('market-making scores from order-book snapshots')
    .description(
      'Scores makers by a reward program: coverage, quality, requests for quotes, boosts, ranks, shares.',
    )
    .argument('<snapshots...>', 'quote snapshots, one row per book level, plain, gzip or zip; - is stdin')
    .addHelpText('before', EXAMPLES)
    .addHelpText('after', FILES);
  addProgramFlags(command);
  command
    .optionsGroup('Inputs:')
    .option('--rfqs <file>', 'requests for quotes with their responses')
    .option('--volumes <file>', 'volume of each maker and of all, per program')
    .option('--holdings <file>', 'tokens earned and held, for the boost of holders')
    .option('--enrolled <file>', 'who takes part: opted in and approved')
    .option('--map <name=column>', 'another name of a column, repeatable', gathered)
    .option('--venue-rows', 'the files hold the venue’s own detailed snapshot rows (CSV or JSON)')
    .option('--from <time>', 'first instant that counts')
    .option('--to <time>', 'first instant that counts no more')
    .option('--period <period>', 'last-month, 2026-06, 2026-W24 or 2026-06-10');
  addOutputFlags(command, true);
  command.action(async (files: string[], flags: ScoreFlags) => {
    const inputs = [...files, flags.rfqs, flags.volumes, flags.holdings, flags.enrolled];
    const read = inputs.filter((name) => name !== undefined);
    await shell.report(flags, read, async (host) => {
      const { score } = await import('../../app/score.ts');
      const lists = { map: flags.map ?? [], reading: flags.reading ?? [] };
      return score({ ...given(flags, TEXTS), ...lists, files, venueRows: flags.venueRows === true }, host);
    });
  });
}
