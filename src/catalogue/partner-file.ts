/** Partner files (`schedules/affiliate/<partner>.yaml`): the terms of an affiliate or sub-broker rebate. */
import type { AffiliatePartner } from '../domain/schedule.ts';
import { flag, integer, mapping, oneOf, oneOrMore, share, text } from './fields.ts';
import { readProvenance } from './schedule-file.ts';
import { failAt, parseYaml, type YamlValue } from './yaml.ts';

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;

/** Reads and checks one partner file. @param id `affiliate/<name>` @throws KnownError */
export function readPartner(content: string, file: string, id: string): AffiliatePartner {
  return partnerFrom(parseYaml(content, file), file, id);
}

/** As `readPartner`, from a parsed tree. */
export function partnerFrom(root: YamlValue, file: string, id: string): AffiliatePartner {
  const fields = mapping(root, [
    ...['partner', 'share', 'shareIsMaximum', 'cadence', 'cutOff', 'settlementAsset', 'stacking'],
    ...['excludesPrograms', 'source', 'asOf', 'confidence', 'notes'],
  ]);
  const cadence = fields.need('cadence', oneOf(['day', 'week', 'month']));
  return {
    id,
    partner: fields.need('partner', text),
    share: fields.need('share', share),
    shareIsMaximum: fields.need('shareIsMaximum', flag),
    cadence,
    cutOffMinute: fields.stated('cutOff', (value) => cutOff(value, cadence)),
    settlementAsset: fields.maybe('settlementAsset', text),
    stacking: fields.list('stacking', readStacking),
    excludesPrograms: fields.need('excludesPrograms', flag),
    provenance: readProvenance(fields),
    notes: fields.maybe('notes', oneOrMore(text)) ?? [],
    file,
  };
}

function readStacking(value: YamlValue): AffiliatePartner['stacking'][number] {
  const fields = mapping(value, ['status', 'rule']);
  return { status: fields.need('status', text), rule: fields.need('rule', text) };
}

/** `16:00Z` (day), `Mon 00:00Z` (week), `1 00:00Z` (month), as minutes after the period's natural start. */
function cutOff(value: YamlValue, cadence: AffiliatePartner['cadence']): number {
  const example = { day: '00:00Z', week: 'Mon 00:00Z', month: '1 00:00Z' }[cadence];
  const match = /^(?:(\S+)\s+)?([01]\d|2[0-3]):([0-5]\d)\s*(?:Z|UTC)$/.exec(text(value));
  const dayWord = match?.[1] ?? null;
  const weekday = (WEEKDAYS as readonly string[]).indexOf(dayWord ?? '');
  const fits =
    cadence === 'day'
      ? dayWord === null
      : cadence === 'week'
        ? weekday >= 0
        : dayWord !== null && /^\d{1,2}$/.test(dayWord);
  if (match === null || !fits) {
    return failAt(value, 'time-unreadable', `this is no cut-off of a ${cadence} in UTC`, {
      hint: `write "${example}"`,
    });
  }
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  if (cadence === 'day') return minutes;
  if (cadence === 'week') return weekday * 24 * 60 + minutes;
  const dayOfMonth = integer(1, 28)({ ...value, kind: 'text', text: dayWord!, quoted: false });
  return (dayOfMonth - 1) * 24 * 60 + minutes;
}
