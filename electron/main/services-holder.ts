/** Holds the services of the data folder in use, and swaps them when the data is moved or erased. */

import type { AppServices } from '../core/app-services-types.ts';
import type { Home } from '../core/home.ts';

export interface ServicesHolder {
  readonly get: () => AppServices;
  readonly home: () => Home;
  /**
   * Closes the services, does `work` on the folders that nobody uses now, and opens them on the folder it names; when it fails, on the old one
   * again. One after the other.
   */
  readonly exchange: (work: (home: Home) => Promise<Home>) => Promise<void>;
  readonly close: () => Promise<void>;
}

export async function createServicesHolder(first: Home, open: (home: Home) => Promise<AppServices>): Promise<ServicesHolder> {
  let home = first;
  let services = await open(home);
  let last: Promise<unknown> = Promise.resolve();

  async function exchangeNow(work: (home: Home) => Promise<Home>): Promise<void> {
    try {
      await services.close();
      home = await work(home);
    } finally {
      services = await open(home);
    }
  }

  return {
    get: () => services,
    home: () => home,
    exchange(work) {
      const exchange = last.then(() => exchangeNow(work));
      last = exchange.catch(() => undefined);
      return exchange;
    },
    close: () => services.close(),
  };
}
