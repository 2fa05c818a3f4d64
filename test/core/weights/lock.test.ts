import { fork } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { withWeightsLock } from '../../../electron/core/weights/lock.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const HOLDER = fileURLToPath(new URL('./lock-holder.ts', import.meta.url));

describe('the lock on the weights folder', () => {
  it('lets one in at a time', async () => {
    const folder = await temporaryFolder();
    let inside = 0;
    let most = 0;
    const enter = (): Promise<void> =>
      withWeightsLock(folder, async () => {
        inside += 1;
        most = Math.max(most, inside);
        await sleep(20);
        inside -= 1;
      });
    await Promise.all([enter(), enter(), enter()]);
    expect(most).toBe(1);
  });

  it('is free again when the work fails', async () => {
    const folder = await temporaryFolder();
    await expect(withWeightsLock(folder, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(await withWeightsLock(folder, () => Promise.resolve('entered'))).toBe('entered');
  });

  it('holds against another process, and is free when that process is killed', async () => {
    const folder = await temporaryFolder();
    const holder = fork(HOLDER, [folder], { stdio: 'ignore' });
    const exited = new Promise((resolve) => holder.once('exit', resolve));
    await new Promise((resolve) => holder.once('message', resolve));
    let isInside = false;
    const entered = withWeightsLock(folder, async () => {
      isInside = true;
    });
    await sleep(200);
    expect(isInside).toBe(false);
    holder.kill('SIGKILL');
    await exited;
    await entered;
    expect(isInside).toBe(true);
  });
});
