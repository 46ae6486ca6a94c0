/** `fee-audit compare`: which card pays more on this flow. */
import type { Command } from 'commander';
import type { CompareRequest } from '../../app/compare-request.ts';
import {
  ACCOUNT_TEXTS,
  addAccountFlags,
  addOutputFlags,
  addScopeFlags,
  gathered,
  given,
  SCOPE_TEXTS,
} from '../flags.ts';
import type { OutputFlags } from '../output-plan.ts';
import type { Shell } from '../shell.ts';

/** Flags of a flow that take one text. */
export const FLOW_TEXTS = ['makerVolume', 'takerVolume', 'volume', 'makerRatio', 'quote'] as const;

const TEXTS = [...ACCOUNT_TEXTS, ...FLOW_TEXTS, ...SCOPE_TEXTS] as const;

type CompareFlags = OutputFlags &
  Readonly<Partial<Record<(typeof TEXTS)[number], string>>> & {
    readonly map?: readonly string[];
    readonly symbol?: readonly string[];
    readonly card?: readonly string[];
    readonly allTiers?: boolean;
    readonly allVenues?: boolean;
  };

const EXAMPLES = `Examples:
  fee-audit compare --maker-volume 240M --taker-volume 60M --affiliate 40% \\
    --card "okx/usdt-futures:VIP 4" --card "okx/market-maker:maker=-0.003%,taker=0.027%"
  fee-audit compare --volume 80M --maker-ratio 80% --all-tiers --schedule okx/usdt-futures
  fee-audit compare fills.csv --tier "VIP 4" --card "okx/market-maker:maker=-0.003%,pairs=BTC-USDT-SWAP"

`;

const AFTER = `
A card is SCHEDULE[@VERSION][:ITEM[,ITEM...]]; an item is a tier, maker=RATE, taker=RATE or pairs=A+B. The first card is
what the others are measured against. A card that the account has not reached is marked and never wins.
`;

/** Flags that give a flow without fills. */
export function addFlowFlags(command: Command): Command {
  return command
    .optionsGroup('A flow without fills:')
    .option('--maker-volume <volume>', 'volume filled as maker: 240M')
    .option('--taker-volume <volume>', 'volume filled as taker: 60M')
    .option('--volume <volume>', 'all volume, with --maker-ratio')
    .option('--maker-ratio <percent>', 'part of it filled as maker: 80%')
    .option('--quote <asset>', 'asset of the volume (default: USDT)');
}

export function addCompare(program: Command, shell: Shell): void {
  const command = program
    .command('compare')
    .summary('which card pays more on the same flow, with exclusions applied')
    .description(
      'Charges the same flow under several cards: ladder tiers, programs, other venues. Tells the difference and where it turns.',
    )
    .argument('[files...]', 'fill exports, plain, gzip or zip; - is stdin')
    .addHelpText('before', EXAMPLES)
    .addHelpText('after', AFTER);
  command
    .optionsGroup('Cards:')
    .option('--card <card>', 'a card to compare, repeatable', gathered)
    .option('--all-tiers', 'every tier of the ladder')
    .option('--all-venues', 'at every other venue, the tier that this flow would reach');
  addFlowFlags(command);
  addAccountFlags(command);
  addScopeFlags(command);
  addOutputFlags(command, true);
  command.action(async (files: string[], flags: CompareFlags) => {
    const request: CompareRequest = {
      ...given(flags, TEXTS),
      files,
      map: flags.map ?? [],
      symbol: flags.symbol ?? [],
      card: flags.card ?? [],
      allTiers: flags.allTiers === true,
      allVenues: flags.allVenues === true,
    };
    const inputs = [...files, flags.instruments, flags.prices, flags.config];
    await shell.report(
      flags,
      inputs.filter((name) => name !== undefined),
      async (host) => (await import('../../app/compare.ts')).compare(request, host),
    );
  });
}
