import { createReadStream, existsSync, mkdirSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** Large files that clients hand in, until they have been worked off. */
export interface Uploads {
  /**
   * Keeps a file whole or not at all, in place of an earlier one; answers its size in bytes. Rejects with
   * UploadTooLargeError beyond `atMost` bytes.
   */
  write(name: string, content: AsyncIterable<Uint8Array>, atMost: number): Promise<number>
  /** The content of a file in pieces; rejects when it is not there. */
  read(name: string): AsyncIterable<Uint8Array>
  has(name: string): boolean
  remove(name: string): Promise<void>
}

export class UploadTooLargeError extends Error {
  constructor(atMost: number) {
    super(`the upload is larger than ${atMost} bytes`)
    this.name = 'UploadTooLargeError'
  }
}

/**
 * In a directory that only the server may read: uploads hold personal data.
 * @param directory made when the first file comes
 */
export function directoryUploads(directory: string): Uploads {
  const pathOf = (name: string) => {
    if (!/^[\w-]+$/.test(name)) throw new Error(`${name} is no name of an upload`)
    return join(directory, name)
  }
  return {
    write: async (name, content, atMost) => {
      const path = pathOf(name)
      mkdirSync(directory, { recursive: true, mode: 0o700 })
      const file = await open(`${path}.new`, 'w', 0o600)
      let size = 0
      try {
        for await (const chunk of content) {
          size += chunk.length
          if (size > atMost) throw new UploadTooLargeError(atMost)
          await file.writeFile(chunk)
        }
        await file.sync()
      } catch (error) {
        await file.close()
        await rm(`${path}.new`, { force: true })
        throw error
      }
      await file.close()
      await rename(`${path}.new`, path)
      return size
    },
    read: (name) => createReadStream(pathOf(name)),
    has: (name) => existsSync(pathOf(name)),
    remove: (name) => rm(pathOf(name), { force: true }),
  }
}

/** Keeps them in memory: for tests. */
export function memoryUploads(): Uploads & { readonly files: Map<string, Buffer> } {
  const files = new Map<string, Buffer>()
  return {
    files,
    write: async (name, content, atMost) => {
      const chunks: Uint8Array[] = []
      for await (const chunk of content) chunks.push(chunk)
      const whole = Buffer.concat(chunks)
      if (whole.length > atMost) throw new UploadTooLargeError(atMost)
      files.set(name, whole)
      return whole.length
    },
    read: async function* (name) {
      const file = files.get(name)
      if (!file) throw new Error(`there is no upload ${name}`)
      yield file
    },
    has: (name) => files.has(name),
    remove: async (name) => void files.delete(name),
  }
}
