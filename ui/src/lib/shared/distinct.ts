/**
 * The items of a list, each with a key that no other has. What others wrote may hold one thing twice, and a list whose
 * keys come twice is not drawn at all: the second of a kind gets a number. The first keeps its own, so that a row stays
 * the row it was when others come and go.
 */
export function distinct<T>(items: readonly T[], key: (item: T) => string): [key: string, item: T][] {
  const taken = new Map<string, number>();
  return items.map((item) => {
    const name = key(item);
    const before = taken.get(name) ?? 0;
    taken.set(name, before + 1);
    // The number stands before what others wrote, which can hold anything: no text makes one key look like another.
    return [`${before} ${name}`, item];
  });
}
