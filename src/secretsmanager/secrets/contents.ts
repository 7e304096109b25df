/** What a version holds: one of the two. */
export interface Content {
  readonly SecretString?: string
  readonly SecretBinary?: Uint8Array
}

const [text, binary] = [0, 1]

/** Its kind (1 byte), then what it is. */
export function writeContent({ SecretString, SecretBinary = new Uint8Array() }: Content): Buffer {
  return SecretString === undefined
    ? Buffer.concat([Buffer.of(binary), SecretBinary])
    : Buffer.concat([Buffer.of(text), Buffer.from(SecretString)])
}

export function readContent(bytes: Buffer): Content {
  const rest = bytes.subarray(1)
  return bytes[0] === text ? { SecretString: rest.toString() } : { SecretBinary: rest }
}

export function isSameContent(left: Content, right: Content): boolean {
  return writeContent(left).equals(writeContent(right))
}
