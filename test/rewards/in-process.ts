/** Runs the command line within the test's own process: a start of Node costs more than most of these runs. */
import { Readable, Writable } from 'node:stream';
import { run } from '../../src/cli/main.ts';
import { inFolder, type Outcome } from '../support/run.ts';

/** Writes the files, runs the commands one after the other in their folder, and returns the last one's outcome. */
export function runIn(
  files: Readonly<Record<string, string>>,
  ...commands: readonly (readonly string[])[]
): Promise<Outcome> {
  return inFolder(files, async (folder) => {
    const before = process.cwd();
    process.chdir(folder);
    try {
      let outcome: Outcome = { stdout: '', stderr: '', code: null };
      for (const args of commands) outcome = await once(folder, args);
      return outcome;
    } finally {
      process.chdir(before);
    }
  });
}

async function once(folder: string, args: readonly string[]): Promise<Outcome> {
  const text = { stdout: '', stderr: '' };
  const sink = (name: 'stdout' | 'stderr') =>
    new Writable({
      write(chunk, _encoding, done) {
        text[name] += chunk;
        done();
      },
    });
  const code = await run(args, {
    stdin: Readable.from([]),
    stdout: sink('stdout'),
    stderr: sink('stderr'),
    env: {},
    cwd: () => folder,
    clock: () => Date.UTC(2026, 10, 25),
  });
  return { ...text, code };
}
