import { describe, expect, test } from 'vitest';
import { formatShort } from '../../src/domain/time.ts';
import { type Segment, Timeline } from '../../src/engine/timeline.ts';
import { at, fillOf } from '../support/build.ts';

const LABELS = ['VIP 1', 'VIP 2', 'VIP 3', 'VIP 4'];
const order = (label: string) => LABELS.indexOf(label);
const START = at('2026-06-10T00:00:00Z');
const MINUTE = 60_000;

/** Minutes after the start, and the labels that explain the fill there. */
type Step = readonly [minute: number, ...labels: string[]];

function timelineOf(steps: readonly Step[]): Timeline {
  const timeline = new Timeline();
  for (const [minute, ...labels] of steps) {
    const time = new Date(START + minute * MINUTE).toISOString();
    timeline.add(fillOf({ time, tradeId: String(1000 + Math.round(minute)) }), labels);
  }
  return timeline;
}

/** `count` fills, `every` minutes, from `start` on. */
const run = (start: number, count: number, every: number, ...labels: string[]): Step[] =>
  Array.from({ length: count }, (_, index) => [start + index * every, ...labels] as const);

const picture = (segments: readonly Segment[]) =>
  segments.map(({ label, explained, fills }) => `${label} ${explained}/${fills}`);

const changes = (timeline: Timeline) => {
  const segments = timeline.segments(order);
  return segments.slice(1).map((segment, index) => timeline.change(segments[index]!, segment));
};
const minuteOf = (instant: number | null) => (instant === null ? null : (instant - START) / MINUTE);

describe('segments', () => {
  test('nothing at all, and nothing that any label explains', () => {
    expect(new Timeline().segments(order)).toEqual([]);
    expect(timelineOf(run(0, 5, 10)).segments(order)).toEqual([]);
  });

  test('one label throughout, with its first and last fill', () => {
    const [segment, ...rest] = timelineOf(run(7, 40, 13, 'VIP 3')).segments(order);
    expect(rest).toEqual([]);
    expect([segment!.label, segment!.explained, segment!.fills, segment!.rivals]).toEqual([
      'VIP 3',
      40,
      40,
      ['VIP 3'],
    ]);
    expect([minuteOf(segment!.first.time), minuteOf(segment!.last.time)]).toEqual([7, 7 + 39 * 13]);
    expect([formatShort(segment!.fromHour), formatShort(segment!.toHour)]).toEqual([
      '2026-06-10 00:00Z',
      '2026-06-10 08:00Z',
    ]);
  });

  test('labels that explain alike are rivals; the first in order is chosen', () => {
    const [segment] = timelineOf(run(0, 9, 20, 'VIP 3', 'VIP 2')).segments(order);
    expect([segment!.label, segment!.rivals]).toEqual(['VIP 2', ['VIP 2', 'VIP 3']]);
  });

  test('one fill that only one of them explains decides', () => {
    const [segment] = timelineOf([...run(0, 9, 20, 'VIP 3', 'VIP 2'), [200, 'VIP 3']]).segments(order);
    expect([segment!.label, segment!.rivals]).toEqual(['VIP 3', ['VIP 3']]);
  });

  test('noise of 2 % stays noise, wherever it falls and whatever it fits', () => {
    const steps = run(0, 1000, 3, 'VIP 3').map(([minute], index): Step => {
      if (index % 50 !== 7) return [minute, 'VIP 3'];
      return index % 100 === 7 ? [minute, 'VIP 1'] : [minute];
    });
    expect(picture(timelineOf(steps).segments(order))).toEqual(['VIP 3 980/1000']);
  });

  test('two odd fills do not make a change, four do', () => {
    const around = (odd: number) => [
      ...run(0, 30, 10, 'VIP 3'),
      ...run(300, odd, 1, 'VIP 1'),
      ...run(360, 30, 10, 'VIP 3'),
    ];
    expect(picture(timelineOf(around(2)).segments(order))).toEqual(['VIP 3 60/62']);
    // There and back are two changes.
    expect(timelineOf(around(5)).segments(order).length).toBe(1);
    expect(picture(timelineOf(around(7)).segments(order))).toEqual([
      'VIP 3 30/30',
      'VIP 1 7/7',
      'VIP 3 30/30',
    ]);
    const end = (odd: number) => [...run(0, 30, 10, 'VIP 3'), ...run(300, odd, 1, 'VIP 1')];
    expect(timelineOf(end(2)).segments(order).length).toBe(1);
    expect(picture(timelineOf(end(4)).segments(order))).toEqual(['VIP 3 30/30', 'VIP 1 4/4']);
  });

  test('dust that every label explains neither makes nor hides a change', () => {
    const dust = run(1, 600, 1, ...LABELS);
    const steps = [...dust, ...run(0, 20, 15, 'VIP 3'), ...run(300, 20, 15, 'VIP 4')];
    const segments = timelineOf(steps).segments(order);
    expect(segments.map(({ label }) => label)).toEqual(['VIP 3', 'VIP 4']);
    expect(
      timelineOf(dust)
        .segments(order)
        .map(({ rivals }) => rivals),
    ).toEqual([LABELS]);
  });

  test('three tiers in a row, up and down again', () => {
    const steps = [...run(0, 30, 10, 'VIP 2'), ...run(300, 30, 10, 'VIP 3'), ...run(600, 30, 10, 'VIP 2')];
    expect(picture(timelineOf(steps).segments(order))).toEqual(['VIP 2 30/30', 'VIP 3 30/30', 'VIP 2 30/30']);
  });

  test('each fill of the hour of a change belongs to its own side', () => {
    // The change is at minute 330, inside the sixth hour.
    const steps = [...run(0, 33, 10, 'VIP 2'), ...run(330, 30, 10, 'VIP 3')];
    const segments = timelineOf(steps).segments(order);
    expect(segments.map(({ explained }) => explained)).toEqual([33, 30]);
    expect([minuteOf(segments[0]!.last.time), minuteOf(segments[1]!.first.time)]).toEqual([320, 330]);
  });

  test('many odd labels do not slow or confuse it', () => {
    const steps = run(0, 3000, 1, 'VIP 3').map(
      ([minute], index): Step => (index % 3 === 0 ? [minute, `odd ${index}`] : [minute, 'VIP 3']),
    );
    expect(picture(timelineOf(steps).segments(order))).toEqual(['VIP 3 2000/3000']);
  });

  test('the order in which fills come does not matter', () => {
    const steps = [
      ...run(0, 33, 10, 'VIP 2', 'VIP 1'),
      ...run(325, 40, 10, 'VIP 3'),
      ...run(5, 10, 60),
      ...run(3, 70, 10, ...LABELS),
    ];
    const whole = timelineOf(steps);
    for (const factor of [7, 11, 29, 101]) {
      const shuffled = steps.map((_, index) => steps[(index * factor) % steps.length]!);
      expect(new Set(shuffled).size).toBe(steps.length);
      expect(timelineOf(shuffled).segments(order)).toEqual(whole.segments(order));
      expect(changes(timelineOf(shuffled))).toEqual(changes(whole));
    }
  });
});

