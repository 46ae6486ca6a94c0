/**
 * Months of fills with hidden faults, against the built program: `node test/bench/faults.js` prints how many faults are
 * named and how many accusations are false over 500 seeds (`--help` for more). Build first: it runs what is in `dist`.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = resolve(import.meta.dirname, '../..');
const built = mkdtempSync(join(tmpdir(), 'fee-audit-bench-'));
try {
  // The generator is TypeScript that the tests share, which Node does not run by itself.
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  const args = [compiler, '-p', join(import.meta.dirname, 'faults.tsconfig.json'), '--outDir', built];
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  if (status !== 0) throw new Error('the generator does not compile');
  writeFileSync(join(built, 'package.json'), '{"type":"module"}');
  const { main } = await import(pathToFileURL(join(built, 'test/support/faults/bench.js')).href);
  process.exitCode = await main(process.argv.slice(2), root);
} finally {
  rmSync(built, { recursive: true, force: true });
}
