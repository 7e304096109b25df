import { createHash, createHmac } from 'node:crypto'

/*
 * The client's side of USER_SRP_AUTH as amazon-cognito-identity-js and pycognito compute it, in plain BigInt: it shares
 * no code with the server.
 */

const N = BigInt(
  `0xFFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD
EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7EDEE
386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F8365
5D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3BE39E77
2C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6955817183995497CEA956AE515D2261898FA051015728E5A
8AAAC42DAD33170D04507A33A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7ABF5AE8CDB
0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864D87602733EC86A64521F2B18177B200CBBE117577A61
5D6C770988C0BAD946E208E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF`.replaceAll('\n', ''),
)
const g = 2n

/** As long as Java's `BigInteger.toByteArray`: one bit more than the number has. */
function javaBytes(number: bigint): Buffer {
  const length = Math.floor(number.toString(2).length / 8) + 1
  return Buffer.from(number.toString(16).padStart(2 * length, '0'), 'hex')
}

function modPow(base: bigint, exponent: bigint): bigint {
  let [result, square] = [1n, base % N]
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % N
    square = (square * square) % N
  }
  return result
}

function hash(...parts: (Buffer | string)[]): Buffer {
  return createHash('sha256')
    .update(Buffer.concat(parts.map((part) => Buffer.from(part))))
    .digest()
}

const int = (bytes: Buffer): bigint => BigInt(`0x${bytes.toString('hex')}`)
const k = int(hash(javaBytes(N), javaBytes(g)))

/** The challenge's parameters as they arrive. */
export type PasswordVerifier = Readonly<Record<string, string>>

/** Who proves to know a password: a user of a pool, or a device of a group. */
interface Identity {
  readonly poolName: string
  readonly userId: string
}

const privateKey = ({ poolName, userId }: Identity, salt: bigint, password: string): bigint =>
  int(hash(javaBytes(salt), hash(`${poolName}${userId}:${password}`)))

/** Starts an exchange with the secret number `a`; `answer` computes what is claimed of a password. */
export function startExchange(a: bigint) {
  const A = modPow(g, a)
  const answer = (who: Identity, challenge: PasswordVerifier, password: string, now: Date) => {
    const { SALT = '', SRP_B = '', SECRET_BLOCK = '' } = challenge
    const B = BigInt(`0x${SRP_B}`)
    const u = int(hash(javaBytes(A), javaBytes(B)))
    const x = privateKey(who, BigInt(`0x${SALT}`), password)
    const S = modPow(B - ((k * modPow(g, x)) % N) + N, a + u * x)
    const extracted = createHmac('sha256', javaBytes(u)).update(javaBytes(S)).digest()
    const key = createHmac('sha256', extracted)
      .update(`Caldera Derived Key${String.fromCharCode(1)}`)
      .digest()
    const TIMESTAMP = claimTime(now)
    const signature = createHmac('sha256', key.subarray(0, 16))
      .update(who.poolName + who.userId)
      .update(Buffer.from(SECRET_BLOCK, 'base64'))
      .update(TIMESTAMP)
    return {
      PASSWORD_CLAIM_SECRET_BLOCK: SECRET_BLOCK,
      PASSWORD_CLAIM_SIGNATURE: signature.digest('base64'),
      TIMESTAMP,
    }
  }
  return { SRP_A: A.toString(16), answer }
}

/**
 * Starts an exchange of a user; `answer` computes the ChallengeResponses for a password.
 * @param poolId the part before the `_` does not count
 */
export function startSrp(poolId: string, a: bigint) {
  const { SRP_A, answer } = startExchange(a)
  return {
    SRP_A,
    answer: (challenge: PasswordVerifier, password: string, now: Date): Record<string, string> => {
      const { USER_ID_FOR_SRP: userId = '' } = challenge
      return { USERNAME: userId, ...answer({ poolName: poolId.split('_')[1] ?? '', userId }, challenge, password, now) }
    },
  }
}

/** DeviceSecretVerifierConfig of a device that has made up this password and salt. */
export function deviceVerifier(who: Identity, salt: bigint, password: string) {
  const PasswordVerifier = javaBytes(modPow(g, privateKey(who, salt, password))).toString('base64')
  return { Salt: javaBytes(salt).toString('base64'), PasswordVerifier }
}

/** `Sun Nov 1 06:07:08 UTC 2026` */
export function claimTime(now: Date): string {
  const [, weekday, day, month, year, time] = /^(...), (..) (...) (....) (.{8})/.exec(now.toUTCString()) ?? []
  return `${weekday} ${month} ${Number(day)} ${time} UTC ${year}`
}
