/** What can go wrong around the app: crashes, a second start, a locked or damaged library, a full or read-only disk. Nothing is lost, and it is told once. */

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { ElectronApplication } from '@playwright/test';
import { findHost } from '../../build/find-host.ts';
import { expect, openWindow, ROOT, test } from './fixture.ts';
import { analyzed, analyzeSample, dropFile, failure, goTo, makeSrt } from './steps.ts';

/** The processes that run the model, below the app's own. */
function findModelProcesses(app: ElectronApplication): number[] {
  const rows = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((row) => /^\s*(?<pid>\d+)\s+(?<ppid>\d+)\s+(?<args>.*)$/u.exec(row)?.groups);
  const family = new Set([app.process().pid]);
  for (const row of rows) if (row && family.has(Number(row['ppid']))) family.add(Number(row['pid']));
  return rows.flatMap((row) =>
    row && family.has(Number(row['pid'])) && /inference-child|NodeService/u.test(row['args'] ?? '') ? [Number(row['pid'])] : [],
  );
}

test('a killed model process is started again, and the analysis goes on', async ({ app, page }) => {
  await dropFile(page, 'long.srt', makeSrt(1500));
  await expect(page.getByText(/[1-9][\d,]* \/ 3,\d+ sentences/u)).toBeVisible();
  const [pid] = findModelProcesses(app);
  expect(pid).toBeDefined();
  process.kill(pid as number, 'SIGKILL');
  await analyzed(page);
  await expect(page.getByRole('alert')).toHaveCount(0);
  expect(findModelProcesses(app)).not.toContain(pid);
});

test('a crashed window comes back, with a message and with everything that was saved', async ({ app, page }) => {
  await analyzeSample(page);
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer());
  const shown = (): Promise<string> =>
    app.evaluate(({ BrowserWindow }) =>
      Promise.resolve<unknown>(BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript('document.body.innerText')).then(
        String,
        () => '',
      ),
    );
  await expect.poll(shown, { timeout: 20_000 }).toContain('window_crashed');
  expect(await shown()).toContain('The boat launch');
});

test('a second start hands its file to the first and ends', async ({ page, home }) => {
  const file = join(home, 'second.srt');
  await writeFile(file, makeSrt(3));
  const host = findHost();
  const executable = host.kind === 'none' ? '' : host.executable;
  const second = spawn(executable, [ROOT, `--user-data-dir=${home}`, file], { stdio: 'ignore' });
  const [code] = (await once(second, 'exit')) as [number];
  expect(code).toBe(0);
  await expect(page.getByRole('button', { name: /^second .*0:06/u })).toBeVisible();
});

test('while another program locks the library, a finished analysis waits and is then saved', async ({ page, home }) => {
  await goTo(page, 'Library');
  await expect(page.getByText('0 analyses')).toBeVisible();
  const other = new DatabaseSync(join(home, 'library.db'));
  other.exec('BEGIN IMMEDIATE');
  await goTo(page, 'Analyze');
  await page.getByRole('button', { name: /The boat launch/u }).click();
  await expect(failure(page, 'library_locked')).toHaveCount(1);
  await expect(page.getByText('Welcome back to the workshop, everyone.')).toBeVisible();
  other.exec('ROLLBACK');
  other.close();
  await analyzed(page);
  await expect(failure(page, 'library_locked')).toHaveCount(0);
});

test('a damaged library is reported and left as it is; analyzing goes on without it', async ({ home, launch }) => {
  await writeFile(join(home, 'library.db'), 'this is no database, and somebody’s only copy');
  const page = await openWindow(await launch());
  await goTo(page, 'Library');
  await expect(failure(page, 'library_unreadable').first()).toBeVisible();
  await goTo(page, 'Analyze');
  await dropFile(page, 'talk.srt', makeSrt(2));
  await expect(page.getByText('I am so happy about this!')).toBeVisible();
  await expect(failure(page, 'library_unreadable').first()).toContainText('tries again');
});

/** Mounts a small file system at a folder; false where that is not allowed. */
function mount(folder: string, options: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

for (const { name, fill, code } of [
  { name: 'a full disk', fill: fillDisk, code: 'disk_full' },
  { name: 'a read-only data folder', fill: null, code: 'home_unusable' },
]) {
  test(`${name} loses nothing: the analysis is shown, told once, and saved when there is room again`, async ({ launch, home }, info) => {
    const data = join(home, 'data');
    await mkdir(data);
    info.skip(!mount(data, 'size=64m'), 'Only root can mount a small disk.');
    try {
      const app = await launch({ env: { MOODLINE_HOME: data } });
      let page = await openWindow(app);
      await analyzeSample(page, /The late train/u);
      if (fill) {
        fill(data);
      } else {
        await app.close();
        execFileSync('mount', ['-o', 'remount,ro', data]);
        page = await openWindow(await launch({ env: { MOODLINE_HOME: data } }));
      }
      await goTo(page, 'Analyze');
      await dropFile(page, 'talk.srt', makeSrt(400));
      await expect(failure(page, code)).toHaveCount(1, { timeout: 20_000 });
      await expect(page.getByText('I am so happy about this!').first()).toBeVisible();
      execFileSync('mount', ['-o', 'remount,rw,size=128m', data]);
      await analyzed(page);
      await expect(failure(page, code)).toHaveCount(0);
    } finally {
      execFileSync('umount', ['-l', data]);
    }
  });
}

function fillDisk(folder: string): void {
  try {
    execFileSync('dd', ['if=/dev/zero', `of=${join(folder, 'filler')}`, 'bs=64k'], { stdio: 'ignore' });
  } catch {
    // It ends with "no space left", as it should.
  }
}
