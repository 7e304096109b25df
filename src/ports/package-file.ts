/**
 * Where a file of the package is, such as a model. @param path from the package's root
 *
 * Sources are two folders below it, and so is what scripts/build.ts makes of this file.
 */
export function packageFile(path: string): URL {
  return new URL(`../../${path}`, import.meta.url)
}
