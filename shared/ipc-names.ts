/** The names of all channels between the renderer and the main process; apart from the schemas, so that the preload stays small. */

export const REQUESTS = [
  'app:info',
  'app:ready',
  'clipboard:write',
  'notices:dismiss',
  'samples:list',
  'jobs:start',
  'jobs:pick',
  'jobs:rerun',
  'jobs:cancel',
  'jobs:dismiss',
  'jobs:partial',
  'library:list',
  'library:get',
  'library:rename',
  'library:delete',
  'library:restore',
  'library:correct',
  'library:export',
  'library:export-all',
  'library:import',
  'chart:save',
  'model:info',
  'model:verify',
  'model:repair',
  'settings:get',
  'settings:set',
  'data:info',
  'data:show',
  'data:backup',
  'data:move',
  'data:erase',
  'doctor:run',
] as const;
export type RequestName = (typeof REQUESTS)[number];

export const EVENTS = ['jobs:changed', 'library:changed', 'model:changed', 'settings:changed', 'notices:changed', 'menu:command'] as const;
export type EventName = (typeof EVENTS)[number];
