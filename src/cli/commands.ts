import type { Commands } from './dispatch.ts'

/** Every command of the program, in the order in which `--help` lists them. */
export const commands: Commands = {
  up: () => import('./up.ts'),
  diff: () => import('./diff.ts'),
  down: () => import('./down.ts'),
  serve: () => import('./serve.ts'),
  exec: () => import('./exec.ts'),
  env: () => import('./env.ts'),
  explain: () => import('./explain.ts'),
  logs: () => import('./logs.ts'),
  inbox: () => import('./inbox.ts'),
  keys: () => import('./keys.ts'),
  backup: () => import('./backup.ts'),
  restore: () => import('./restore.ts'),
  export: () => import('./export.ts'),
  import: () => import('./import.ts'),
  clock: () => import('./clock.ts'),
  doctor: () => import('./doctor.ts'),
}
