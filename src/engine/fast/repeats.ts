/** Fills of a survey that repeat others: kernels have counted them all, so that what is too much is taken back. */
import { closeSync, openSync } from 'node:fs';
import type { Fill } from '../../domain/fill.ts';
import type { FillEvent } from '../../ingest/row-event.ts';
import type { EngineRequest, Source } from '../engine.ts';
import type { Identity } from '../row-identity.ts';
import { textAt } from './read-part.ts';
import { RowLook } from './row-look.ts';
import { FILE_PLACES } from './scanning.ts';

/** Where more than this part of the rows share their keys with others, another reading of all is as quick. */
const MANY = 0.02;
const FEW = 1000;

/** @returns whether so many rows can be looked at by themselves: they are few, and their files lie open on a disk */
export function canLookAt({ sources }: EngineRequest, suspects: number, rows: number): boolean {
  const onDisk = sources.every(({ input }) => input.path != null && input.size !== null);
  return onDisk && suspects <= Math.max(FEW, rows * MANY);
}

/**
 * Looks at rows that share their keys, in their order. @param places of all of them @param uncounted those of them that were known
 * to be repeats when they came @param takeBack is told of all others that repeat one before them
 * @returns false where some row cannot be looked at by itself
 */
export function takeBackRepeats(
  request: EngineRequest,
  identity: Identity,
  places: readonly number[],
  uncounted: ReadonlySet<number>,
  takeBack: (fill: Fill, source: Source) => void,
): boolean {
  const ascending = [...places].sort((a, b) => a - b);
  const repeats: { readonly fill: Fill; readonly source: Source }[] = [];
  let next = 0;
  for (const [file, source] of request.sources.entries()) {
    identity.nextFile();
    const handle = openSync(source.input.path!, 'r');
    try {
      const rows = new RowLook(source, request, new Map());
      for (; next < ascending.length && ascending[next]! < (file + 1) * FILE_PLACES; next++) {
        const place = ascending[next]!;
        const event = fillAt(handle, place - file * FILE_PLACES, rows);
        if (event === null) return false;
        if (identity.of(event) !== 'fill' && !uncounted.has(place))
          repeats.push({ fill: event.fill, source });
      }
    } finally {
      closeSync(handle);
    }
  }
  for (const { fill, source } of repeats) takeBack(fill, source);
  return true;
}

function fillAt(handle: number, at: number, rows: RowLook): FillEvent | null {
  const text = textAt(handle, at);
  const event = text === null ? undefined : rows.look(text, 0);
  return event?.kind === 'fill' ? event : null;
}
