/**
 * Times scoring in the built program: `node test/bench/score.js FILE [flags of score …]`. Prints levels per second, peak memory
 * and a hash of the answer. FILE is made by `node test/bench/score-gen.js 10000000 FILE`.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';

const [file, ...flags] = process.argv.slice(2);
if (file === undefined) {
  console.error('usage: node test/bench/score.js FILE [flags of score …]');
  process.exit(2);
}

let levels = -1;
for await (const block of createReadStream(file)) {
  for (let at = block.indexOf(10); at >= 0; at = block.indexOf(10, at + 1)) levels++;
}

// The program tells its own peak memory through a fourth pipe when it ends.
const hook = `data:text/javascript,${encodeURIComponent(
  "import{writeSync}from'node:fs';process.on('exit',()=>{const r=process.resourceUsage();writeSync(3,r.maxRSS+' '+(r.userCPUTime+r.systemCPUTime))})",
)}`;
const bin = resolve(import.meta.dirname, '../../bin/fee-audit.js');
const args = [
  '--import',
  hook,
  bin,
  'score',
  file,
  ...flags,
  '--json',
  '--table',
  'score',
  '--table',
  'snapshots',
];
const started = process.hrtime.bigint();
const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit', 'pipe'] });
const hash = createHash('sha256');
let told = '';
child.stdout.on('data', (block) => hash.update(block));
child.stdio[3].on('data', (block) => {
  told += block;
});
child.on('close', (code) => {
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  const [memory, cpu] = told.split(' ').map(Number);
  console.log(`levels      ${levels}`);
  console.log(`seconds     ${seconds.toFixed(2)} (${(cpu / 1e6).toFixed(2)} of processor time)`);
  console.log(
    `levels/s    ${Math.round(levels / seconds)} (${Math.round(levels / (cpu / 1e6))} per processor second)`,
  );
  console.log(`peak memory ${Math.round(memory / 1024)} MB`);
  console.log(`answer      ${hash.digest('hex').slice(0, 16)} (exit ${code})`);
});
