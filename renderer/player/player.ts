/** What a player beside the transcript can be told, whichever it is, and what it tells. */

export interface PlayerControls {
  readonly seek: (seconds: number) => void;
  /** Plays or pauses. */
  readonly toggle: () => void;
}

/** Called several times a second while it plays, and after each jump. */
export type OnTime = (seconds: number) => void;
