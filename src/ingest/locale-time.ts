/**
 * Times as a browser writes them for its user: `9/18/2025 - 14:59:56`, `25/09/2025 13:33:06`, `1/26/2020, 6:32:04 PM`.
 * Whether day or month stands first is settled by the whole file: some row has a number above 12 in one of the two places.
 */
import type { FoundHeader } from './identify.ts';
import type { Input } from './input.ts';
import { RecordCutter } from './records.ts';
import { blocksOf } from './text.ts';

const FORM =
  /^(\d{1,4})([/.-])(\d{1,2})\2(\d{1,4}),?(?: +-)? +(\d{1,2}):(\d{2}):(\d{2})(?:[ \u00a0\u202f]([AP])M)?$/;

/** True = the day stands first, false = the month; null where no row tells, or two rows contradict each other. */
export async function dayComesFirst(
  input: Input,
  encoding: string,
  header: FoundHeader,
  column: number,
): Promise<boolean | null> {
  const { delimiter, line: headerLine, names } = header;
  const cutter = new RecordCutter({ file: input.name, delimiter, width: names.length });
  const told = { day: false, month: false };
  const look = (rows: ReturnType<RecordCutter['push']>): void => {
    for (const { line, cells } of rows) {
      const parts = line > headerLine ? FORM.exec((cells[column] ?? '').trim()) : null;
      if (parts === null || parts[1]!.length > 2) continue;
      if (Number(parts[1]) > 12) told.day = true;
      if (Number(parts[3]) > 12) told.month = true;
    }
  };
  let last = 0;
  for await (const block of blocksOf(input, encoding)) {
    look(cutter.push(block));
    last = block.firstLine;
  }
  look(cutter.finish(last));
  return told.day === told.month ? null : told.day;
}

/** A browser's time in the one form that is read; anything else, and what `dayFirst` leaves open, comes back as it is. */
export function fromLocale(text: string, dayFirst: boolean | null): string {
  const parts = FORM.exec(text);
  if (parts === null) return text;
  const [, first, , second, third, hour12, minute, second60, half] = parts as unknown as string[];
  const two = (digits: string | undefined) => (digits ?? '').padStart(2, '0');
  // Twelve o'clock is the first hour of its half of the day; 13 PM is no time, and stays as written.
  if (half !== undefined && (Number(hour12) > 12 || Number(hour12) === 0)) return text;
  const hour = half === undefined ? hour12 : String((Number(hour12) % 12) + (half === 'P' ? 12 : 0));
  const clock = `${two(hour)}:${two(minute)}:${two(second60)}`;
  if (first!.length === 4) return `${first}-${two(second)}-${two(third)} ${clock}`;
  if (dayFirst === null || third!.length !== 4) return text;
  const [day, month] = dayFirst ? [first, second] : [second, first];
  return `${third}-${two(month)}-${two(day)} ${clock}`;
}
