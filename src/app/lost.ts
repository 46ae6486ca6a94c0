/** What of a run's input could not be read, in a few words each. */
import type { Problem } from '../domain/problem.ts';
import type { EngineResult } from '../engine/engine.ts';

/** Empty = everything was read. */
export function lostWords(unread: readonly Problem[], result: EngineResult): string[] {
  const refused = result.reconciliation.intake.rowsOf('refused');
  const count = (number: number, word: string) => `${number} ${word}${number === 1 ? '' : 's'}`;
  return [
    ...(unread.length === 0 ? [] : [`${count(unread.length, 'input')} not read`]),
    ...(result.brokenOff ? ['an input breaks off'] : []),
    ...(refused === 0 ? [] : [`${count(refused, 'row')} refused`]),
  ];
}
