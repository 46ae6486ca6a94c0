/** Statements of a run: opened and read before any fill. */
import { resolve } from 'node:path';
import { fail, type Problem } from '../domain/problem.ts';
import type { Statement } from '../domain/statement.ts';
import type { AffiliateTerms } from '../domain/terms.ts';
import { openInputs } from '../ingest/input.ts';
import { readStatement } from '../ingest/statements/read-statement.ts';
import type { Host } from './host.ts';
import { statementMappingBeside } from './statement-mapping.ts';

/** All statements of a run, read before any fill. */
export interface ReadStatements {
  readonly statements: readonly (Statement & { readonly sha256: string })[];
  readonly problems: readonly Problem[];
}

/** @throws KnownError when one is no statement, or no terms name a partner that could have paid it */
export async function readStatements(
  paths: readonly string[],
  timezone: number | null,
  partners: readonly AffiliateTerms[],
  host: Host,
): Promise<ReadStatements> {
  const statements: (Statement & { sha256: string })[] = [];
  const problems: Problem[] = [];
  const seen = new Map<string, number>();
  for (const path of paths) {
    const { inputs, dispose } = await openInputs([path], host.stdin);
    try {
      for (const input of inputs) {
        const mapping = statementMappingBeside(resolve(host.cwd, path));
        const ofVenue = mapping?.pays === 'maker-rebate';
        if (!ofVenue && partners.length === 0) withoutTerms(path);
        const named = (ofVenue ? [] : partners).filter(
          ({ partner }) => mapping?.partner == null || partner === mapping.partner,
        );
        const read = await readStatement(input, {
          mapping,
          minutesEast: timezone,
          partnerEast: zoneOfCutOff(named[0]),
          asset: named[0]?.settlementAsset ?? null,
          encoding: null,
        });
        statements.push({ ...withoutRepeats(read.statement, seen), sha256: await input.digest() });
        problems.push(...read.problems);
      }
    } finally {
      await dispose();
    }
  }
  return { statements, problems };
}

function withoutTerms(file: string): never {
  return fail('statement-without-terms', 'a statement is given, but no terms name a rebate partner', {
    file,
    hint: `say what was agreed: --affiliate 40%, or affiliate: in fee-audit.yaml; for a venue's own maker rebates pays: maker-rebate in the mapping file beside it`,
  });
}

/** Minutes east of UTC of the zone whose midnight is the partner's cut-off; null where none is stated. */
function zoneOfCutOff(terms: AffiliateTerms | undefined): number | null {
  if (terms === undefined || terms.cutOffMinute === null) return null;
  const minute = terms.cutOffMinute % (24 * 60);
  return minute === 0 ? 0 : minute <= 12 * 60 ? -minute : 24 * 60 - minute;
}

/** Lines that an earlier statement has too count once: exports overlap. */
function withoutRepeats(statement: Statement, seen: Map<string, number>): Statement {
  const own = new Map<string, number>();
  const excluded = [...statement.excluded];
  const lines = statement.lines.filter(({ account, from, to, tradeId, asset, paid, eligibleFee }) => {
    const key = [account, from, to, tradeId, asset, paid, eligibleFee].join('\u001f');
    const count = (own.get(key) ?? 0) + 1;
    own.set(key, count);
    if (count > (seen.get(key) ?? 0)) return true;
    const reason = 'also in another statement';
    const entry = excluded.find((one) => one.reason === reason && one.asset === asset);
    if (entry === undefined) excluded.push({ reason, asset, rows: 1, amount: paid });
    else {
      entry.rows += 1;
      entry.amount = entry.amount.plus(paid);
    }
    return false;
  });
  for (const [key, count] of own) seen.set(key, Math.max(count, seen.get(key) ?? 0));
  return { ...statement, lines, excluded };
}
