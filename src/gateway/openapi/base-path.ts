import { isList, isMembers, type Members } from './document.ts'

/** `basepath` of ImportApi and ReimportApi. */
export const basePathModes = ['ignore', 'prepend', 'split'] as const
export type BasePathMode = (typeof basePathModes)[number]

/**
 * What goes before every path, without a slash at its end (AWS page "Set the OpenAPI basePath property"): `prepend` takes
 * the whole base path, `split` leaves its first part out.
 */
export function basePathOf(document: Members, mode: BasePathMode): string {
  const segments =
    mode === 'ignore'
      ? []
      : readBasePath(document)
          .split('/')
          .filter((segment) => segment !== '')
  const kept = mode === 'split' ? segments.slice(1) : segments
  return kept.map((segment) => `/${segment}`).join('')
}

/** The default of the first server variable `basePath`, used or not; else the path of the first server's URL. */
function readBasePath({ servers }: Members): string {
  const members = isList(servers) ? servers.filter(isMembers) : []
  for (const { variables } of members) {
    const variable = isMembers(variables) ? variables['basePath'] : undefined
    if (isMembers(variable)) return typeof variable['default'] === 'string' ? variable['default'] : ''
  }
  const url = members[0]?.['url']
  return typeof url === 'string' ? (/^(?:[a-z][a-z0-9+.-]*:\/\/[^/]*)?(\/[^?#]*)?/i.exec(url)?.[1] ?? '') : ''
}
