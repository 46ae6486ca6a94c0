/** Reads single rows of one file as the reference reader does. */
import type { Instrument } from '../../domain/instrument.ts';
import { LineReader, newDoor } from '../../ingest/read-fills.ts';
import type { Door, RowEvent } from '../../ingest/row-event.ts';
import type { EngineRequest, Source } from '../engine.ts';

export class RowLook {
  readonly source: Source;
  private readonly request: EngineRequest;
  private readonly symbols: Map<string, Instrument>;
  /** Reads rows that are looked at, but not counted. */
  private readonly samples: LineReader;

  /** @param symbols what is known of them; files that are read alike can share it */
  constructor(source: Source, request: EngineRequest, symbols: Map<string, Instrument>) {
    this.source = source;
    this.request = request;
    this.symbols = symbols;
    this.samples = this.reader(newDoor());
  }

  /** A reader of this file's lines that counts them at a door. */
  reader(door: Door): LineReader {
    const { input, recognition } = this.source;
    return new LineReader(input, recognition, this.request.instruments, door, this.symbols);
  }

  /** What a row is, without counting it. */
  look(text: string, line: number): RowEvent | undefined {
    return this.samples.read(text, line)[0];
  }
}
