/** `fee-audit advise`: the decision between ladder and program in one pass. */
import type { Command } from 'commander';
import type { AdviseRequest } from '../../app/advise.ts';
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
import { addFlowFlags, FLOW_TEXTS } from './compare.ts';

const OWN_TEXTS = ['registered', 'lastTrade', 'referralCode', 'on', 'pairs'] as const;
const TEXTS = [...ACCOUNT_TEXTS, ...FLOW_TEXTS, ...SCOPE_TEXTS, ...OWN_TEXTS] as const;

type AdviseFlags = OutputFlags &
  Readonly<Partial<Record<(typeof TEXTS)[number], string>>> & {
    readonly map?: readonly string[];
    readonly symbol?: readonly string[];
    readonly card?: readonly string[];
    readonly eligibility?: boolean;
  };

const EXAMPLES = `Examples:
  fee-audit advise fills.csv --tier "VIP 4" --affiliate 40%
  fee-audit advise --volume 300M --maker-ratio 80% --schedule okx/usdt-futures --affiliate 40% \\
    --card "okx/market-maker:maker=-0.003%"
  fee-audit advise --eligibility --registered 2024-05-01 --last-trade 2026-01-10 --referral-code none --on 2026-06-01

`;

export function addAdvise(program: Command, shell: Shell): void {
  const command = program
    .command('advise')
    .summary('ladder, program or rebate: the decision with your own figures')
    .description(
      'Goes through the cases of the decision on your own flow: below the zero-fee tier, few pairs, many symbols, negative tiers. A card that the account has not reached is never advised.',
    )
    .argument('[files...]', 'fill exports, plain, gzip or zip; - is stdin')
    .addHelpText('before', EXAMPLES);
  command
    .optionsGroup('Offers:')
    .option('--card <card>', 'a program or another card in hand, repeatable (as in compare)', gathered)
    .option('--pairs <count>', 'how many pairs are traded, where no fills tell it');
  command
    .optionsGroup('May an existing account be bound to a partner?')
    .option('--eligibility', 'check the win-back rule instead')
    .option('--registered <day>', 'day on which the account was registered')
    .option('--last-trade <day>', 'day of its last trade, or none')
    .option('--referral-code <name>', 'referral code that it ever used, or none')
    .option('--on <day>', 'day to check (default: today)');
  addFlowFlags(command);
  addAccountFlags(command);
  addScopeFlags(command);
  addOutputFlags(command, true);
  command.action(async (files: string[], flags: AdviseFlags) => {
    const request: AdviseRequest = {
      ...given(flags, TEXTS),
      files,
      map: flags.map ?? [],
      symbol: flags.symbol ?? [],
      card: flags.card ?? [],
      allTiers: false,
      allVenues: false,
      eligibility: flags.eligibility === true,
    };
    const inputs = [...files, flags.instruments, flags.prices, flags.config];
    await shell.report(
      flags,
      inputs.filter((name) => name !== undefined),
      async (host) => (await import('../../app/advise.ts')).advise(request, host),
    );
  });
}
