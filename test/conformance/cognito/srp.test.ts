import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { prime } from '../../../src/cognito/srp/group.ts'
import { createVerifier, scrambler, serverKey, serverPublic, signClaim } from '../../../src/cognito/srp/srp.ts'
import { openSrpPool } from '../../support/srp-pool.ts'
import { email, password, refusal } from '../../support/user-pool.ts'

const incorrect = refusal('NotAuthorizedException', 'Incorrect username or password.')
const vector: Record<string, string> = JSON.parse(
  readFileSync(new URL('../../fixtures/srp-vector.json', import.meta.url), 'utf8'),
)
const text = (name: string): string => vector[name] ?? assert.fail(`the vector has no ${name}`)
const number = (name: string): bigint => BigInt(`0x${text(name)}`)

describe('signing in by SRP', () => {
  it('C063 signs what the vector signs', () => {
    const identity = { poolName: text('pool_id').split('_')[1] ?? '', userId: text('user_id_for_srp') }
    const { verifier } = createVerifier(identity, Buffer.from(text('salt_hex'), 'hex'), text('password'))
    const [clientPublic, serverSecret] = [number('A_hex'), number('b_hex')]
    const u = scrambler(clientPublic, serverPublic(verifier, serverSecret))
    const key = serverKey({ verifier, clientPublic, serverSecret, scrambler: u })
    const signature = signClaim(key, identity, Buffer.from(text('secret_block_b64'), 'base64'), text('timestamp'))
    assert.equal(signature.toString('base64'), 'YWx0O+0BY0bAp9wVghTynrCIvPQOgfgic/ijkGx8j/I=')
  })

  it('C064 succeeds whatever number the client draws, 200 times', async (t) => {
    const { addUser, srpSignIn } = await openSrpPool(t)
    await addUser()
    for (let run = 0; run < 200; run++) assert.ok((await srpSignIn()).AuthenticationResult)
  })

  it('C065 needs no session', async (t) => {
    const { addUser, begin, finish, clock } = await openSrpPool(t)
    await addUser()
    const { asked, challenge, answer } = await begin()
    assert.equal(asked.ChallengeName, 'PASSWORD_VERIFIER')
    const { AuthenticationResult } = await finish(answer(challenge, password, clock.now()))
    assert.ok(AuthenticationResult?.AccessToken && AuthenticationResult.IdToken && AuthenticationResult.RefreshToken)
  })

  it('C066 asks everybody the same, and refuses in the second step', async (t) => {
    const { addUser, begin, finish, clock } = await openSrpPool(t, {
      client: { PreventUserExistenceErrors: 'ENABLED' },
    })
    await addUser()
    for (const name of [email, 'nobody@example.com']) {
      const { asked, challenge, answer } = await begin(name)
      assert.equal(asked.ChallengeName, 'PASSWORD_VERIFIER')
      assert.deepEqual(Object.keys(challenge).toSorted(), [
        'SALT',
        'SECRET_BLOCK',
        'SRP_B',
        'USERNAME',
        'USER_ID_FOR_SRP',
      ])
      const again = await begin(name)
      assert.equal(again.challenge['SALT'], challenge['SALT'])
      assert.equal(again.challenge['USER_ID_FOR_SRP'], challenge['USER_ID_FOR_SRP'])
      await assert.rejects(finish(answer(challenge, 'Wr0ng!!!', clock.now())), incorrect)
    }
  })

  it('C067 takes no number that makes the key known', async (t) => {
    const { addUser, client, ClientId } = await openSrpPool(t)
    await addUser()
    for (const SRP_A of ['0', prime.toString(16), (2n * prime).toString(16)]) {
      const AuthParameters = { USERNAME: email, SRP_A }
      const begun = client.InitiateAuth({ ClientId, AuthFlow: 'USER_SRP_AUTH', AuthParameters })
      await assert.rejects(begun, { code: 'InvalidParameterException' })
    }
  })
})
