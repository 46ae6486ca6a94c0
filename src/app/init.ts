/** `init`: a first `fee-audit.yaml`, from the exports that lie there. */
import { existsSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fail } from '../domain/problem.ts';
import type { Report } from '../report/model.ts';
import { CONFIG_NAME } from './config.ts';
import type { Host } from './host.ts';
import { openSchedules } from './open-catalogue.ts';
import type { ReadingRequest, TermsRequest } from './request.ts';
import { openSources } from './sources.ts';

interface FoundAccount {
  readonly venue: string;
  readonly files: string[];
}

/**
 * Writes nothing that is there already. @throws KnownError `init-exists`, or that of an export that cannot be read
 */
export async function init(
  files: readonly string[],
  request: ReadingRequest & TermsRequest,
  host: Host,
): Promise<Report> {
  const path = join(host.cwd, CONFIG_NAME);
  if (existsSync(path)) {
    fail('init-exists', 'there is such a file already, and it stays as it is', {
      file: CONFIG_NAME,
      hint: 'edit it, or move it away; fee-audit config show --origin tells what it says',
    });
  }
  const accounts = await accountsOf(files, request, host);
  const text = configText(accounts);
  const next =
    files.length === 0
      ? 'name your exports under `fills`, then: fee-audit reconcile'
      : 'say what each account is entitled to under `terms`, then: fee-audit reconcile';
  return {
    command: 'init',
    run: null,
    verdict: null,
    headline: [],
    verdictLines: [
      `wrote ${CONFIG_NAME}: ${[...accounts.keys()].join(', ') || 'an account to fill in'}`,
      `next: ${next}`,
    ],
    tables: [
      {
        name: 'accounts',
        title: 'Accounts',
        columns: [
          { key: 'account', head: 'account', type: 'text' },
          { key: 'venue', head: 'venue', type: 'text' },
          { key: 'fills', head: 'fills', type: 'list' },
        ],
        rows: [...accounts].map(([name, { venue, files: own }]) => [name, venue, own]),
      },
    ],
    notes: [],
    defaultTable: 'accounts',
    summaryLine: null,
    sideFiles: [{ path, text: () => text }],
  };
}

async function accountsOf(
  files: readonly string[],
  request: ReadingRequest & TermsRequest,
  host: Host,
): Promise<Map<string, FoundAccount>> {
  const accounts = new Map<string, FoundAccount>();
  if (files.length === 0) return accounts;
  const opened = await openSources(files, request, null, openSchedules(host), host);
  host.atEnd(() => opened.dispose());
  for (const problem of opened.problems) host.warn(problem);
  if (opened.sources.length === 0) {
    fail('init-nothing', 'none of the files is an export that is read', {
      hint: 'see: fee-audit detect FILE',
    });
  }
  for (const { input, recognition } of opened.sources) {
    const name = recognition.accountGiven ? recognition.account : `${recognition.venue}-main`;
    const account = accounts.get(name) ?? { venue: recognition.venue, files: [] };
    accounts.set(name, account);
    // An entry of an archive is named by its archive.
    const file = files.find((one) => input.name === one || input.name.startsWith(`${one}/`)) ?? input.name;
    const pattern = patternFor(file, files, host);
    if (!account.files.includes(pattern)) account.files.push(pattern);
  }
  return accounts;
}

/** Several exports of one folder that differ in their digits become one pattern. */
function patternFor(file: string, files: readonly string[], host: Host): string {
  const path = (one: string) => relative(host.cwd, resolve(host.cwd, one)).split('\\').join('/');
  const shape = (one: string) => basename(one).replace(/\d+/g, '*');
  const alike = files.filter((one) => dirname(one) === dirname(file) && shape(one) === shape(file));
  if (alike.length < 2) return path(file);
  const folder = dirname(path(file));
  return folder === '.' ? shape(file) : `${folder}/${shape(file)}`;
}

/** A plain word stays as it is; anything else is quoted. */
const scalar = (text: string) =>
  /^[\w./*-][\w./* ()+-]*$/.test(text) && !/^\*|\s$/.test(text) ? text : JSON.stringify(text);

function configText(accounts: ReadonlyMap<string, FoundAccount>): string {
  const found: [string, FoundAccount][] =
    accounts.size > 0 ? [...accounts] : [['okx-main', { venue: 'okx', files: ['exports/okx-*.csv'] }]];
  const blocks = found.map(([name, { venue, files }]) => {
    const fills = files.length === 1 ? scalar(files[0]!) : `[${files.map(scalar).join(', ')}]`;
    return `  ${scalar(name)}:
    venue: ${scalar(venue)}
    fills: ${fills}
    terms:
      # infer reads the tier from the fees, which proves nothing: name the one that you hold ("VIP 4"),
      # and from when the venue applied it. Entries ascend by from; what one omits it inherits.
      - tier: infer
        # from: 2026-06-01
        # schedule: okx/usdt-futures        # fee-audit schedules list
        # makerRate: -0.5bps                # agreed rates, with their unit
        # discount: BNB
        # affiliate: 40% day 00:00Z         # share, settlement period and its cut-off, or a partner's name
`;
  });
  return `# What the accounts are entitled to. Found from this folder and every folder below it.
# What is in force, and where it comes from: fee-audit config show --origin
accounts:
${blocks.join('')}# prices: prices.csv          # time,asset,quote,price: for fees in a third asset
# materiality: 1 USDT         # breaks up to this sum do not fail a run
# reportTimezone: UTC         # zone of days and periods
`;
}
