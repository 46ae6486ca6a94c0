/** What is remarked of a row is remarked once, also where the kernel has looked at it and leaves its judgement to the domain. */
import { expect, it } from 'vitest';
import { sameBytes } from '../../support/both-engines.ts';
import { feeAuditHere } from '../../support/in-process.ts';
import { binanceFile, feeOf } from '../../support/memory.ts';

it('a break that disagrees with itself', async () => {
  const rows = Array.from({ length: 40 }, (_, row) => {
    const fee = feeOf('70000', '0.1', row % 4 === 0 ? '0.0377' : '0.05');
    return { id: row + 1, time: '2026-06-10 12:00:00', maker: false, price: '70000', quantity: '0.1', fee };
  });
  const lines = binanceFile(rows).split('\r\n');
  // price × quantity of every fifth row is not its amount: matches and breaks alike, of which some are judged singly.
  const odd = lines.map((line, index) => (index % 5 === 1 ? line.replace(/,7000,/, ',7005,') : line));
  const text = odd
    .join('\r\n')
    .replace(/\.(\d+)(\d)USDT/, (_, most, last) => `.${most}${(Number(last) + 1) % 10}USDT`);
  const flags = ['fills.csv', '--timezone', 'UTC', '--tier', 'Regular'];
  expect(await sameBytes({ 'fills.csv': text }, flags)).toBeNull();
  const { stdout } = await feeAuditHere({ 'fills.csv': text }, ['reconcile', ...flags, '--json']);
  expect(stdout).toContain('8 rows: price × quantity is not the quote amount');
});
