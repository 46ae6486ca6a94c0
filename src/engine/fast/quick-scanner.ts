/** Scanner and quick part of the kernel in WebAssembly where that pays, else in TypeScript. */
import { BUFFER_BYTES } from './file-scan.ts';
import type { FilePlan } from './scan-plan.ts';
import { newScanner } from './scanner.ts';
import { newWasmScanner, type RoomyScanner, WASM_FILE, withoutRoom } from './wasm-scanner.ts';

/** The compiled program, and from how many bytes on it is worth its start; tests have it read small files too. */
export const QUICK = { file: WASM_FILE, bytes: 4 * 1024 ** 2 };

/** @param bytes that will be read @param surveys fills are evidence, else they are judged */
export function quickScanner({ scan, roles }: FilePlan, bytes: number, surveys: boolean): RoomyScanner {
  if (bytes >= QUICK.bytes) return newWasmScanner(scan, BUFFER_BYTES, { roles, surveys }, QUICK.file);
  return withoutRoom(newScanner(scan));
}
