import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import {
  AdminCreateUserCommand,
  AdminInitiateAuthCommand,
  AdminListUserAuthEventsCommand,
  AdminSetUserPasswordCommand,
  AdminUpdateAuthEventFeedbackCommand,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  DescribeRiskConfigurationCommand,
  SetRiskConfigurationCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { sdkClients } from '../../support/sdk.ts'
import { type SpawnedServer, startServer } from '../../support/server.ts'

let server: SpawnedServer
let clients: ReturnType<typeof sdkClients>
before(async () => {
  server = await startServer()
  clients = sdkClients(server.url)
})
after(async () => {
  clients.close()
  await server.stop()
})

it('threat protection blocks what an administrator disowned, and tells of it', async () => {
  const { cognito } = clients
  const { UserPool } = await cognito.send(
    new CreateUserPoolCommand({
      PoolName: 'customers',
      UserPoolTier: 'PLUS',
      UserPoolAddOns: { AdvancedSecurityMode: 'ENFORCED' },
    }),
  )
  const UserPoolId = UserPool?.Id
  const { UserPoolClient } = await cognito.send(
    new CreateUserPoolClientCommand({
      UserPoolId,
      ClientName: 'web',
      ExplicitAuthFlows: ['ALLOW_ADMIN_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
    }),
  )
  const HighAction = { EventAction: 'BLOCK', Notify: false } as const
  await cognito.send(
    new SetRiskConfigurationCommand({ UserPoolId, AccountTakeoverRiskConfiguration: { Actions: { HighAction } } }),
  )
  const { RiskConfiguration } = await cognito.send(new DescribeRiskConfigurationCommand({ UserPoolId }))
  assert.deepEqual(RiskConfiguration?.AccountTakeoverRiskConfiguration?.Actions, { HighAction })
  assert.ok(RiskConfiguration?.LastModifiedDate instanceof Date)

  const [Username, Password] = ['jane', 'S3cure!!']
  await cognito.send(new AdminCreateUserCommand({ UserPoolId, Username, MessageAction: 'SUPPRESS' }))
  await cognito.send(new AdminSetUserPasswordCommand({ UserPoolId, Username, Password, Permanent: true }))
  const signIn = () =>
    cognito.send(
      new AdminInitiateAuthCommand({
        UserPoolId,
        ClientId: UserPoolClient?.ClientId,
        AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: Username, PASSWORD: Password },
        ContextData: { IpAddress: '192.0.2.1', ServerName: 'shop', ServerPath: '/', HttpHeaders: [] },
      }),
    )
  await signIn()
  const events = async () =>
    (await cognito.send(new AdminListUserAuthEventsCommand({ UserPoolId, Username }))).AuthEvents ?? []
  const [event] = await events()
  const feedback = { UserPoolId, Username, EventId: event?.EventId, FeedbackValue: 'Invalid' } as const
  await cognito.send(new AdminUpdateAuthEventFeedbackCommand(feedback))
  await assert.rejects(signIn(), {
    name: 'NotAuthorizedException',
    message: 'Unable to login because of security reasons.',
  })
  assert.deepEqual(
    (await events()).map(({ EventResponse, EventRisk }) => [EventResponse, EventRisk?.RiskDecision]),
    [
      ['Fail', 'Block'],
      ['Pass', 'NoRisk'],
    ],
  )
})
