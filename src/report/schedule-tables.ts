/** Tables about schedules: `schedules`, `partners`, `versions`, `tiers`, `stacking`, `changes`, `files`, … */
import { plain } from '../domain/decimal.ts';
import type { Problem } from '../domain/problem.ts';
import { formatRate, toBps } from '../domain/rate.ts';
import type { AffiliatePartner, RateTable, Schedule, ScheduleVersion } from '../domain/schedule.ts';
import type { Column, ColumnType, Table, Value } from './model.ts';
import type { Change } from './schedule-diff.ts';
import { conditionWords, provenanceWords } from './schedule-words.ts';

function column(key: string, type: ColumnType, head = key): Column {
  return { key, head, type };
}

/** One row per schedule, of its newest version. */
export function schedulesTable(schedules: readonly Schedule[]): Table {
  const rows = schedules.map((one): Value[] => {
    const newest = one.versions[one.versions.length - 1]!;
    const { source, confidence } = newest.provenance;
    const names = one.versions.map((version) => version.version);
    return [one.id, one.venue, one.product, one.track, names, newest.version, source, confidence];
  });
  return {
    name: 'schedules',
    title: 'Schedules',
    columns: [
      column('id', 'text'),
      { ...column('venue', 'text'), machineOnly: true },
      { ...column('product', 'text'), machineOnly: true },
      column('track', 'text'),
      column('versions', 'list'),
      { ...column('latest', 'text'), machineOnly: true },
      { ...column('source', 'sentence'), machineOnly: true },
      column('confidence', 'text'),
    ],
    rows,
  };
}

/** One row per affiliate partner. */
export function partnersTable(partners: readonly AffiliatePartner[]): Table {
  return {
    name: 'partners',
    title: 'Affiliate partners',
    columns: [
      column('id', 'text'),
      column('partner', 'text'),
      column('share', 'text'),
      column('cadence', 'text'),
      column('settlementAsset', 'text', 'paid in'),
      { ...column('source', 'sentence'), machineOnly: true },
      column('confidence', 'text'),
    ],
    rows: partners.map((one) => [
      one.id,
      one.partner,
      `${one.shareIsMaximum ? 'up to ' : ''}${formatRate(one.share)}`,
      one.cadence,
      one.settlementAsset,
      one.provenance.source,
      one.provenance.confidence,
    ]),
  };
}

/** Dates and provenance of versions. @param next start of the version after each */
export function versionsTable(schedule: Schedule, shown: readonly ScheduleVersion[]): Table {
  return {
    name: 'versions',
    title: 'Versions',
    columns: [
      column('version', 'text'),
      column('from', 'time'),
      column('startKnown', 'text', 'start'),
      column('to', 'time', 'until'),
      column('changeoverUntil', 'time', 'change-over until'),
      column('asOf', 'text', 'as of'),
      column('confidence', 'text'),
      column('source', 'sentence'),
    ],
    rows: shown.map((version) => {
      const next = schedule.versions[schedule.versions.indexOf(version) + 1];
      const { source, asOf, confidence } = version.provenance;
      return [
        version.version,
        version.from,
        version.startKnown ? 'known' : 'not known',
        version.to ?? next?.from ?? null,
        version.changeoverUntil,
        asOf,
        confidence,
        source,
      ];
    }),
  };
}

/** Every rung of every table, with its condition in words. */
export function tiersTable(shown: readonly ScheduleVersion[]): Table {
  const rows = shown.flatMap((version) =>
    version.tables.flatMap((table) =>
      table.tiers.map((row): Value[] => [
        version.version,
        table.group,
        row.tier,
        row.maker === null ? null : toBps(row.maker),
        row.taker === null ? null : toBps(row.taker),
        row.when === null ? null : conditionWords(row.when),
        noteOf(row.note, row.provenance === undefined ? null : provenanceWords(row.provenance)),
      ]),
    ),
  );
  return {
    name: 'tiers',
    title: 'Tiers',
    columns: [
      column('version', 'text'),
      column('group', 'text'),
      column('tier', 'text'),
      column('makerBps', 'bps', 'maker bps'),
      column('takerBps', 'bps', 'taker bps'),
      column('condition', 'sentence'),
      column('note', 'sentence'),
    ],
    rows,
    footnotes: shown.flatMap((version) =>
      version.tables.filter((table) => table.group !== null).map((table) => membersWords(version, table)),
    ),
  };
}

function noteOf(note: string | null, source: string | null): string | null {
  const parts = [note, source === null ? null : `source: ${source}`].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join('; ');
}

function membersWords(version: ScheduleVersion, table: RateTable): string {
  const members = [
    ...(table.products ?? []).map((product) => `product ${product}`),
    ...table.symbols,
    ...table.bases.map((base) => `${base}-*`),
    ...table.quotes.map((q) => `*-${q}`),
  ];
  const others = version.othersUnknown ? 'members not known' : 'all other instruments';
  const source = table.provenance === undefined ? [] : [`source: ${provenanceWords(table.provenance)}`];
  const fixed = table.takerOrderFees?.map(plain).join(' or ');
  const words = [
    members.length === 0 ? others : members.join(' '),
    ...(fixed === undefined ? [] : [`a taker order may carry a fixed ${fixed} beside its rate`]),
    ...(table.notes ?? []),
    ...source,
  ];
  return `${version.version} ${table.group}: ${words.join('. ')}`;
}

/** How a partner's rebate stacks on each fee status. */
export function stackingTable(partner: AffiliatePartner): Table {
  return {
    name: 'stacking',
    title: 'How the affiliate rebate stacks',
    columns: [column('status', 'text'), column('rule', 'sentence')],
    rows: partner.stacking.map(({ status, rule }) => [status, rule]),
  };
}

/** Changes between two dates. */
export function changesTable(changes: readonly Change[]): Table {
  return {
    name: 'changes',
    title: 'Changes',
    columns: [
      column('tier', 'text'),
      column('group', 'text'),
      column('side', 'text'),
      { ...column('from', 'text'), machineOnly: true },
      { ...column('to', 'text'), machineOnly: true },
      column('sentence', 'sentence', 'change'),
    ],
    rows: changes.map((one) => [one.tier, one.group, one.side, one.from, one.to, one.sentence]),
  };
}

/** What one file was found to be. */
export interface CheckedFile {
  readonly file: string;
  readonly kind: string;
  readonly problems: readonly Problem[];
}

/** One row per file that was checked. */
export function filesTable(files: readonly CheckedFile[]): Table {
  return {
    name: 'files',
    title: 'Files checked',
    columns: [
      column('file', 'text'),
      column('kind', 'text'),
      column('status', 'text'),
      column('problems', 'count'),
    ],
    rows: files.map(({ file, kind, problems }) => [
      file,
      kind,
      problems.length === 0 ? 'valid' : 'invalid',
      problems.length,
    ]),
  };
}

/** One row per problem, with its place. */
export function problemsTable(problems: readonly Problem[]): Table {
  return {
    name: 'problems',
    title: 'Problems',
    columns: [
      column('file', 'text'),
      column('line', 'count'),
      column('column', 'text', 'where'),
      { ...column('code', 'text'), machineOnly: true },
      column('value', 'text'),
      column('sentence', 'sentence', 'problem'),
      column('hint', 'sentence'),
    ],
    rows: problems.map((one) => [
      one.file,
      one.line,
      one.column,
      one.code,
      one.value,
      one.sentence,
      one.hint,
    ]),
  };
}
