/** `moodline doctor`: checks the installation, and mends the model on request. */

import { AppError } from '../../../shared/app-error.ts';
import { runDoctor } from '../../core/doctor.ts';
import type { CommonOptions } from '../common-options.ts';
import { exitStatus } from '../exit-status.ts';
import type { CommandContext } from '../run-command.ts';

export interface DoctorOptions extends CommonOptions {
  readonly repair?: boolean;
}

/** Prints one line a check; the exit status is 1 when any failed. */
export async function doctor(options: DoctorOptions, { services, terminal }: CommandContext): Promise<void> {
  if (options.repair) {
    await services.weights.repair();
    terminal.note('The bundled model is installed again.');
  }
  const results = await runDoctor(services);
  const { colors } = terminal;
  const isWell = results.every((result) => result.ok);
  if (options.json) {
    terminal.print(JSON.stringify(results, undefined, 2));
    if (!isWell) process.exitCode = exitStatus('doctor_found_problems');
    return;
  }
  for (const { check, ok, message } of results) {
    terminal.print(`${ok ? colors.green('ok    ') : colors.red('broken')}  ${check.padEnd(18)} ${message}`);
  }
  if (!isWell) throw new AppError('doctor_found_problems', 'Something is broken; the lines above say what to do.');
}
