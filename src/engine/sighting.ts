/** Rows picked out of the files, each with everything that the run makes of it. */
import type { BreakFacts } from '../domain/break-context.ts';
import type { Law } from '../domain/court.ts';
import type { Fill } from '../domain/fill.ts';
import type { FillJudgement, JudgingContext } from '../domain/judgement.ts';
import type { OrderShare } from '../domain/order-share.ts';
import { KnownError } from '../domain/problem.ts';
import type { TermsInForce } from '../domain/terms.ts';
import type { Instant } from '../domain/time.ts';
import type { InstrumentTable } from '../ingest/instruments.ts';
import type { Field } from '../ingest/profile.ts';
import { newDoor, readFills } from '../ingest/read-fills.ts';
import type { FillEvent, RowEvent } from '../ingest/row-event.ts';
import type { Source } from './engine.ts';
import type { Identity } from './row-identity.ts';

/** Which rows somebody asks for. */
export interface Wanted {
  /** By its place and the cells of its roles; `maybe` = only if it is part of a fill that `fill` wants. */
  row(file: string, line: number, cell: (field: Field) => string): 'yes' | 'maybe' | 'no';
  fill(fill: Fill): boolean;
}

/** One row as it stands in the file. */
export interface SeenRow {
  readonly line: number;
  readonly cells: readonly string[];
  /** Of a two-leg fill: true = the row that says what was traded. Absent = a row of its own. */
  readonly main?: boolean;
}

/** A fill with what it is judged by. */
export interface JudgedFill {
  readonly judged: FillJudgement;
  readonly context: JudgingContext;
  readonly terms: TermsInForce;
  readonly facts: BreakFacts;
  /** The law that the venue's flag breaks without a break of the fee, where amended orders may do so; null = none. */
  readonly law: Law | null;
  /** What other fills of its order, or legs of its request, mean for its fee; null = nothing. */
  readonly share: OrderShare | null;
  /** False = the filters of the run leave it out. */
  readonly inScope: boolean;
}

/** One row that was asked for; a two-leg fill has two. */
export interface Sighting {
  readonly source: Source;
  readonly rows: readonly SeenRow[];
  /** Null for `joined`. */
  readonly event: RowEvent | null;
  /** `filter`: left out by the filters of the run. `joined`: refused together with another row, where that is told. */
  readonly fate: 'fill' | 'filter' | 'duplicate' | 'conflict' | 'excluded' | 'refused' | 'joined';
  /** Set for every fill, whatever became of it. */
  readonly verdict: JudgedFill | null;
}

/** What a pass over the files needs. */
export interface SightingPass {
  readonly instruments: InstrumentTable;
  readonly identity: Identity;
  /** Is shown every fill that counts. @returns when its order made before, as far as was seen */
  see(event: FillEvent): Instant | null;
  judge(event: FillEvent, madeBefore: Instant | null): JudgedFill;
  onBytes(done: number): void;
}

/** Reads one file and yields what is wanted of it, in file order; a file that breaks off ends there. */
export async function* sightings(
  source: Source,
  wanted: Wanted,
  { instruments, identity, see, judge, onBytes }: SightingPass,
): AsyncGenerator<Sighting> {
  const { input, recognition } = source;
  const waiting = new Map<number, SeenRow & { readonly sure: boolean }>();
  identity.nextFile();
  const batches = readFills(input, recognition, instruments, newDoor(), onBytes, ({ line, cells }, cell) => {
    const answer = wanted.row(input.name, line, cell);
    if (answer !== 'no') waiting.set(line, { line, cells, sure: answer === 'yes' });
  });
  try {
    for await (const batch of batches) {
      for (const event of batch) {
        const fate = event.kind === 'fill' ? identity.of(event) : event.kind;
        const madeBefore = event.kind === 'fill' && fate === 'fill' ? see(event) : null;
        const rows = take(event, waiting);
        const asked = rows.some(({ sure }) => sure) || (event.kind === 'fill' && wanted.fill(event.fill));
        if (!asked) continue;
        const verdict = event.kind === 'fill' ? judge(event, madeBefore) : null;
        const left = fate === 'fill' && verdict?.inScope === false;
        yield { source, rows: rowsOf(event, rows), event, fate: left ? 'filter' : fate, verdict };
      }
    }
  } catch (error) {
    // Already told, with the rows before it judged.
    if (!(error instanceof KnownError)) throw error;
  }
  for (const row of waiting.values()) {
    if (row.sure) yield { source, rows: [row], event: null, fate: 'joined', verdict: null };
  }
}

/** The rows of an event that were kept; they wait no longer. */
function take<T>(event: RowEvent, waiting: Map<number, T>): T[] {
  if (waiting.size === 0) return [];
  return linesOf(event).flatMap((line) => {
    const row = waiting.get(line);
    waiting.delete(line);
    return row === undefined ? [] : [row];
  });
}

function linesOf(event: RowEvent): readonly number[] {
  if (event.kind === 'excluded') return [event.line];
  if (event.kind === 'refused') return event.problem.line === null ? [] : [event.problem.line];
  return event.legLines ?? [event.fill.line];
}

/** Both rows of a two-leg fill, of which only one may have been kept. */
function rowsOf(event: RowEvent, kept: readonly SeenRow[]): readonly SeenRow[] {
  if (event.kind !== 'fill' || event.legLines === undefined) return kept;
  const { legLines } = event;
  return event.content
    .split('\u001e')
    .map((leg, index) => ({ line: legLines[index] ?? 0, cells: leg.split('\u001f'), main: index === 0 }))
    .sort((a, b) => a.line - b.line);
}
