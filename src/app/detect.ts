/** `detect FILE`: what is made of a file, column by column, before anything is computed from it. */
import type { Readable } from 'node:stream';
import { formatOffset, formatShort } from '../domain/time.ts';
import { identify, type ReadOptions, type Recognition } from '../ingest/identify.ts';
import { type Input, openInputs } from '../ingest/input.ts';
import type { InstrumentTable } from '../ingest/instruments.ts';
import type { Field } from '../ingest/profile.ts';
import { doorRemarks, newDoor, readFills } from '../ingest/read-fills.ts';
import type { Door, RowEvent } from '../ingest/row-event.ts';
import type { Report, Table, Value } from '../report/model.ts';

/** So many rows are looked at; the rest of the file is not read. */
const SAMPLE_ROWS = 10_000;

/** What a sample of the rows turned into. */
interface Sample {
  readonly door: Door;
  readonly buckets: Map<string, number>;
  readonly first: Extract<RowEvent, { kind: 'fill' }> | null;
  readonly refusals: readonly string[];
  /** True = the file goes on after the sample. */
  readonly partial: boolean;
}

/**
 * Tables `reading` (profile, zone, sign, unit, number style, each with its reason), `columns` (role and
 * example of every
 * column) and `sample` (what the first 10,000 rows become).
 * @throws KnownError where the file cannot be opened or recognised
 */
export async function detect(
  path: string,
  options: ReadOptions,
  instruments: InstrumentTable,
  stdin: Readable,
): Promise<Report> {
  const { inputs, dispose } = await openInputs([path], stdin);
  try {
    const reading: Value[][] = [];
    const columns: Value[][] = [];
    const rows: Value[][] = [];
    const notes: string[] = [];
    const lines: string[] = [];
    for (const input of inputs) {
      const recognition = await identify(input, options);
      const sample = await takeSample(input, recognition, instruments);
      lines.push(
        `${input.name} is ${recognition.profile.title} (${recognition.profile.id}, ${recognition.variant})`,
      );
      reading.push(...readingRows(input.name, recognition, sample));
      columns.push(...columnRows(input.name, recognition, sample));
      rows.push(...sampleRows(input.name, sample));
      for (const note of [...recognition.notices, ...doorRemarks(sample.door), ...sample.refusals]) {
        notes.push(inputs.length === 1 ? note : `${input.name}: ${note}`);
      }
      notes.push(...recognition.cannotReveal.map((sentence) => `cannot be revealed: ${sentence}`));
    }
    return {
      command: 'detect',
      run: null,
      verdict: null,
      headline: lines,
      verdictLines: [],
      tables: [readingTable(reading), columnsTable(columns), sampleTable(rows)],
      notes: [...new Set(notes)],
      defaultTable: 'columns',
      summaryLine: null,
    };
  } finally {
    await dispose();
  }
}

async function takeSample(
  input: Input,
  recognition: Recognition,
  instruments: InstrumentTable,
): Promise<Sample> {
  const door = newDoor();
  const buckets = new Map<string, number>();
  const refusals: string[] = [];
  let first: Sample['first'] = null;
  let partial = false;
  for await (const batch of readFills(input, recognition, instruments, door)) {
    for (const event of batch) {
      const name = event.kind === 'excluded' ? `excluded: ${event.reason}` : event.kind;
      const rows = event.kind === 'fill' ? event.fill.rows : event.rows;
      buckets.set(name, (buckets.get(name) ?? 0) + rows);
      if (event.kind === 'fill') first ??= event;
      if (event.kind === 'refused' && refusals.length < 5) {
        const { line, column, sentence } = event.problem;
        refusals.push(`line ${line ?? '?'}${column === null ? '' : `, ${column}`}: ${sentence}`);
      }
    }
    if (door.rows >= SAMPLE_ROWS) {
      partial = true;
      break;
    }
  }
  return { door, buckets, first, refusals, partial };
}

const zoneReasons: Readonly<Record<Recognition['zone']['basis'], string>> = {
  cells: 'the times carry it',
  header: 'the column head says so',
  preamble: 'a line above the header says so',
  'file name': 'the file name says so',
  venue: 'this venue writes UTC',
  flag: '--timezone says so',
  mapping: 'the mapping file says so',
  epoch: 'times are counted from 1970 UTC',
  assumed: 'nothing says so: assumed',
};

