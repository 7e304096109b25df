import type { TestContext } from 'node:test'
import { seededRandom } from '../../src/ports/random.ts'
import { startSrp } from './srp-client.ts'
import { email, openUserPool, password } from './user-pool.ts'

const flows = ['ALLOW_USER_SRP_AUTH', 'ALLOW_USER_PASSWORD_AUTH'] as const
const random = seededRandom('srp-client')
/** A client's secret number. */
export const newSecret = (): bigint => BigInt(`0x${random.bytes(16).toString('hex')}`)

/** A pool with a client that signs in by SRP. `begin` asks for the challenge, `finish` answers it. */
export async function openSrpPool(...[t, settings]: Parameters<typeof openUserPool>) {
  const opened = await openUserPool(t, { ...settings, client: { ExplicitAuthFlows: [...flows], ...settings?.client } })
  const { client, ClientId, UserPoolId, clock } = opened
  async function begin(USERNAME = email, more: Record<string, string> = {}, SRP_CLIENT = ClientId) {
    const srp = startSrp(UserPoolId, newSecret())
    const AuthParameters = { USERNAME, SRP_A: srp.SRP_A, ...more }
    const asked = await client.InitiateAuth({ ClientId: SRP_CLIENT, AuthFlow: 'USER_SRP_AUTH', AuthParameters })
    return { ...srp, asked, challenge: asked.ChallengeParameters ?? {} }
  }
  const finish = (ChallengeResponses: Record<string, string>, more: object = {}) =>
    client.RespondToAuthChallenge({ ClientId, ChallengeName: 'PASSWORD_VERIFIER', ChallengeResponses, ...more })
  async function srpSignIn(USERNAME = email, PASSWORD = password) {
    const { answer, challenge } = await begin(USERNAME)
    return finish(answer(challenge, PASSWORD, clock.now()))
  }
  return { ...opened, begin, finish, srpSignIn }
}

/** A pool in which a client signs in by SRP only since its user, who has no verifier therefore, has a password. */
export async function openLateSrpPool(t: TestContext) {
  const opened = await openUserPool(t)
  const { addUser, addClient, client, UserPoolId, clock } = opened
  const sub = await addUser()
  const { id: ClientId } = await addClient({ ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH'] })
  async function srpSignIn(PASSWORD = password) {
    const { SRP_A, answer } = startSrp(UserPoolId, newSecret())
    const AuthParameters = { USERNAME: email, SRP_A }
    const asked = await client.InitiateAuth({ ClientId, AuthFlow: 'USER_SRP_AUTH', AuthParameters })
    const ChallengeResponses = answer(asked.ChallengeParameters ?? {}, PASSWORD, clock.now())
    return client.RespondToAuthChallenge({ ClientId, ChallengeName: 'PASSWORD_VERIFIER', ChallengeResponses })
  }
  return { ...opened, sub, srpSignIn }
}
