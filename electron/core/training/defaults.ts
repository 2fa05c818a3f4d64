/** What a training takes where nothing else is said. */

/** The most steps of one fitting; most end earlier by themselves. */
export const DEFAULT_EPOCHS = 60;
export const DEFAULT_SEED = 1;
