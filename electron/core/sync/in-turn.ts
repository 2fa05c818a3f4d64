/** Lets what reads a file, changes it and writes it again happen one after the other within this process, whoever does it. */

const lastOf = new Map<string, Promise<unknown>>();

/** Does the work when all that was asked for this file before has ended, however it ended. Throws what the work throws. */
export function inTurn<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  const done = (lastOf.get(path) ?? Promise.resolve()).then(work);
  const ended = done.then(
    () => undefined,
    () => undefined,
  );
  lastOf.set(path, ended);
  void ended.then(() => {
    if (lastOf.get(path) === ended) lastOf.delete(path);
  });
  return done;
}
