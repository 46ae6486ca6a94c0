/** Flags of the commands that judge fills, and the request that they make. */
import type { Command } from 'commander';
import type { ReconcileRequest } from '../../app/request.ts';
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

/** Flags that take one text, by their names in the request. */
const TEXTS = [
  ...ACCOUNT_TEXTS,
  ...SCOPE_TEXTS,
  'tolerance',
  'rounding',
  'materiality',
  'expectRows',
  'expectTotal',
  'engine',
  'threads',
  'memory',
  'statementTimezone',
  'openItems',
  'manifest',
  'previous',
] as const;

export type RunFlags = OutputFlags &
  Readonly<Partial<Record<(typeof TEXTS)[number], string>>> & {
    readonly map?: readonly string[];
    readonly symbol?: readonly string[];
    readonly statement?: readonly string[];
  };

export function addRunFlags(command: Command): Command {
  addAccountFlags(command);
  addScopeFlags(command);
  command
    .optionsGroup('Settlement:')
    .option('--statement <file>', 'what the rebate partner or the venue paid, repeatable', gathered)
    .option('--statement-timezone <offset>', 'zone of the dates of a statement that does not tell: UTC+8')
    .option('--open-items <file>', 'CSV of what is carried forward; read, settled and written again');
  command
    .optionsGroup('Judging:')
    .option(
      '--tolerance <amount>',
      'largest difference that is no break (default: one unit of the file’s last digit)',
    )
    .option(
      '--rounding <name>',
      'card: as schedule and export round; auto: as the fees themselves show, without tolerance',
    )
    .option('--materiality <amount>', 'breaks up to this sum do not fail the run: "1 USDT"')
    .option('--expect-rows <count>', 'refuse the input unless it has so many rows')
    .option('--expect-total <amount>', 'refuse the input unless its fee column sums up to this')
    .option('--engine <name>', 'auto, fast or reference: the same result, at another speed')
    .option(
      '--threads <count>',
      'threads of the fast engine (default: 1, and one more for each 6 GiB of files with ids)',
    )
    .option(
      '--memory <MiB>',
      'what the fast engine may take beside 16 bytes for each row with ids (default: 256)',
    );
  return addOutputFlags(command, true);
}

/** Flags of `reconcile` alone: evidence. */
export function addEvidenceFlags(command: Command): Command {
  return command
    .optionsGroup('Evidence:')
    .option('--manifest <file>', 'keep what is needed to prove this run again: fee-audit verify FILE')
    .option('--previous <file>', 'the manifest of the run before; tells which fills changed since');
}

export function requestOf(files: readonly string[], flags: RunFlags): ReconcileRequest {
  return {
    ...given(flags, TEXTS),
    files,
    map: flags.map ?? [],
    symbol: flags.symbol ?? [],
    statement: flags.statement ?? [],
  };
}

/** Files that the run reads, which no output may overwrite. */
export function runInputs(files: readonly string[], flags: RunFlags): readonly string[] {
  const { instruments, prices, config, openItems } = flags;
  const named = [...files, ...(flags.statement ?? []), instruments, prices, config, openItems];
  return named.filter((name) => name !== undefined);
}
