/** `evaluation` in schedule files: when tiers are computed, over which window, and from when they apply. */
import type { Decimal } from '../domain/decimal.ts';
import type { Evaluation } from '../domain/schedule.ts';
import { anyMapping, decimal, mapping, minuteOfDay, oneOf, text } from './fields.ts';
import { minuteOfPeriod } from './period-clock.ts';
import { failAt, type YamlValue } from './yaml.ts';

/** Metrics that a weighted volume can be made of. */
const PARTS = ['volume', 'spotVolume', 'futuresVolume', 'optionsVolume'] as const;

/** Reads an evaluation. @throws KnownError */
export function readEvaluation(value: YamlValue): Evaluation {
  const fields = mapping(value, ['window', 'at', 'appliesAt', 'metric', 'weights', 'downgrades']);
  const length = fields.need('window', window);
  const period = length === 'week' || length === 'month' ? length : 'day';
  const rest = {
    ...(fields.has('weights') ? { weights: fields.need('weights', readWeights) } : {}),
    ...(fields.has('downgrades')
      ? { downgrades: fields.need('downgrades', oneOf(['one level a month'])) }
      : {}),
  };
  return {
    window: length,
    atMinute: fields.maybe('at', fullHour),
    appliesAtMinute: fields.maybe('appliesAt', (hour) => minuteOfPeriod(hour, period)),
    metric: fields.maybe('metric', text) ?? 'any',
    ...rest,
  };
}

/** Volumes are summed by the hour, so that a window can begin at a full hour only. */
function fullHour(value: YamlValue): number {
  const minute = minuteOfDay(value);
  if (minute % 60 === 0) return minute;
  return failAt(value, 'time-unreadable', 'tiers are computed at a full hour', { hint: 'write "16:00Z"' });
}

function readWeights(value: YamlValue): Map<string, Decimal> {
  const weights = new Map<string, Decimal>();
  for (const [part, entry] of anyMapping(value).entries) {
    weights.set(
      oneOf(PARTS)({ ...entry.value, kind: 'text', text: part, quoted: false }),
      decimal(entry.value),
    );
  }
  return weights;
}

/** `30d`, `7d`, `week`, `month`. */
function window(value: YamlValue): string {
  const written = text(value);
  if (!/^(?:[1-9]\d{0,2}d|week|month)$/.test(written)) {
    return failAt(value, 'window-unreadable', 'this is no window', { hint: 'write 30d, week or month' });
  }
  return written;
}
