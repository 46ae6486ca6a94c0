/** Runs a command line inside the test's own process: the same code as the program's, without the cost of starting it. */
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import type { Io } from '../../src/cli/io.ts';
import { run } from '../../src/cli/main.ts';
import { inFolder, type Outcome } from './run.ts';

function sink(chunks: string[]): Writable {
  return new Writable({
    write(chunk, _, done) {
      chunks.push(String(chunk));
      done();
    },
  });
}

/** @param files written into a folder of their own, which is the working directory @param hooks as of `Io` */
export function feeAuditHere(
  files: Readonly<Record<string, string>>,
  args: readonly string[],
  hooks: Pick<Io, 'expectFewObjects' | 'collectGarbage'> = {},
): Promise<Outcome> {
  return inFolder(files, async (folder) => {
    const [out, err]: [string[], string[]] = [[], []];
    // The process itself stays where it is, so that inputs need their whole path.
    const placed = args.map((arg) => (arg in files ? join(folder, arg) : arg));
    const code = await run(placed, {
      stdin: Readable.from([]),
      stdout: sink(out),
      stderr: sink(err),
      env: {},
      cwd: () => folder,
      clock: () => Date.parse('2026-11-25T00:00:00Z'),
      ...hooks,
    });
    return { stdout: out.join(''), stderr: err.join(''), code };
  });
}
