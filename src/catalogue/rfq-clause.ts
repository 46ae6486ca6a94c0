/** The clause of a schedule on requests for quotes. */
import type { RfqClause, RfqDiscount } from '../domain/schedule.ts';
import { readCondition } from './condition.ts';
import { decimal, feeRate, integer, mapping, share, text } from './fields.ts';
import type { YamlValue } from './yaml.ts';

/** @throws KnownError */
export function readRfqClause(value: YamlValue): RfqClause {
  const keys = ['cheapestOff', 'nextOff', 'nextCount', 'boxRate', 'boxTakerFee', 'discounts'];
  const fields = mapping(value, keys);
  return {
    cheapestOff: fields.need('cheapestOff', share),
    nextOff: fields.need('nextOff', share),
    nextCount: fields.need('nextCount', integer(0, 10)),
    boxRate: fields.need('boxRate', feeRate),
    boxTakerFee: fields.need('boxTakerFee', decimal),
    discounts: fields.list('discounts', readDiscount),
  };
}

function readDiscount(value: YamlValue): RfqDiscount {
  const fields = mapping(value, ['tier', 'maker', 'taker', 'when']);
  return {
    tier: fields.maybe('tier', text),
    maker: fields.need('maker', share),
    taker: fields.need('taker', share),
    when: fields.maybe('when', readCondition),
  };
}
