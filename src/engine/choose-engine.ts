/** Which engine reads a run: the fast one where it is for it and the input is large enough, else the reference one. */
import type { EngineRequest, EngineResult } from './engine.ts';
import { Declined } from './fast/declined.ts';
import { FastRun, reasonAgainstRun } from './fast/fast-run.ts';
import type { ScanWish } from './fast/scanning.ts';
import { referenceEngine } from './reference-engine.ts';

export const ENGINES = ['auto', 'reference', 'fast'] as const;
export type EngineName = (typeof ENGINES)[number];

export interface EngineWish extends ScanWish {
  readonly name: EngineName;
}

/** Below this many bytes the reference engine is as quick, since it has less to prepare. */
const WORTH_BYTES = 4 * 1024 ** 2;
/** So many bytes leave enough behind that it is worth collecting each time; tests have it collected behind few. */
export const COLLECT = { bytes: 16 * 1024 ** 2 };

/**
 * Runs a request. @param say is told which engine read it, and why not the fast one @param refused is told why the fast engine
 * was not used though it was asked for, or though it could be, and what can be done about that
 */
export async function runEngine(
  request: EngineRequest,
  wish: EngineWish,
  say: (line: string) => void,
  refused: (reason: string, remedy: string | null) => void,
): Promise<EngineResult> {
  if (wish.name === 'reference' || request.sources.length === 0) return referenceEngine.run(request);
  const bytes = request.sources.reduce((sum, { input }) => sum + (input.size ?? WORTH_BYTES), 0);
  if (wish.name === 'auto' && bytes < WORTH_BYTES) return referenceEngine.run(request);
  const tell = (why: string, remedy: string | null = null) => {
    if (wish.name === 'fast' || remedy !== null) refused(why, remedy);
    else say(`reference engine: ${why}`);
  };
  const reason = reasonAgainstRun(request);
  if (reason !== null) {
    tell(reason);
    return referenceEngine.run(request);
  }
  wish.beforeScan?.();
  try {
    const isLarge = bytes >= COLLECT.bytes;
    const result = await runFast(request, { ...wish, isLarge }, say);
    if (isLarge) wish.collect?.();
    return result;
  } catch (error) {
    if (!(error instanceof Declined)) throw error;
    tell(error.reason, error.remedy);
    return referenceEngine.run(request);
  }
}

/** A function of its own: when it has returned, nothing refers to what was scanned. */
async function runFast(
  request: EngineRequest,
  wish: EngineWish,
  say: (line: string) => void,
): Promise<EngineResult> {
  const run = new FastRun(request, wish, wish.name === 'fast');
  const result = await run.result();
  const threads = run.threads === 1 ? '1 thread' : `${run.threads} threads`;
  say(`fast engine: ${threads}, ${run.singles} of ${result.doorRows} rows were read singly`);
  return result;
}
