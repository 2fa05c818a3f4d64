import { describe, expect, it } from 'vitest';
import type { AppServices } from '../../../electron/core/app-services-types.ts';
import type { Home } from '../../../electron/core/home.ts';
import { createServicesHolder } from '../../../electron/main/services-holder.ts';

const OLD: Home = { folder: '/old', chosenBy: 'default' };
const NEW: Home = { folder: '/new', chosenBy: 'pointer' };

interface Watched {
  readonly open: (home: Home) => Promise<AppServices>;
  /** What happened, in its order. */
  readonly events: string[];
}

/** Services as far as the holder knows them: they are opened and closed. */
function watch(onClose: (home: Home) => Promise<void> = () => Promise.resolve()): Watched {
  const events: string[] = [];
  return {
    events,
    async open(home) {
      events.push(`open ${home.folder}`);
      return {
        home: home.folder,
        async close() {
          events.push(`close ${home.folder}`);
          await onClose(home);
        },
      } as AppServices;
    },
  };
}

describe('an exchange of the data folder', () => {
  it('closes, works, and opens on the folder the work names', async () => {
    const { open, events } = watch();
    const holder = await createServicesHolder(OLD, open);
    await holder.exchange(async (home) => {
      events.push(`work on ${home.folder}`);
      return NEW;
    });
    expect(events).toEqual(['open /old', 'close /old', 'work on /old', 'open /new']);
    expect(holder.home()).toBe(NEW);
    expect(holder.get().home).toBe('/new');
  });

  it('that fails opens the old folder again, tells why, and the next one works', async () => {
    const { open, events } = watch();
    const holder = await createServicesHolder(OLD, open);
    await expect(holder.exchange(() => Promise.reject(new Error('disk full')))).rejects.toThrow('disk full');
    expect(events).toEqual(['open /old', 'close /old', 'open /old']);
    expect(holder.home()).toBe(OLD);
    await holder.exchange(() => Promise.resolve(NEW));
    expect(holder.get().home).toBe('/new');
  });

  it('does no work on a folder that could not be closed, and opens it again', async () => {
    const { open, events } = watch(() => Promise.reject(new Error('still in use')));
    const holder = await createServicesHolder(OLD, open);
    const before = holder.get();
    await expect(holder.exchange(() => Promise.reject(new Error('worked')))).rejects.toThrow('still in use');
    expect(events).toEqual(['open /old', 'close /old', 'open /old']);
    expect(holder.get()).not.toBe(before);
  });

  it('waits for the one before it', async () => {
    const { open, events } = watch();
    const holder = await createServicesHolder(OLD, open);
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    const first = holder.exchange(async () => (await gate, NEW));
    const second = holder.exchange(async ({ folder }) => {
      events.push(`second on ${folder}`);
      return OLD;
    });
    release();
    await Promise.all([first, second]);
    expect(events).toEqual(['open /old', 'close /old', 'open /new', 'close /new', 'second on /new', 'open /old']);
  });

  it('is not what closing is: it opens nothing', async () => {
    const { open, events } = watch();
    const holder = await createServicesHolder(OLD, open);
    await holder.close();
    expect(events).toEqual(['open /old', 'close /old']);
  });
});
