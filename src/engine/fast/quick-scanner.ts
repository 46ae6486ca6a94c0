/** The scanner in WebAssembly where it pays, else the one in TypeScript. */
import type { ScanPlan } from './columns.ts';
import { BUFFER_BYTES } from './file-scan.ts';
import { newScanner } from './scanner.ts';
import { newWasmScanner, type RoomyScanner } from './wasm-scanner.ts';

/** From so many bytes on the one in WebAssembly is worth its start. */
export const QUICK_BYTES = 4 * 1024 ** 2;

/** @param bytes that will be read */
export function quickScanner(plan: ScanPlan, bytes: number): RoomyScanner {
  if (bytes >= QUICK_BYTES) return newWasmScanner(plan, BUFFER_BYTES);
  return Object.assign(newScanner(plan), { room: null });
}
