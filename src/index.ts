/**
 * Library entry: the same functions that the command line calls, and the domain they rest on. Everything else is
 * internal and may change.
 */
export { claims } from './app/claims.ts';
export { explain } from './app/explain.ts';
export type { Host } from './app/host.ts';
export { reconcile } from './app/reconcile.ts';
export type { ExplainRequest, ReconcileRequest } from './app/request.ts';
export { type Catalogue, openCatalogue } from './catalogue/catalogue.ts';
export { Decimal, readDecimal } from './domain/decimal.ts';
export { KnownError, type Problem } from './domain/problem.ts';
export { readRate } from './domain/rate.ts';
export { type RenderOptions, render } from './render/render.ts';
export type { Report, Table } from './report/model.ts';
