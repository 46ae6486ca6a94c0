/** Table `completeness`: what the data shows of fills that may be missing. */
import type { CompletenessCheck } from '../domain/completeness.ts';
import type { Table } from './model.ts';

export function completenessTable(checks: readonly CompletenessCheck[]): Table {
  return {
    name: 'completeness',
    title: 'Completeness',
    columns: [
      { key: 'check', head: 'check', type: 'text' },
      { key: 'scope', head: 'of', type: 'text' },
      { key: 'result', head: 'result', type: 'text' },
      { key: 'detail', head: 'what the data shows', type: 'sentence' },
    ],
    rows: checks.map(({ check, scope, result, detail }) => [check, scope, result, detail]),
    onRequest: checks.every(({ result }) => result !== 'suspicious'),
  };
}
