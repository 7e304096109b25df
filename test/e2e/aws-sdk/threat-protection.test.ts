import assert from 'node:assert/strict'
import { it } from 'node:test'
import {
  AdminCreateUserCommand,
  AdminInitiateAuthCommand,
  AdminListUserAuthEventsCommand,
  AdminSetUserPasswordCommand,
  AdminUpdateAuthEventFeedbackCommand,
  DescribeRiskConfigurationCommand,
  SetRiskConfigurationCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { createPoolWithClient } from '../../support/sdk.ts'
import { serverWithClients } from '../../support/server-with-clients.ts'

const poolgate = serverWithClients()

it('threat protection blocks what an administrator or the user disowned, and tells of it', async () => {
  const { cognito } = poolgate
  const { UserPoolId, ClientId } = await createPoolWithClient(
    cognito,
    {
      UserPoolTier: 'PLUS',
      UserPoolAddOns: { AdvancedSecurityMode: 'ENFORCED' },
    },
    {
      ExplicitAuthFlows: ['ALLOW_ADMIN_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
    },
  )
  const HighAction = { EventAction: 'BLOCK', Notify: false } as const
  const LowAction = { EventAction: 'NO_ACTION', Notify: true } as const
  const NotifyConfiguration = {
    SourceArn: 'arn:aws:ses:us-east-1:123456789012:identity/security@example.com',
    NoActionEmail: { Subject: 'You?', HtmlBody: '<a href={one-click-link-invalid}>no</a>' },
  }
  const AccountTakeoverRiskConfiguration = { Actions: { HighAction, LowAction }, NotifyConfiguration }
  await cognito.send(new SetRiskConfigurationCommand({ UserPoolId, AccountTakeoverRiskConfiguration }))
  const { RiskConfiguration } = await cognito.send(new DescribeRiskConfigurationCommand({ UserPoolId }))
  assert.deepEqual(RiskConfiguration?.AccountTakeoverRiskConfiguration?.Actions, { HighAction, LowAction })
  assert.ok(RiskConfiguration?.LastModifiedDate instanceof Date)

  const [Username, Password] = ['jane', 'S3cure!!']
  const UserAttributes = [
    { Name: 'email', Value: 'jane@example.com' },
    { Name: 'email_verified', Value: 'true' },
  ]
  await cognito.send(new AdminCreateUserCommand({ UserPoolId, Username, UserAttributes, MessageAction: 'SUPPRESS' }))
  await cognito.send(new AdminSetUserPasswordCommand({ UserPoolId, Username, Password, Permanent: true }))
  const signIn = (IpAddress = '192.0.2.1') =>
    cognito.send(
      new AdminInitiateAuthCommand({
        UserPoolId,
        ClientId,
        AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: Username, PASSWORD: Password },
        ContextData: { IpAddress, ServerName: 'shop', ServerPath: '/', HttpHeaders: [] },
      }),
    )
  await signIn()
  const events = async () =>
    (await cognito.send(new AdminListUserAuthEventsCommand({ UserPoolId, Username }))).AuthEvents ?? []
  await signIn('198.51.100.7')
  const { messages } = Object(await (await fetch(`${poolgate.url}/_poolgate/inbox?format=json`)).json())
  const link = (/href=([^>]+)>/.exec(messages[0].body)?.[1] ?? '').replaceAll('&#38;', '&')
  assert.equal((await fetch(link.replace('feedback_token=', 'feedback_token=x'))).status, 400)
  assert.match(await (await fetch(link)).text(), /Thank you for your feedback\./)
  const [newest, event] = await events()
  assert.deepEqual([newest?.EventFeedback?.FeedbackValue, newest?.EventFeedback?.Provider], ['Invalid', 'User'])
  await assert.rejects(signIn('198.51.100.7'), { name: 'NotAuthorizedException' })
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
      ['Fail', 'Block'],
      ['Pass', 'AccountTakeover'],
      ['Pass', 'NoRisk'],
    ],
  )
})
