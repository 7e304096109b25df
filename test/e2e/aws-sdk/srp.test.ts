import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { before, describe, it } from 'node:test'
import {
  AdminConfirmSignUpCommand,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { createPoolWithClient } from '../../support/sdk.ts'
import { serverWithClients } from '../../support/server-with-clients.ts'
import { startSrp } from '../../support/srp-client.ts'

const Username = 'jane@example.com'
const Password = 'S3cure!!'

describe('sign-in by SRP, through the AWS SDK', () => {
  const poolgate = serverWithClients()
  let UserPoolId: string
  let ClientId: string

  before(async () => {
    const { cognito } = poolgate
    ;({ UserPoolId, ClientId } = await createPoolWithClient(cognito, { UsernameAttributes: ['email'] }))
    // Without ExplicitAuthFlows a client signs in by SRP, as on AWS.
    await cognito.send(new SignUpCommand({ ClientId, Username, Password }))
    await cognito.send(new AdminConfirmSignUpCommand({ UserPoolId, Username }))
  })

  async function signIn(password: string) {
    const { cognito } = poolgate
    const { SRP_A, answer } = startSrp(UserPoolId, BigInt(`0x${randomBytes(16).toString('hex')}`))
    const asked = await cognito.send(
      new InitiateAuthCommand({ ClientId, AuthFlow: 'USER_SRP_AUTH', AuthParameters: { USERNAME: Username, SRP_A } }),
    )
    return cognito.send(
      new RespondToAuthChallengeCommand({
        ClientId,
        ChallengeName: 'PASSWORD_VERIFIER',
        ChallengeResponses: answer(asked.ChallengeParameters!, password, new Date()),
      }),
    )
  }

  it('gives tokens for the right password, 200 times', async () => {
    for (let run = 0; run < 200; run++) assert.ok((await signIn(Password)).AuthenticationResult?.AccessToken)
  })

  it('refuses a wrong one', async () => {
    await assert.rejects(signIn('Wr0ng!!!'), {
      name: 'NotAuthorizedException',
      message: 'Incorrect username or password.',
    })
  })

  it('logs neither', () => {
    assert.ok(!poolgate.lines.some((line) => line.includes(Password) || line.includes('Wr0ng!!!')))
  })
})
