/** Every kind of account that the generator knows: its export, its markets, its card, what the export shows. */
import { API_DESKS } from './desks-api.ts';
import { OWN_DESKS } from './desks-own.ts';
import { WEB_DESKS } from './desks-web.ts';
import type { Desk } from './model.ts';

export const DESKS: readonly Desk[] = [...WEB_DESKS, ...API_DESKS, ...OWN_DESKS];
