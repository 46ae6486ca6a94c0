/** The one decision on colour, per stream. The libraries' own detection is not used: it disagrees with itself. */
import type { Io, Sink } from './io.ts';

/** chalk's levels: 0 = none, 1 = 16 colours, 2 = 256, 3 = all. */
export type ColourLevel = 0 | 1 | 2 | 3;

/**
 * Level for a stream. The flag wins over FORCE_COLOR, that over NO_COLOR (any non-empty value), that over TERM=dumb,
 * that over whether the stream is a terminal.
 * @param wanted false for `--no-color`, else true
 */
export function colourLevel(wanted: boolean, env: Io['env'], stream: Pick<Sink, 'isTTY'>): ColourLevel {
  if (!wanted) return 0;
  const forced = env.FORCE_COLOR;
  if (forced !== undefined) {
    if (forced === '0' || forced === 'false') return 0;
    return forced === '2' ? 2 : forced === '3' ? 3 : 1;
  }
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== '') return 0;
  if (env.TERM === 'dumb') return 0;
  return stream.isTTY === true ? 1 : 0;
}

/**
 * Columns to fit into: `--width`, else the terminal's, else COLUMNS, else 80; null (unlimited) when the stream is no
 * terminal.
 */
export function widthOf(wanted: number | null, env: Io['env'], stream: Sink): number | null {
  if (wanted !== null) return wanted;
  if (stream.isTTY !== true) return null;
  if (stream.columns !== undefined && stream.columns > 0) return Math.max(stream.columns, LEAST_WIDTH);
  return /^\d{1,5}$/.test(env.COLUMNS ?? '') ? Math.max(Number(env.COLUMNS), LEAST_WIDTH) : 80;
}

/** Nothing readable fits into less. */
export const LEAST_WIDTH = 40;
