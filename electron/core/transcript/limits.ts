/** How much a transcript may hold. */

/** Bytes of a file; a ten-hour transcript has about one megabyte. */
export const MAX_INPUT_BYTES = 20_000_000;

/** Cues of a file, for the same reason: more is no transcript of a video. */
export const MAX_CUES = 200_000;