describe('the change', () => {
  test('is exact to the fill, inside an hour, at its edge and over a gap', () => {
    const at10 = [...run(0, 30, 10, 'VIP 2'), ...run(307, 30, 10, 'VIP 3')];
    expect(changes(timelineOf(at10)).map((change) => minuteOf(change.at))).toEqual([307]);
    const edge = [...run(0, 30, 10, 'VIP 2'), ...run(300, 30, 10, 'VIP 3')];
    expect(changes(timelineOf(edge)).map((change) => minuteOf(change.at))).toEqual([300]);
    const gap = [...run(0, 30, 10, 'VIP 2'), ...run(9000, 30, 10, 'VIP 3')];
    expect(changes(timelineOf(gap)).map((change) => minuteOf(change.at))).toEqual([9000]);
  });

  test('may share its very instant with old fills', () => {
    const steps = [...run(0, 31, 10, 'VIP 2'), ...run(300, 31, 10, 'VIP 3')];
    expect(changes(timelineOf(steps)).map((change) => minuteOf(change.at))).toEqual([300]);
  });

  test('fills that both explain do not blur it', () => {
    const steps = [
      ...run(0, 33, 10, 'VIP 2'),
      ...run(331, 30, 10, 'VIP 3'),
      ...run(2, 60, 10, 'VIP 2', 'VIP 3'),
    ];
    expect(changes(timelineOf(steps)).map((change) => minuteOf(change.at))).toEqual([331]);
  });

  test('fills of both kinds that interleave leave it open', () => {
    const steps = [...run(0, 33, 10, 'VIP 2'), ...run(331, 30, 10, 'VIP 3'), [345, 'VIP 2'] as const];
    const [change] = changes(timelineOf(steps));
    expect([change!.before, change!.after, change!.at]).toEqual(['VIP 2', 'VIP 3', null]);
    expect([minuteOf(change!.fromHour), minuteOf(change!.toHour)].every((minute) => minute! % 60 === 0)).toBe(
      true,
    );
    expect(minuteOf(change!.fromHour)).toBeLessThanOrEqual(331);
    expect(minuteOf(change!.toHour)).toBeGreaterThan(345);
  });

  test('noise far from it does not', () => {
    const steps = [
      ...run(0, 33, 10, 'VIP 2'),
      ...run(331, 60, 10, 'VIP 3'),
      [100, 'VIP 3'],
      [700, 'VIP 2'],
    ] as Step[];
    expect(changes(timelineOf(steps)).map((change) => minuteOf(change.at))).toEqual([331]);
  });
});

describe('where one rate ends and the next begins', () => {
  const bounds = (segments: readonly Segment[]) =>
    segments.map(({ label, first, last }) => `${label} ${minuteOf(first.time)}–${minuteOf(last.time)}`);

  test('at fills that are no other’s: dust of either rate lies between', () => {
    const timeline = timelineOf([
      ...run(0, 20, 10, 'VIP 3'),
      [195, 'VIP 3', 'VIP 4'],
      [198, 'VIP 3', 'VIP 4'],
      ...run(200, 20, 10, 'VIP 4'),
      [205, 'VIP 3', 'VIP 4'],
    ]);
    expect(bounds(timeline.segments(order))).toEqual(['VIP 3 0–190', 'VIP 4 200–390']);
  });

  test('a stray fill makes them interleave; another reading finds the split with fewest on the wrong side', () => {
    const steps: Step[] = [...run(0, 20, 10, 'VIP 3'), ...run(200, 20, 10, 'VIP 4'), [226, 'VIP 3']];
    const timeline = timelineOf(steps);
    const disputes = timeline.disputes(order);
    expect(disputes.length).toBe(1);
    for (const [minute, ...labels] of [...steps].reverse()) {
      const time = new Date(START + minute * MINUTE).toISOString();
      for (const dispute of disputes) dispute.see(fillOf({ time, tradeId: String(minute) }), labels);
    }
    expect(bounds(timeline.segments(order, disputes))).toEqual(['VIP 3 0–190', 'VIP 4 200–390']);
  });
});
