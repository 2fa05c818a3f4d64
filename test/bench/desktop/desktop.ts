/** The desktop app as a person meets it: its start, a long analysis, a big library, and the size of its package. */

import { loadavg } from 'node:os';
import { host } from '../../helpers/launch-app.ts';
import { benchBigLibrary } from './big-library.ts';
import { benchLongAnalysis } from './long-analysis.ts';
import { benchPackageSize } from './package-size.ts';
import { benchUnreachableStart } from './start-unreachable.ts';
import { benchStart } from './start.ts';
import { benchVideo } from './video.ts';

/** Measures the app as last built by `npm run build:app`. */
export async function benchDesktop(rounds: number): Promise<void> {
  if (host.kind === 'none') {
    console.log('\nDesktop: not measured, for neither Electron nor a Chromium is installed here');
    return;
  }
  console.log(`\nDesktop app in ${host.kind === 'electron' ? 'Electron' : 'the stand-in on an installed Chromium, without a display'}`);
  const parts = [benchStart, benchUnreachableStart, benchVideo, benchLongAnalysis, benchBigLibrary, benchPackageSize];
  for (const part of parts) {
    await part(rounds);
    console.log(`  load ${loadavg()[0]?.toFixed(1)}`);
  }
}
