/** Fetches the address it is given with the command line's own fetch, and prints the status or the error's code and sentence. */

import { createNodeFetch } from '../../../electron/core/network/create-fetch.ts';
import { createRetryingFetch } from '../../../electron/core/network/retrying-fetch.ts';

const send = createRetryingFetch({ fetch: createNodeFetch(), maxTries: 2, baseDelayMs: 1 });
try {
  const response = await send({ url: process.argv[2] ?? '', method: 'GET', headers: {} });
  process.stdout.write(`${response.status}`);
} catch (error) {
  process.stdout.write(String(error));
}
