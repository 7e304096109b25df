import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { claimTime, startSrp } from '../../../test/support/srp-client.ts'
import { newSecret, openSrpPool } from '../../../test/support/srp-pool.ts'
import { email, password, refusal } from '../../../test/support/user-pool.ts'
import { ApiError } from '../../wire/operation.ts'
import { secretHash } from '../clients/app-client.ts'
import { prime } from '../srp/group.ts'

const incorrect = refusal('NotAuthorizedException', 'Incorrect username or password.')
describe('USER_SRP_AUTH', () => {
  it('asks for proof of the password, and gives tokens for it without a session', async (t) => {
    const { addUser, begin, finish, clock } = await openSrpPool(t)
    const sub = await addUser()
    const { asked, challenge, answer } = await begin()
    assert.deepEqual(Object.keys(asked).sort(), ['ChallengeName', 'ChallengeParameters'])
    assert.equal(asked.ChallengeName, 'PASSWORD_VERIFIER')
    assert.deepEqual(Object.keys(challenge).sort(), ['SALT', 'SECRET_BLOCK', 'SRP_B', 'USERNAME', 'USER_ID_FOR_SRP'])
    assert.equal(challenge.USER_ID_FOR_SRP, sub)
    assert.equal(challenge.USERNAME, sub)
    assert.match(challenge.SALT ?? '', /^[0-9a-f]{32}$/)
    const answered = await finish(answer(challenge, password, clock.now()))
    assert.deepEqual(answered.ChallengeParameters, {})
    assert.ok(answered.AuthenticationResult?.RefreshToken)
  })

  it('understands clients whatever their random numbers are', async (t) => {
    const { addUser, srpSignIn } = await openSrpPool(t)
    await addUser()
    for (let run = 0; run < 20; run++) assert.ok((await srpSignIn()).AuthenticationResult?.AccessToken)
  })

  it('takes any name of the user, and base64 in the alphabet for URLs', async (t) => {
    const { addUser, begin, finish, clock } = await openSrpPool(t)
    const sub = await addUser()
    const { challenge, answer } = await begin(sub)
    const responses = answer(challenge, password, clock.now())
    for (const name of ['PASSWORD_CLAIM_SECRET_BLOCK', 'PASSWORD_CLAIM_SIGNATURE'])
      responses[name] = Buffer.from(responses[name] ?? '', 'base64').toString('base64url')
    assert.ok((await finish({ ...responses, USERNAME: email })).AuthenticationResult)
  })

  it('works through the admin operations as well', async (t) => {
    const { addUser, client, UserPoolId, ClientId, clock } = await openSrpPool(t)
    await addUser()
    const { SRP_A, answer } = startSrp(UserPoolId, newSecret())
    const AuthParameters = { USERNAME: email, SRP_A }
    const asked = await client.AdminInitiateAuth({ UserPoolId, ClientId, AuthFlow: 'USER_SRP_AUTH', AuthParameters })
    const answered = await client.AdminRespondToAuthChallenge({
      UserPoolId,
      ClientId,
      ChallengeName: 'PASSWORD_VERIFIER',
      ChallengeResponses: answer(asked.ChallengeParameters ?? {}, password, clock.now()),
    })
    assert.ok(answered.AuthenticationResult?.AccessToken)
  })

  it('demands SECRET_HASH of a client with a secret, over the name in each step', async (t) => {
    const {
      begin,
      finish,
      client,
      ClientId,
      UserPoolId,
      secret = '',
      clock,
    } = await openSrpPool(t, {
      client: { GenerateSecret: true },
    })
    await client.AdminCreateUser({ UserPoolId, Username: email })
    await client.AdminSetUserPassword({ UserPoolId, Username: email, Password: password, Permanent: true })
    await assert.rejects(begin(), {
      message: `Client ${ClientId} is configured with secret but SECRET_HASH was not received`,
    })
    const { challenge, answer } = await begin(email, { SECRET_HASH: secretHash(secret, email, ClientId) })
    const responses = answer(challenge, password, clock.now())
    await assert.rejects(finish(responses), {
      message: `Client ${ClientId} is configured with secret but SECRET_HASH was not received`,
    })
    await assert.rejects(finish({ ...responses, SECRET_HASH: secretHash(secret, email, ClientId) }), {
      message: `SecretHash does not match for the client: ${ClientId}`,
    })
    const SECRET_HASH = secretHash(secret, challenge.USER_ID_FOR_SRP ?? '', ClientId)
    assert.ok((await finish({ ...responses, SECRET_HASH })).AuthenticationResult)
  })

  it('refuses a wrong password with the second answer, and counts it with the others', async (t) => {
    const { addUser, srpSignIn, signIn, clock } = await openSrpPool(t)
    await addUser()
    for (let failure = 1; failure <= 3; failure++) await assert.rejects(srpSignIn(email, 'Wr0ng!!!'), incorrect)
    for (let failure = 4; failure <= 5; failure++) await assert.rejects(signIn(email, 'Wr0ng!!!'), incorrect)
    await assert.rejects(srpSignIn(), refusal('NotAuthorizedException', 'Password attempts exceeded'))
    clock.advance(1000)
    assert.ok((await srpSignIn()).AuthenticationResult)
    await assert.rejects(srpSignIn(email, 'Wr0ng!!!'), incorrect)
    assert.ok((await srpSignIn()).AuthenticationResult)
  })

  it('forgets the old password with the new one', async (t) => {
    const { addUser, srpSignIn, client, UserPoolId } = await openSrpPool(t)
    await addUser()
    await client.AdminSetUserPassword({ UserPoolId, Username: email, Password: 'An0ther!!', Permanent: true })
    await assert.rejects(srpSignIn(), incorrect)
    assert.ok((await srpSignIn(email, 'An0ther!!')).AuthenticationResult)
  })

  it('goes on as password sign-in does: new password, unconfirmed and disabled users', async (t) => {
    const { client, UserPoolId, srpSignIn, signUp } = await openSrpPool(t)
    await client.AdminCreateUser({ UserPoolId, Username: 'bob@example.com', TemporaryPassword: password })
    assert.equal((await srpSignIn('bob@example.com')).ChallengeName, 'NEW_PASSWORD_REQUIRED')
    await signUp()
    await assert.rejects(srpSignIn(), refusal('UserNotConfirmedException', 'User is not confirmed.'))
    await client.AdminConfirmSignUp({ UserPoolId, Username: email })
    await client.AdminDisableUser({ UserPoolId, Username: email })
    await assert.rejects(srpSignIn(), refusal('NotAuthorizedException', 'User is disabled.'))
    await assert.rejects(srpSignIn(email, 'Wr0ng!!!'), incorrect)
  })
})

