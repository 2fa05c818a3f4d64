import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli } from '../../helpers/run-cli.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

describe('moodline doctor', () => {
  it('finds a fresh installation whole', async () => {
    const { status, stdout } = await runCli(['doctor', '--json'], { home: await temporaryFolder() });
    expect(status).toBe(0);
    const results = JSON.parse(stdout) as { check: string; ok: boolean; message: string }[];
    expect(results.map((result) => result.check)).toEqual([
      'program',
      'data folder',
      'disk space',
      'settings',
      'library',
      'videos',
      'weights',
      'model',
      'registry',
    ]);
    expect(results.every((result) => result.ok && result.message.length > 0)).toBe(true);
  });

  it('names damaged weights, and repairs them', async () => {
    const home = await temporaryFolder();
    await runCli(['doctor', '--quiet'], { home });
    const path = join(home, 'weights', 'baseline_weights.onnx');
    const whole = await readFile(path);
    const damaged = Buffer.from(whole);
    damaged.writeUInt8(damaged.readUInt8(1000) ^ 1, 1000);
    await writeFile(path, damaged);
    const broken = await runCli(['doctor'], { home });
    expect(broken.status).toBe(1);
    expect(broken.stdout).toMatch(/broken +weights .*doctor --repair.*model_damaged/u);
    expect(broken.stderr).toContain('error[doctor_found_problems]');
    const repaired = await runCli(['doctor', '--repair'], { home });
    expect(repaired.status).toBe(0);
    expect((await readFile(path)).equals(whole)).toBe(true);
  });
});

describe('moodline --help', () => {
  it.each([
    ['--help'],
    ['predict', '--help'],
    ['evaluate', '--help'],
    ['doctor', '--help'],
    ['sync', '--help'],
    ['history', '--help'],
    ['config', '--help'],
    ['config', 'set', '--help'],
    ['help', 'predict'],
  ])('shows examples: %s %s %s', async (...args) => {
    const { status, stdout, stderr } = await runCli(args, { home: await temporaryFolder() });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('Examples:');
  });

  it('prints the version', async () => {
    const { status, stdout } = await runCli(['--version'], { home: await temporaryFolder() });
    expect(status).toBe(0);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/u);
  });
});
