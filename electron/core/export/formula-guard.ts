/** Keeps the words of a CSV from being run as a formula by the spreadsheet that opens it. */

/**
 * Options of csv-stringify: text that begins with =, +, -, @, a tab or a line break gets an apostrophe in front. The words are a stranger's,
 * and an `=HYPERLINK(…)` in a subtitle file must do nothing (https://owasp.org/www-community/attacks/CSV_Injection).
 */
export const FOR_SPREADSHEETS = { escape_formulas: true } as const;

const GUARDED = /^'(?=[=+\-@\t\r])/u;

/** The words as they were, when a CSV of ours is read again. */
export function withoutFormulaGuard(text: string): string {
  return text.replace(GUARDED, '');
}
