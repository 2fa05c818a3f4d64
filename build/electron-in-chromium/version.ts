/** The Electron whose API this stands in for; the same as in package.json, as a test checks. */
export const ELECTRON_VERSION = '45.4.1';
