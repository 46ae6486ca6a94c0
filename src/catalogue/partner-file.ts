/** Partner files (`schedules/affiliate/<partner>.yaml`): the terms of an affiliate or sub-broker rebate. */
import type { AffiliatePartner, WinBackRule } from '../domain/schedule.ts';
import { flag, instant, integer, mapping, oneOf, oneOrMore, share, text } from './fields.ts';
import { minuteOfPeriod } from './period-clock.ts';
import { readProvenance } from './schedule-file.ts';
import { parseYaml, type YamlValue } from './yaml.ts';

/** Reads and checks one partner file. @param id `affiliate/<name>` @throws KnownError */
export function readPartner(content: string, file: string, id: string): AffiliatePartner {
  return partnerFrom(parseYaml(content, file), file, id);
}

/** As `readPartner`, from a parsed tree. */
export function partnerFrom(root: YamlValue, file: string, id: string): AffiliatePartner {
  const fields = mapping(root, [
    ...['partner', 'share', 'shareIsMaximum', 'cadence', 'cutOff', 'settlementAsset', 'stacking'],
    ...['excludesPrograms', 'schedules', 'winBack', 'source', 'asOf', 'confidence', 'notes'],
  ]);
  const cadence = fields.need('cadence', oneOf(['day', 'week', 'month']));
  return {
    id,
    partner: fields.need('partner', text),
    share: fields.need('share', share),
    shareIsMaximum: fields.need('shareIsMaximum', flag),
    cadence,
    cutOffMinute: fields.stated('cutOff', (value) => minuteOfPeriod(value, cadence)),
    settlementAsset: fields.maybe('settlementAsset', text),
    stacking: fields.list('stacking', readStacking),
    excludesPrograms: fields.need('excludesPrograms', flag),
    schedules: fields.maybe('schedules', oneOrMore(text)) ?? [],
    winBack: fields.list('winBack', readWinBack),
    provenance: readProvenance(fields),
    notes: fields.maybe('notes', oneOrMore(text)) ?? [],
    file,
  };
}

function readWinBack(value: YamlValue): WinBackRule {
  const fields = mapping(value, ['venue', 'days', 'from', 'note', 'source', 'asOf', 'confidence']);
  return {
    venue: fields.need('venue', text),
    days: fields.need('days', integer(0, 10_000)),
    from: fields.maybe('from', instant),
    note: fields.maybe('note', text),
    provenance: readProvenance(fields),
  };
}

function readStacking(value: YamlValue): AffiliatePartner['stacking'][number] {
  const fields = mapping(value, ['status', 'rule']);
  return { status: fields.need('status', text), rule: fields.need('rule', text) };
}
