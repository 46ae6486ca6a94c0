/** What must be closed or removed when the run ends, however it ends: spooled input, half-written output. */

const closers = new Set<() => Promise<void>>();

/** Registers a closer; the function returned takes it back. A closer runs once. */
export function atEnd(close: () => Promise<void>): () => void {
  closers.add(close);
  return () => {
    closers.delete(close);
  };
}

/** Runs every closer, latest first. One that fails does not keep the others from running, nor change the result. */
export async function closeAll(): Promise<void> {
  const pending = [...closers].reverse();
  closers.clear();
  await Promise.allSettled(pending.map((close) => close()));
}
