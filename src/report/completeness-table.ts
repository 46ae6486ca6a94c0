/** Table `completeness`: what the data shows of fills that may be missing. */
import type { CompletenessCheck } from '../domain/completeness.ts';
import type { Table } from './model.ts';

export function completenessTable(checks: readonly CompletenessCheck[]): Table {
  const machineOnly = checks.every(({ order }) => order === undefined);
  return {
    name: 'completeness',
    title: 'Completeness',
    columns: [
      { key: 'check', head: 'check', type: 'text' },
      { key: 'scope', head: 'of', type: 'text' },
      { key: 'result', head: 'result', type: 'text' },
      { key: 'cause', head: 'cause', type: 'text' },
      { key: 'orderId', head: 'order', type: 'id', machineOnly },
      { key: 'symbol', head: 'symbol', type: 'text', machineOnly: true },
      { key: 'filled', head: 'filled', type: 'amount', machineOnly },
      { key: 'found', head: 'in the files', type: 'amount', machineOnly },
      { key: 'missing', head: 'missing', type: 'amount', machineOnly },
      { key: 'detail', head: 'what the data shows', type: 'sentence' },
    ],
    rows: checks.map(({ check, scope, result, detail, order }) => [
      ...[check, scope, result, order !== undefined && result === 'suspicious' ? 'MISSING_FILL' : null],
      ...[order?.orderId ?? null, order?.symbol ?? null],
      ...[order?.filled ?? null, order?.found ?? null, order?.missing ?? null],
      detail,
    ]),
    onRequest: checks.every(({ result }) => result !== 'suspicious'),
  };
}
