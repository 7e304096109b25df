import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type ChallengeNameType, CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider'
import { atEnd } from '../../support/at-end.ts'
import { addUser, createPool, type Held, holdSessions, password } from '../../support/every-challenge.ts'
import { openPoolgate } from '../../support/poolgate.ts'

const challenges: readonly ChallengeNameType[] = [
  'CUSTOM_CHALLENGE',
  'DEVICE_PASSWORD_VERIFIER',
  'DEVICE_SRP_AUTH',
  'EMAIL_OTP',
  'MFA_SETUP',
  'NEW_PASSWORD_REQUIRED',
  'PASSWORD',
  'PASSWORD_SRP',
  'PASSWORD_VERIFIER',
  'SELECT_CHALLENGE',
  'SELECT_MFA_TYPE',
  'SMS_MFA',
  'SMS_OTP',
  'SOFTWARE_TOKEN_MFA',
  'WEB_AUTHN',
]

/** Hashes that cost next to nothing, as none is to be guessed here. */
const passwordCost = { memoryKibibytes: 8, passes: 1, parallelism: 1 }

async function openWorld() {
  const { port, clock } = await openPoolgate({ passwordCost })
  const endpoint = `http://127.0.0.1:${port}`
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  const api = new CognitoIdentityProvider({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 })
  atEnd(() => api.destroy())
  const world = { api, clock, endpoint }
  return { world, api, clock, pools: [await createPool(world, 'OPTIONAL'), await createPool(world, 'ON')] as const }
}

const opened = openWorld()

interface Step {
  readonly AuthenticationResult?: unknown
  readonly ChallengeName?: string | undefined
}

/** What came of a call: how it goes on, or why it does not. */
async function outcomeOf(call: Promise<Step>): Promise<string> {
  try {
    const { AuthenticationResult, ChallengeName } = await call
    return AuthenticationResult ? 'tokens' : `challenge ${ChallengeName}`
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : 'no error'
  }
}

const invalid = /^NotAuthorizedException: Invalid session for the user\.$/
/** What is refused before a session is looked at, which nobody can answer with what they have. */
const incomplete =
  /^(?:InvalidParameterException: Missing required parameter (?:CREDENTIAL|PASSWORD_CLAIM_SECRET_BLOCK|DEVICE_KEY|SRP_A|ANSWER|[A-Z_]+_CODE)|ResourceNotFoundException: Device does not exist\.)$/

/** SELECT_CHALLENGE may be answered by what would be selected. */
function isChosen({ kind }: Held, ChallengeName: ChallengeNameType): boolean {
  return kind === 'SELECT_CHALLENGE' && ChallengeName.startsWith('PASSWORD')
}

describe('a session', { timeout: 300_000 }, () => {
  for (const [index, mode] of (['OPTIONAL', 'ON'] as const).entries())
    describe(`where MFA is ${mode}`, () => {
      const open = async () => {
        const { world, pools, ...more } = await opened
        const pool = pools[index] ?? assert.fail()
        const elsewhere = pools[1 - index] ?? assert.fail()
        const answer = (
          { Session, right }: Held,
          USERNAME: string,
          { ClientId = pool.ClientId, ChallengeName = right.ChallengeName, others = {} } = {},
        ) =>
          outcomeOf(
            more.api.respondToAuthChallenge({
              ClientId,
              ChallengeName,
              Session,
              ChallengeResponses: { ...others, ...right.responses, USERNAME },
            }),
          )
        return { world, pool, elsewhere, answer, ...more }
      }

      it('is good for no other user, app client and pool, and for no other challenge', async () => {
        const { world, pool, elsewhere, answer } = await open()
        await addUser(world, pool, 'jane')
        const all = await holdSessions(world, pool, 'eve')
        const { DEVICE_KEY: _, ...others }: Record<string, string> = Object.assign(
          { PASSWORD: password, NEW_PASSWORD: 'An0ther!!', SMS_MFA_CODE: '123456', SMS_OTP_CODE: '12345678' },
          ...all.map(({ right }) => right.responses),
        )
        for (const held of all) {
          const named = `the session of ${held.kind}`
          assert.match(await answer(held, 'jane'), held.right.responses['DEVICE_KEY'] ? incomplete : invalid, named)
          for (const { ClientId } of [{ ClientId: pool.other }, elsewhere])
            assert.match(
              await answer(held, held.name, { ClientId }),
              new RegExp(`${invalid.source}|${incomplete.source}`),
            )
          for (const ChallengeName of challenges) {
            const isOwn = ChallengeName === held.right.ChallengeName || isChosen(held, ChallengeName)
            const result = isOwn ? 'own' : await answer(held, held.name, { ChallengeName, others })
            assert.ok(
              isOwn || invalid.test(result) || incomplete.test(result),
              `${named} as ${ChallengeName}: ${result}`,
            )
          }
        }
      })

      it('takes one right answer, of two at once as well', async () => {
        const { world, pool, answer } = await open()
        for (const held of await holdSessions(world, pool, 'twice')) {
          const outcomes = await Promise.all([answer(held, held.name), answer(held, held.name)])
          outcomes.push(await answer(held, held.name))
          const isTaken = (outcome: string) => /^(?:tokens|challenge )/.test(outcome)
          assert.equal(outcomes.filter(isTaken).length, 1, `${held.kind}: ${outcomes.join(', ')}`)
        }
      })

      const changes = {
        'were disabled and enabled': async (Username: string) => {
          const { api, clock, pool } = await open()
          const user = { UserPoolId: pool.UserPoolId, Username }
          await api.adminDisableUser(user)
          clock.advance(1)
          await api.adminEnableUser(user)
        },
        'were given another password': async (Username: string) => {
          const { api, pool } = await open()
          await api.adminSetUserPassword({ ...pool, Username, Password: 'Th1rd!!!', Permanent: true })
        },
        'were deleted and made anew': async (Username: string) => {
          const { api, world, pool } = await open()
          await api.adminDeleteUser({ UserPoolId: pool.UserPoolId, Username })
          await addUser(world, pool, Username)
        },
      }
      for (const [what, change] of Object.entries(changes))
        it(`is void once its user's rights changed: they ${what}`, async () => {
          const { world, pool, answer, clock } = await open()
          for (const held of await holdSessions(world, pool, `void-${what.split(' ').at(-1)}`)) {
            clock.advance(1)
            await change(held.name)
            assert.match(await answer(held, held.name), new RegExp(`${invalid.source}|${incomplete.source}`), held.kind)
          }
        })
    })
})
