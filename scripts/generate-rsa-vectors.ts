// node scripts/generate-rsa-vectors.ts DIRECTORY
// Writes test/fixtures/wycheproof-rsa.tsv from the testvectors_v1 directory of github.com/C2SP/wycheproof.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

interface VectorFile {
  readonly testGroups: readonly {
    readonly publicKey: { readonly modulus: string; readonly publicExponent: string }
    readonly tests: readonly {
      readonly tcId: number
      readonly msg: string
      readonly sig: string
      readonly result: string
    }[]
  }[]
}

const [, , directory = '.'] = process.argv
const base64url = (hex: string) => Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex').toString('base64url')
/** Without the zero that marks a number as positive. */
const unsigned = (hex: string) => base64url(hex.replace(/^(00)+/, ''))

const lines = [
  '# RSASSA-PKCS1-v1_5 test vectors of Project Wycheproof (https://github.com/C2SP/wycheproof), Apache License 2.0,',
  '# in another form by scripts/generate-rsa-vectors.ts: "key" alg n e, then tcId, result, message and signature for each',
  '# vector; numbers and bytes in base64url.',
]
for (const bits of ['256', '384', '512']) {
  const text = readFileSync(join(directory, `rsa_signature_2048_sha${bits}_test.json`), 'utf8')
  const { testGroups }: VectorFile = JSON.parse(text)
  for (const { publicKey, tests } of testGroups) {
    lines.push(['key', `RS${bits}`, unsigned(publicKey.modulus), unsigned(publicKey.publicExponent)].join('\t'))
    for (const { tcId, result, msg, sig } of tests)
      lines.push([tcId, result, base64url(msg), base64url(sig)].join('\t'))
  }
}
writeFileSync('test/fixtures/wycheproof-rsa.tsv', `${lines.join('\n')}\n`)