describe('USER_SRP_AUTH for names that no user has', () => {
  it('tells a client that does not hide users', async (t) => {
    const { begin } = await openSrpPool(t)
    await assert.rejects(begin(), refusal('UserNotFoundException', 'User does not exist.'))
  })

  it('simulates the challenge where users are hidden, the same for each name, and refuses every answer', async (t) => {
    const { begin, srpSignIn } = await openSrpPool(t, { client: { PreventUserExistenceErrors: 'ENABLED' } })
    const [first, second] = [(await begin()).challenge, (await begin()).challenge]
    const other = (await begin('eve@example.com')).challenge
    assert.match(first.USER_ID_FOR_SRP ?? '', /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    assert.equal(first.SALT, second.SALT)
    assert.equal(first.USER_ID_FOR_SRP, second.USER_ID_FOR_SRP)
    assert.notEqual(first.SRP_B, second.SRP_B)
    assert.notEqual(first.SALT, other.SALT)
    assert.notEqual(first.USER_ID_FOR_SRP, other.USER_ID_FOR_SRP)
    await assert.rejects(srpSignIn(), incorrect)
  })

  it('tells nothing by the length of the secret block', async (t) => {
    const { addUser, begin } = await openSrpPool(t, { client: { PreventUserExistenceErrors: 'ENABLED' } })
    await addUser()
    const lengths = new Set<number | undefined>()
    for (const name of Array.from({ length: 30 }, () => [email, email.replace(/^./, 'x')]).flat())
      lengths.add((await begin(name)).challenge.SECRET_BLOCK?.length)
    assert.equal(lengths.size, 1)
  })

  it('takes the name for the id where usernames are chosen', async (t) => {
    const { begin } = await openSrpPool(t, {
      pool: { UsernameAttributes: [] },
      client: { PreventUserExistenceErrors: 'ENABLED' },
    })
    assert.equal((await begin('eve')).challenge.USER_ID_FOR_SRP, 'eve')
  })

  it('locks them as it locks users', async (t) => {
    const { srpSignIn, addUser } = await openSrpPool(t, { client: { PreventUserExistenceErrors: 'ENABLED' } })
    await addUser()
    for (const name of [email, 'eve@example.com']) {
      for (let failure = 1; failure <= 5; failure++) await assert.rejects(srpSignIn(name, 'Wr0ng!!!'), incorrect)
      await assert.rejects(srpSignIn(name), refusal('NotAuthorizedException', 'Password attempts exceeded'))
    }
  })
})

describe('the answer to PASSWORD_VERIFIER', () => {
  it('is good once, right or wrong', async (t) => {
    const { addUser, begin, finish, clock } = await openSrpPool(t)
    await addUser()
    const right = await begin()
    const responses = right.answer(right.challenge, password, clock.now())
    await finish(responses)
    await assert.rejects(finish(responses), incorrect)
    const wrong = await begin()
    await assert.rejects(finish(wrong.answer(wrong.challenge, 'Wr0ng!!!', clock.now())), incorrect)
    await assert.rejects(finish(wrong.answer(wrong.challenge, password, clock.now())), incorrect)
  })

  it('lets one of two simultaneous answers through', async (t) => {
    const { addUser, begin, finish, clock } = await openSrpPool(t)
    await addUser()
    const { answer, challenge } = await begin()
    const responses = answer(challenge, password, clock.now())
    const outcomes = await Promise.allSettled([finish(responses), finish(responses)])
    assert.deepEqual(outcomes.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
  })

  it("is bound to pool, client and user, and to the client's AuthSessionValidity", async (t) => {
    const { addUser, begin, finish, clock, addClient } = await openSrpPool(t)
    await addUser()
    await addUser('eve@example.com')
    const { answer, challenge } = await begin()
    const responses = answer(challenge, password, clock.now())
    await assert.rejects(finish({ ...responses, USERNAME: 'eve@example.com' }), incorrect)
    await assert.rejects(finish({ ...responses, USERNAME: 'nobody@example.com' }), incorrect)
    await assert.rejects(finish(responses, { ClientId: (await addClient()).id }), incorrect)
    // None of these was a try.
    assert.ok((await finish(responses)).AuthenticationResult)
    const late = await begin()
    clock.advance(180_000)
    await assert.rejects(finish(late.answer(late.challenge, password, clock.now())), incorrect)
  })

  it('is refused with a secret block that was made up or changed, or a signature of another size', async (t) => {
    const { addUser, begin, finish, clock } = await openSrpPool(t)
    await addUser()
    const { answer, challenge } = await begin()
    const responses = answer(challenge, password, clock.now())
    const changed = Buffer.from(challenge.SECRET_BLOCK ?? '', 'base64')
    changed[40] = (changed[40] ?? 0) ^ 1
    for (const block of ['AAAA', changed.toString('base64'), '!', 'A'.repeat(800)])
      await assert.rejects(finish({ ...responses, PASSWORD_CLAIM_SECRET_BLOCK: block }), incorrect)
    await assert.rejects(finish({ ...responses, PASSWORD_CLAIM_SIGNATURE: 'AAAA' }), incorrect)
  })

  it('must be signed for a time within five minutes', async (t) => {
    const { addUser, begin, finish, clock } = await openSrpPool(t)
    await addUser()
    const at = (milliseconds: number): Date => new Date(clock.time() + milliseconds)
    for (const off of [-301_000, 301_000]) {
      const { answer, challenge } = await begin()
      await assert.rejects(finish(answer(challenge, password, at(off))), incorrect)
    }
    for (const off of [-299_000, 299_000]) {
      const { answer, challenge } = await begin()
      assert.ok((await finish(answer(challenge, password, at(off)))).AuthenticationResult)
    }
    const { answer, challenge } = await begin()
    const responses = answer(challenge, password, clock.now())
    for (const TIMESTAMP of ['now', clock.now().toISOString(), claimTime(clock.now()).replace('Nov', 'Mov')])
      await assert.rejects(
        finish({ ...responses, TIMESTAMP }),
        refusal('InvalidParameterException', 'TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english.'),
      )
    await assert.rejects(finish({ ...responses, TIMESTAMP: claimTime(at(1000)) }), incorrect)
  })

  it('needs all its parameters', async (t) => {
    const { addUser, begin, finish, clock } = await openSrpPool(t)
    await addUser()
    const { answer, challenge } = await begin()
    const responses = answer(challenge, password, clock.now())
    for (const name of Object.keys(responses))
      await assert.rejects(
        finish({ ...responses, [name]: '' }),
        refusal('InvalidParameterException', `Missing required parameter ${name}`),
      )
    await assert.rejects(finish({ ...responses, DEVICE_KEY: 'us-east-1_x' }), {
      code: 'ResourceNotFoundException',
      message: 'Device does not exist.',
    })
  })
})

describe('whatever a client makes up', () => {
  it('is refused, and never gets tokens', async (t) => {
    const { addUser, begin, finish, clock } = await openSrpPool(t)
    await addUser()
    const { answer, challenge } = await begin()
    const right = answer(challenge, password, clock.now())
    const made = fc.oneof(fc.string({ unit: 'binary' }), fc.base64String(), fc.constantFrom(...Object.values(right)))
    const responses = fc.record({
      USERNAME: fc.oneof(fc.constant(email), made),
      PASSWORD_CLAIM_SECRET_BLOCK: fc.oneof(fc.constant(challenge.SECRET_BLOCK ?? ''), made),
      // The right signature is what nobody makes up.
      PASSWORD_CLAIM_SIGNATURE: made.filter((signature) => signature !== right.PASSWORD_CLAIM_SIGNATURE),
      TIMESTAMP: fc.oneof(fc.constant(claimTime(clock.now())), made),
    })
    const codes = ['InvalidParameterException', 'NotAuthorizedException']
    const property = fc.asyncProperty(responses, (made) =>
      assert.rejects(finish(made), (error) => error instanceof ApiError && codes.includes(error.code)),
    )
    await fc.assert(property, { numRuns: 300, seed: 20261122 })
  })
})

describe('SRP_A', () => {
  it('is refused when it is no public number of a client', async (t) => {
    const { addUser, begin } = await openSrpPool(t)
    await addUser()
    const numbers = [0n, prime, 2n * prime, 1n, prime - 1n, prime + 5n].map((number) => number.toString(16))
    for (const SRP_A of [...numbers, '00', '-5', '0x5', 'xyz', ' 5', 'f'.repeat(771), `${'0'.repeat(1000)}5`])
      await assert.rejects(begin(email, { SRP_A }), refusal('InvalidParameterException', 'SRP_A is not valid.'))
    await assert.rejects(
      begin(email, { SRP_A: '' }),
      refusal('InvalidParameterException', 'Missing required parameter SRP_A'),
    )
    assert.ok(await begin(email, { SRP_A: `00${(prime - 2n).toString(16)}` }))
  })
})
