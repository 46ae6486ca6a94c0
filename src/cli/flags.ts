/** Flags that several commands share, under the headings of the help. */
import type { Command } from 'commander';
import { FORMATS } from '../render/render.ts';

/** Gathers a flag that may be repeated. */
export function gathered(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/** Gathers a flag that may be repeated or hold several words with commas. */
export function gatheredWords(value: string, before: readonly string[] = []): readonly string[] {
  const words = value.split(',').map((word) => word.trim());
  return [...before, ...words.filter((word) => word !== '')];
}

/** Reading flags that take one text, by their names in the request. */
export const READING_TEXTS = [
  'venue',
  'profile',
  'account',
  'timezone',
  'delimiter',
  'encoding',
  'instruments',
] as const;

/** Flags that tell how files are read. */
export function addReadingFlags(command: Command): Command {
  return command
    .optionsGroup('Reading the files:')
    .option('--venue <id>', 'venue of the fills, where the file does not tell (okx, binance, …)')
    .option('--profile <id>', 'kind of export, instead of recognising it (see: fee-audit profiles list)')
    .option('--account <name>', 'account that the fills belong to')
    .option(
      '--map <field=column>',
      'column of a field, repeatable: --map fee="Trading fee"; nothing behind the = is no column',
      gathered,
    )
    .option('--timezone <offset>', 'zone of times that carry none: UTC, UTC+8, -05:30')
    .option('--delimiter <character>', 'what separates the columns: "," ";" tab "|"')
    .option('--encoding <name>', 'text encoding: utf-8, utf-16le, gb18030, windows-1252, …')
    .option('--instruments <file>', 'contract values of symbols that the shipped table lacks');
}

/** Terms flags that take one text, by their names in the request. */
export const TERMS_TEXTS = [
  ...(['config', 'schedule', 'asOf', 'tier', 'program', 'makerRate', 'takerRate'] as const),
  ...(['discount', 'affiliate', 'prices', 'elpRebate'] as const),
] as const;

/** Flags on what no fill shows, by their names in the request. */
export const STANDING_TEXTS = ['volume30d', 'holdings', 'assets', 'share', 'rank'] as const;

/** Flags on what a computed tier asks for and no fill shows. */
export function addStandingFlags(command: Command): Command {
  return command
    .optionsGroup('What no fill shows, for a tier that is computed (--tier auto):')
    .option(
      '--volume-30d <usd>',
      'volume of a window that the files do not cover: 243M, futures=200M,spot=5M',
    )
    .option('--holdings <assets>', 'coins held or staked: BNB=100,stDRV=250000')
    .option('--assets <usd>', 'assets on the account: 2M')
    .option('--share <percent>', 'share of the venue’s volume: 2.5%, makerShare=0.6%, perps=5%')
    .option(
      '--rank <place>',
      'place among the makers: 3, or best part of them: 40% (100% = a market maker at all)',
    );
}

/** Flags that say what the account is entitled to. */
export function addTermsFlags(command: Command): Command {
  return command
    .optionsGroup('What the account is entitled to:')
    .option('--config <file>', 'terms per account (default: fee-audit.yaml, looked for upwards)')
    .option('--schedule <id[@version]>', 'fee schedule: okx/usdt-futures, binance/spot@2026-04-01')
    .option('--as-of <day>', 'use the version that was in force on this day')
    .option('--tier <name>', 'tier as the venue writes it ("VIP 4"), auto (computed) or infer')
    .option('--program <name>', 'market-maker program instead of the ladder')
    .option('--maker-rate <rate>', 'agreed maker rate, with its unit: -0.5bps, 0.01%')
    .option('--taker-rate <rate>', 'agreed taker rate, with its unit')
    .option('--discount <asset>', 'token discount that was switched on: BNB')
    .option('--affiliate <share|partner>', 'rebate partner: 40% or jacktrader')
    .option('--elp-rebate <word>', 'a rebate on OKX ELP orders is halved (default) or whole')
    .option('--prices <file>', 'prices that convert fees of a third asset (time,asset,quote,price)');
}

/** Flags that choose a reward program, its version and how it is read. */
export function addProgramFlags(command: Command): Command {
  return command
    .optionsGroup('Program:')
    .option('--program <id[@version]>', 'reward program (default: derive/rewards); a YAML file is one, too')
    .option('--as-of <day>', 'use the version that was in force on this day')
    .option(
      '--reading <name=value>',
      'how an open point is read, repeatable (see: --table readings)',
      gathered,
    );
}

/** Keys of `--group-by`, for completion. */
export const GROUP_KEY_WORDS = [
  'venue',
  'account',
  'product',
  'symbol',
  'side',
  'liquidity',
  'day',
  'week',
  'month',
  'hour',
];

/** Flags that choose which fills count and how they are judged. */
export function addScopeFlags(command: Command): Command {
  return command
    .optionsGroup('What to look at:')
    .option('--from <time>', 'first instant that counts: 2026-06-08 or 2026-06-08T16:00Z')
    .option('--to <time>', 'first instant that counts no more')
    .option('--period <period>', 'last-week, last-month, 2026-06, 2026-W24 or 2026-06-10')
    .option('--report-timezone <offset>', 'zone of days and periods (default: UTC)')
    .option('--symbol <symbols>', 'only these symbols, repeatable or with commas', gatheredWords)
    .option('--liquidity <role>', 'only maker, taker, none or unknown')
    .option('--group-by <keys>', 'further keys of the reconciliation: venue,account,symbol,liquidity,day');
}

/** Flags on output; `judges` = the command ends in a verdict. */
export function addOutputFlags(command: Command, judges: boolean): Command {
  command
    .optionsGroup('Output:')
    .option('--format <name>', FORMATS.join(', '))
    .option('--json', 'short for --format json')
    .option('--csv', 'short for --format csv')
    .option('--table <names>', 'only these tables, repeatable or with commas', gatheredWords)
    .option(
      '--output <file>',
      'write here instead of stdout (.csv .tsv .json .jsonl .md .html .xlsx .txt); DIR/ gets every table',
    )
    .option('--width <columns>', 'fit the text into this many columns (default: the terminal)')
    .option('--no-color', 'no colour (NO_COLOR and FORCE_COLOR are obeyed as well)');
  if (judges) {
    command
      .option('--quiet', 'only the verdict, and no talk on stderr')
      .option('--quiet-if-clean', 'nothing at all when the exit code is 0')
      .option('--summary-line', 'one line, for the subject of a mail');
  }
  return command
    .option('--verbose', 'say on stderr what was decided and why')
    .option('--debug', 'with an internal error, say where it happened');
}

/** The parsed flags without those that were not given, so that they fit optional fields exactly. */
export type Given<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** Picks the named flags that were given. */
export function given<K extends string>(
  flags: Readonly<Partial<Record<K, string>>>,
  names: readonly K[],
): Given<Partial<Record<K, string>>> {
  const picked: Partial<Record<K, string>> = {};
  for (const name of names) {
    const value = flags[name];
    if (value !== undefined) picked[name] = value;
  }
  return picked as Given<Partial<Record<K, string>>>;
}

/** Flags that tell how files are read and what their account is entitled to, by their names in the request. */
export const ACCOUNT_TEXTS = [...READING_TEXTS, ...TERMS_TEXTS, ...STANDING_TEXTS] as const;

/** Flags of the days that count. */
export const DAYS_TEXTS = ['from', 'to', 'period', 'reportTimezone'] as const;

/** Flags of the fills that count. */
export const SCOPE_TEXTS = [...DAYS_TEXTS, 'liquidity', 'groupBy'] as const;

/** Flags that tell how files are read and what their account is entitled to. */
export function addAccountFlags(command: Command): Command {
  return addStandingFlags(addTermsFlags(addReadingFlags(command)));
}
