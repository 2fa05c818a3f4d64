/** The one error type for failures a person can meet: a stable code, a sentence that says what to do, and the cause. */

/** Every code the program can end with. Codes never change their meaning; scripts match on them. */
export const ERROR_CODES = [
  // Wrong use of the command line.
  'usage',
  // The input.
  'input_not_found',
  'input_is_folder',
  'input_no_permission',
  'input_unreadable',
  'input_empty',
  'input_binary',
  'input_too_large',
  'input_malformed',
  'input_unknown_format',
  'input_no_times',
  'input_no_speech',
  'data_no_text_column',
  'data_no_label_column',
  'data_no_rows',
  'data_one_label',
  'data_too_few_rows',
  'data_too_many_rows',
  // The model on this machine.
  'model_missing',
  'model_unreadable',
  'model_damaged',
  'model_foreign',
  'model_config_missing',
  'model_config_invalid',
  'model_config_mismatch',
  'tokenizer_missing',
  'tokenizer_invalid',
  'channel_missing',
  'model_without_heads',
  'inference_failed',
  'inference_crashed',
  'training_running',
  'training_failed',
  'training_interrupted',
  'comparison_running',
  'comparison_same',
  // This machine.
  'home_unusable',
  'weights_locked',
  'disk_full',
  'output_unwritable',
  'cancelled',
  'doctor_found_problems',
  // The library, the settings and the data folder.
  'library_unreadable',
  'library_newer',
  'library_locked',
  'library_not_found',
  'analysis_damaged',
  'settings_broken',
  'settings_invalid',
  'label_unknown',
  'sheet_unreadable',
  'folder_not_empty',
  // The app around it.
  'window_crashed',
  'request_invalid',
  'request_refused',
  // The registry and the sync.
  'registry_not_configured',
  'registry_unreachable',
  'registry_refused',
  'registry_missing',
  'registry_invalid',
  'registry_conflict',
  'version_unknown',
  'version_unusable',
  'version_held',
  'version_not_uploaded',
  'nothing_to_upload',
  'nothing_to_promote',
  'no_previous_version',
  'offline_chosen',
  // Sign-in.
  'sign_in_failed',
  'sign_in_needed',
  'sign_in_cancelled',
  // The link.
  'link_none',
  'link_bad_id',
  'link_bad_scheme',
  'link_other_site',
  'link_has_credentials',
  'link_is_channel',
  'link_is_playlist',
  'link_is_clip',
  'link_is_search',
  'link_is_feed',
  'link_is_live_page',
  'link_not_a_video',
  // The video.
  'video_private',
  'video_members_only',
  'video_age_restricted',
  'video_country',
  'video_live_now',
  'video_upcoming',
  'video_no_captions',
  'video_captions_off',
  'video_removed',
  'video_blocked',
  'video_needs_payment',
  'video_track_missing',
  'playlist_unreadable',
  // YouTube and the way to it.
  'youtube_bot_check',
  'youtube_rate_limited',
  'youtube_consent',
  'youtube_captcha',
  'youtube_token_needed',
  'youtube_unreachable',
  'youtube_changed',
  'youtube_unavailable',
  'internal',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** An expected failure. `message` is a whole sentence for a person: what happened and what to do next. */
export class AppError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = 'AppError';
    this.code = code;
  }
}

/** Ends an exhaustive switch: the compiler refuses a case that was forgotten. */
export function assertNever(value: never): never {
  throw new Error(`Unhandled case: ${JSON.stringify(value)}`);
}