function readingRows(file: string, recognition: Recognition, sample: Sample): Value[][] {
  const { profile, zone } = recognition;
  const own = profile.id === 'generic' ? 'the mapping' : `profile ${profile.id}`;
  const marks = profile.thousands === null ? 'no thousands marks' : `thousands "${profile.thousands}"`;
  const style = `point "${profile.decimal}", ${marks}`;
  const scale = [...sample.door.scales]
    .map(([asset, digits]) => `${asset === '' ? 'fee' : asset} ${digits}`)
    .join(', ');
  const account = recognition.accountGiven
    ? '--account or the mapping says so'
    : recognition.columns.has('account')
      ? 'rows name their own'
      : recognition.account === 'main'
        ? 'nothing says so: the name is only a label'
        : 'a line above the header or the name of the file says so';
  const feeScale =
    recognition.feeScale === null
      ? `not known (seen: ${scale || 'none'})`
      : `${recognition.feeScale} decimals`;
  const rows: [string, string, string][] = [
    [
      'profile',
      profile.id,
      profile.id === 'generic' ? 'asked for, or mapped' : `header of ${recognition.variant}`,
    ],
    ['venue', recognition.venue, own],
    ['account', recognition.account, account],
    ['encoding', recognition.encoding, '--encoding, byte order mark, or UTF-8'],
    ['delimiter', recognition.delimiter === '\t' ? 'tab' : recognition.delimiter, 'the header line'],
    ['header', `line ${recognition.headerLine}`, own],
    ['zone', formatOffset(zone.minutesEast), zoneReasons[zone.basis]],
    ['sign', profile.feeSign === 'charged-positive' ? 'positive = charged' : 'negative = charged', own],
    ['numbers', style, own],
    ['fee scale', feeScale, own],
    ['quantity', quantityUnit(recognition, sample), 'columns and instrument table'],
    ['liquidity', recognition.hasFlag ? 'column' : 'none: inferred from fees', own],
    ['row key', keyWords(recognition), own],
  ];
  if (sample.first !== null) {
    rows.push(['first fill', formatShort(sample.first.fill.time), 'the first row that is a fill']);
  }
  return rows.map(([what, value, why]) => [file, what, value, why]);
}

function keyWords(recognition: Recognition): string {
  const { key } = recognition.profile;
  return key === null || !recognition.hasIds ? 'none' : ['symbol', ...key, 'side'].join(' + ');
}

function quantityUnit(recognition: Recognition, sample: Sample): string {
  const instrument = sample.first?.fill.instrument;
  if (recognition.columns.has('contracts')) return 'contracts';
  if (instrument === undefined) return 'not known';
  if (instrument.contractValue === null) return 'contracts of unknown value (add them with --instruments)';
  return instrument.contractValue.eq(1)
    ? 'coins'
    : `contracts (${instrument.symbol}: ${instrument.contractValue.toFixed()})`;
}

function columnRows(file: string, recognition: Recognition, sample: Sample): Value[][] {
  const roles = new Map<number, Field[]>();
  for (const [field, index] of recognition.columns) roles.set(index, [...(roles.get(index) ?? []), field]);
  const cells = sample.first?.content.split(/[\u001e\u001f]/) ?? [];
  return recognition.header.map(({ raw }, index) => {
    const fields = roles.get(index) ?? [];
    const glued = fields.some((field) => recognition.glued.has(field));
    const made = fields.length === 0 ? 'not used' : glued ? 'amount with its asset behind it' : 'read';
    return [file, index + 1, raw, fields.join(', ') || null, cells[index] ?? null, made];
  });
}

function sampleRows(file: string, sample: Sample): Value[][] {
  const rows = [...sample.buckets].map(([bucket, count]): Value[] => [file, bucket, count]);
  if (sample.partial) rows.push([file, 'not looked at', null]);
  return rows;
}

function readingTable(rows: Value[][]): Table {
  return {
    name: 'reading',
    title: 'How the file is read',
    columns: [
      { key: 'file', head: 'File', type: 'text', machineOnly: true },
      { key: 'what', head: 'What', type: 'text' },
      { key: 'value', head: 'Value', type: 'text' },
      { key: 'why', head: 'Why', type: 'sentence' },
    ],
    rows,
  };
}

function columnsTable(rows: Value[][]): Table {
  return {
    name: 'columns',
    title: 'Columns',
    columns: [
      { key: 'file', head: 'File', type: 'text', machineOnly: true },
      { key: 'position', head: '#', type: 'count' },
      { key: 'column', head: 'Column', type: 'text' },
      { key: 'field', head: 'Role', type: 'text' },
      { key: 'example', head: 'First fill', type: 'text' },
      { key: 'made', head: 'Made of it', type: 'sentence' },
    ],
    rows,
  };
}

function sampleTable(rows: Value[][]): Table {
  return {
    name: 'sample',
    title: `What the first ${SAMPLE_ROWS.toLocaleString('en')} rows become`,
    columns: [
      { key: 'file', head: 'File', type: 'text', machineOnly: true },
      { key: 'bucket', head: 'Bucket', type: 'text' },
      { key: 'rows', head: 'Rows', type: 'count' },
    ],
    rows,
  };
}
