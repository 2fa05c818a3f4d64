/** Holds transfers between two ranges. */

export interface Pauser {
  readonly pause: () => void;
  readonly resume: () => void;
  /** Resolves while nothing is paused. */
  readonly gate: () => Promise<void>;
}

export function createPauser(onChange: (isPaused: boolean) => void): Pauser {
  let paused: PromiseWithResolvers<void> | undefined;
  return {
    pause() {
      if (paused) return;
      paused = Promise.withResolvers<void>();
      onChange(true);
    },
    resume() {
      if (!paused) return;
      const { resolve } = paused;
      paused = undefined;
      resolve();
      onChange(false);
    },
    gate: () => paused?.promise ?? Promise.resolve(),
  };
}
