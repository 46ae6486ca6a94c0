/** Pairs of files: an export, and what must be made of it, worked out by hand from the rows. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { plain } from '../../src/domain/decimal.ts';
import { formatInstant } from '../../src/domain/time.ts';
import { NO_OPTIONS } from '../../src/ingest/identify.ts';
import { NO_MAPPING } from '../../src/ingest/mapping.ts';
import type { RowEvent } from '../../src/ingest/row-event.ts';
import { conservation, inputOf, type Reading, readInput } from './reading.ts';

const folder = join(import.meta.dirname, 'files');

interface Expected {
  readonly options?: { map?: Record<string, string>; mapping?: Record<string, unknown> } & Record<
    string,
    unknown
  >;
  readonly rows: number;
  readonly charged: Record<string, string>;
  readonly scales?: Record<string, number>;
  readonly remarks?: Record<string, number>;
  readonly events: readonly Record<string, unknown>[];
  readonly [key: string]: unknown;
}

const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.csv'),
);

test('there are pairs', () => {
  expect(names.length).toBeGreaterThan(15);
});

test.each(names)('%s', async (name) => {
  const path = join(folder, name);
  const expected = JSON.parse(readFileSync(path.replace(/csv$/, 'expected.json'), 'utf8')) as Expected;
  const { map, mapping, ...rest } = expected.options ?? {};
  const options = {
    ...NO_OPTIONS,
    ...rest,
    map: new Map(Object.entries(map ?? {})),
    mapping:
      mapping === undefined
        ? null
        : {
            ...NO_MAPPING,
            ...mapping,
            columns: new Map(Object.entries((mapping.columns ?? {}) as Record<string, string>)),
          },
  };
  const bytes = readFileSync(path);
  const reading = await readInput(inputOf(bytes, relative(folder, path)), options);
  checkRecognition(reading, expected);
  expect(reading.events.map((event, index) => pick(event, expected.events[index] ?? {}))).toEqual(
    expected.events,
  );
  const { rows, money } = conservation(reading);
  expect(rows[1]).toBe(rows[0]);
  expect(money[1]).toBe(money[0]);
  for (const chunk of [1, 2, 3, 7, 64]) {
    const again = await readInput(inputOf(bytes, relative(folder, path), chunk), options);
    expect(again.events).toEqual(reading.events);
    expect(again.door).toEqual(reading.door);
  }
});

function checkRecognition({ recognition, door }: Reading, expected: Expected): void {
  const facts: Record<string, unknown> = {
    profile: recognition.profile.id,
    venue: recognition.venue,
    delimiter: recognition.delimiter,
    zone: recognition.zone.minutesEast,
    basis: recognition.zone.basis,
    hasFlag: recognition.hasFlag,
    hasIds: recognition.hasIds,
    rows: door.rows,
    scales: Object.fromEntries(door.scales),
    remarks: Object.fromEntries(door.remarks),
  };
  for (const [name, value] of Object.entries(facts)) {
    if (name in expected) expect({ [name]: value }).toEqual({ [name]: expected[name] });
  }
  const charged = Object.fromEntries([...door.charged].map(([asset, sum]) => [asset, plain(sum)]));
  expect(charged).toEqual(expected.charged);
}

/** The facts of an event that the expectation names. */
function pick(event: RowEvent, wanted: Record<string, unknown>): Record<string, unknown> {
  const facts: Record<string, unknown> =
    event.kind === 'fill'
      ? {
          ...event.fill.instrument,
          contractValue:
            event.fill.instrument.contractValue === null ? null : plain(event.fill.instrument.contractValue),
          kind: event.fill.instrument.kind,
          ...event.fill,
          time: formatInstant(event.fill.time),
          price: plain(event.fill.price),
          quantity: plain(event.fill.quantity),
          fee: plain(event.fill.fee),
          quoteAmount: event.fill.quoteAmount && plain(event.fill.quoteAmount),
          indexPrice: event.fill.indexPrice && plain(event.fill.indexPrice),
          otherFees: event.fill.otherFees && plain(event.fill.otherFees),
          key: event.key?.replaceAll('\u001f', '|') ?? null,
        }
      : event.kind === 'excluded'
        ? {
            excluded: event.reason,
            line: event.line,
            fee: event.fee && plain(event.fee),
            feeAsset: event.feeAsset,
          }
        : {
            refused: event.problem.code,
            line: event.problem.line,
            column: event.problem.column,
            value: event.problem.value,
            fee: event.fee && plain(event.fee),
            feeAsset: event.feeAsset,
          };
  if (event.kind !== 'fill')
    return Object.fromEntries(Object.keys(wanted).map((name) => [name, facts[name]]));
  return Object.fromEntries(
    Object.keys(wanted).map((name) => [name, name in facts ? facts[name] : 'not a fact of a fill']),
  );
}
