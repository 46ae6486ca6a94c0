/**
 * Times the built program: `node test/bench/reconcile.js FILE [flags of reconcile …]`. Prints rows per second, peak
 * memory and a hash of the answer, so that a faster run that says something else is seen.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';

const [file, ...flags] = process.argv.slice(2);
if (file === undefined) {
  console.error('usage: node test/bench/reconcile.js FILE [flags of reconcile …]');
  process.exit(2);
}

let rows = -1;
for await (const block of createReadStream(file)) {
  for (let at = block.indexOf(10); at >= 0; at = block.indexOf(10, at + 1)) rows++;
}

// The program tells its own peak memory through a fourth pipe when it ends.
const hook = `data:text/javascript,${encodeURIComponent(
  "import{writeSync}from'node:fs';process.on('exit',()=>writeSync(3,String(process.resourceUsage().maxRSS)))",
)}`;
const bin = resolve(import.meta.dirname, '../../bin/fee-audit.js');
const tables = ['reconciliation', 'causes', 'rates', 'rebate', 'effective', 'intake'].flatMap((name) => [
  '--table',
  name,
]);
const args = ['--import', hook, bin, 'reconcile', file, ...flags, '--json', ...tables];
const started = process.hrtime.bigint();
const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit', 'pipe'] });
const hash = createHash('sha256');
let bytes = 0;
let memory = '';
child.stdout.on('data', (block) => {
  hash.update(block);
  bytes += block.length;
});
child.stdio[3].on('data', (block) => {
  memory += block;
});
child.on('close', (code) => {
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  console.log(`rows        ${rows}`);
  console.log(`seconds     ${seconds.toFixed(2)}`);
  console.log(`rows/s      ${Math.round(rows / seconds)}`);
  console.log(`peak memory ${Math.round(Number(memory) / 1024)} MB`);
  console.log(`answer      ${hash.digest('hex').slice(0, 16)} (${bytes} bytes, exit ${code})`);
});
