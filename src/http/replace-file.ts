import { open, rename } from 'node:fs/promises'

/** Writes a file so that readers, and a crash, find the old content or the new, never half of it. */
export async function replaceFile(path: string, content: string | Buffer, mode: number): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`
  const file = await open(temporary, 'w', mode)
  try {
    // An earlier crash may have left the temporary file with another mode.
    await file.chmod(mode)
    await file.writeFile(content)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(temporary, path)
}
