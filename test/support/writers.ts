import { GetApiCommand } from '@aws-sdk/client-apigatewayv2'
import {
  ContinueUpdateRollbackCommand,
  CreateStackCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation'
import {
  AdminConfirmSignUpCommand,
  AdminCreateUserCommand,
  AdminGetUserCommand,
  AdminUpdateUserAttributesCommand,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  DescribeUserPoolCommand,
  GetTokensFromRefreshTokenCommand,
  InitiateAuthCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { setTimeout as delay } from 'node:timers/promises'
import { type Outcome, outcomeOf } from './nodes.ts'
import type { sdkClients } from './sdk.ts'

/* Clients that write while a server is hurt, and that know afterwards what it has acknowledged. */

type Clients = ReturnType<typeof sdkClients>

/** One who writes, one call after the other. */
export interface Writer {
  /** Makes the next write; false when there was no answer, so that nobody knows whether it was made. Throws when refused. */
  write(clients: Clients): Promise<boolean>
  /** What the server has lost of what it acknowledged, or has half. */
  findWrong(clients: Clients): Promise<string[]>
}

interface Pool {
  readonly UserPoolId: string
  readonly ClientId: string
}

const Password = 'S3cure!!'

/** One writer of each kind, or several who sign up, on a pool and a stack of their own. */
export async function openWriters(clients: Clients, signUpWriters = 3): Promise<Writer[]> {
  const pool = await createPool(clients)
  return [
    ...Array.from({ length: signUpWriters }, (_, index) => signUps(pool, `user-${index}`)),
    await attributeUpdates(clients, pool),
    await refreshes(clients, pool),
    await stackUpdates(clients),
  ]
}

async function createPool({ cognito }: Clients): Promise<Pool> {
  const { UserPool } = await cognito.send(new CreateUserPoolCommand({ PoolName: 'writers' }))
  const UserPoolId = UserPool?.Id ?? ''
  const rotation = { Feature: 'ENABLED', RetryGracePeriodSeconds: 0 } as const
  const settings = { ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH' as const], RefreshTokenRotation: rotation }
  const { UserPoolClient } = await cognito.send(
    new CreateUserPoolClientCommand({ UserPoolId, ClientName: 'writers', ...settings }),
  )
  return { UserPoolId, ClientId: UserPoolClient?.ClientId ?? '' }
}

/** Two attributes that are written together and have one value. */
function twins(Value: string) {
  return ['name', 'nickname'].map((Name) => ({ Name, Value }))
}

/** What both attributes say, or that they differ; undefined for a user who does not exist. */
async function readTwins({ cognito }: Clients, { UserPoolId }: Pool, Username: string): Promise<string | undefined> {
  const outcome = await outcomeOf(cognito.send(new AdminGetUserCommand({ UserPoolId, Username })))
  if (outcome.kind === 'refused' && outcome.code === 'UserNotFoundException') return undefined
  if (outcome.kind !== 'answered') return `unreadable: ${describe(outcome)}`
  const [name, nickname] = twins('').map(
    ({ Name }) => outcome.answer.UserAttributes?.find((a) => a.Name === Name)?.Value,
  )
  return name !== undefined && name === nickname ? name : `halves ${name} and ${nickname}`
}

/** Users who sign up with two attributes each. */
function signUps(pool: Pool, name: string): Writer {
  const acknowledged: string[] = []
  const unanswered: string[] = []
  return {
    write: async ({ cognito }) => {
      const Username = `${name}-${acknowledged.length + unanswered.length}`
      const user = { ClientId: pool.ClientId, Username, Password, UserAttributes: twins(Username) }
      const isAnswered = isAcknowledged(await outcomeOf(cognito.send(new SignUpCommand(user))))
      ;(isAnswered ? acknowledged : unanswered).push(Username)
      return isAnswered
    },
    findWrong: async (clients) => {
      const wrong: string[] = []
      for (const Username of [...acknowledged, ...unanswered]) {
        const found = await readTwins(clients, pool, Username)
        if (found === undefined && unanswered.includes(Username)) continue
        if (found !== Username) wrong.push(`${Username} signed up, and there is ${found}`)
      }
      return wrong
    },
  }
}

/** A user whose two attributes count up. */
async function attributeUpdates({ cognito }: Clients, pool: Pool): Promise<Writer> {
  const user = { UserPoolId: pool.UserPoolId, Username: 'counter' }
  await cognito.send(new AdminCreateUserCommand({ ...user, MessageAction: 'SUPPRESS', UserAttributes: twins('0') }))
  const count = counter()
  return {
    write: ({ cognito: client }) =>
      count.next((value) =>
        client.send(new AdminUpdateUserAttributesCommand({ ...user, UserAttributes: twins(String(value)) })),
      ),
    findWrong: async (clients) => count.findWrong('attributes', await readTwins(clients, pool, user.Username)),
  }
}

/** A user whose refresh token is replaced by every refresh. */
async function refreshes({ cognito }: Clients, { UserPoolId, ClientId }: Pool): Promise<Writer> {
  const Username = 'refresher'
  await cognito.send(new SignUpCommand({ ClientId, Username, Password }))
  await cognito.send(new AdminConfirmSignUpCommand({ UserPoolId, Username }))
  const AuthParameters = { USERNAME: Username, PASSWORD: Password }
  const signIn = new InitiateAuthCommand({ ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters })
  const refresh = ({ cognito: client }: Clients, RefreshToken: string) =>
    outcomeOf(client.send(new GetTokensFromRefreshTokenCommand({ ClientId, RefreshToken })))
  /** Acknowledged and not sent since. */
  let unused: string | undefined
  /** The token that the unused one came for. */
  let used: string | undefined
  return {
    write: async (clients) => {
      const sent = unused
      unused = used = undefined
      const outcome = sent === undefined ? await outcomeOf(clients.cognito.send(signIn)) : await refresh(clients, sent)
      if (!isAcknowledged(outcome)) return false
      unused = outcome.answer.AuthenticationResult?.RefreshToken
      used = sent
      return true
    },
    findWrong: async (clients) => {
      if (unused === undefined) return []
      const wrong: string[] = []
      if (used !== undefined) {
        const again = await refresh(clients, used)
        if (again.kind !== 'refused') wrong.push(`a refresh token that was used was ${describe(again)}`)
      }
      const outcome = await refresh(clients, unused)
      if (outcome.kind !== 'answered') wrong.push(`an unused refresh token was ${describe(outcome)}`)
      unused = used = undefined
      return wrong
    },
  }
}

const template = `
Parameters: { Count: { Type: String } }
Resources:
  Pool: { Type: AWS::Cognito::UserPool, Properties: { UserPoolTags: { count: !Ref Count } } }
  Api: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: writers, ProtocolType: HTTP, Description: !Ref Count } }
Outputs: { Pool: { Value: !Ref Pool }, Api: { Value: !Ref Api } }`

/** A stack of two resources that count up together. */
async function stackUpdates(clients: Clients): Promise<Writer> {
  const StackName = 'writers'
  const parameters = (value: number) => [{ ParameterKey: 'Count', ParameterValue: String(value) }]
  await clients.cloudFormation.send(
    new CreateStackCommand({ StackName, TemplateBody: template, Parameters: parameters(0) }),
  )
  const settled = (from: Clients) => settledStack(from, StackName)
  await settled(clients)
  const count = counter()
  return {
    write: (from) =>
      count.next(async (value) => {
        // A disk that fails can fail a rollback, too; CloudFormation then waits to be told that all is well.
        if ((await settled(from)).StackStatus === 'UPDATE_ROLLBACK_FAILED')
          await from.cloudFormation.send(new ContinueUpdateRollbackCommand({ StackName }))
        await settled(from)
        const update = { StackName, UsePreviousTemplate: true, Parameters: parameters(value) }
        await from.cloudFormation.send(new UpdateStackCommand(update))
        const { StackStatus } = await settled(from)
        if (StackStatus !== 'UPDATE_COMPLETE') throw new Error(`the update ended as ${StackStatus}`)
      }),
    findWrong: async (from) => {
      const { StackStatus = '', Parameters, Outputs } = await settled(from)
      const [pool, api] = ['Pool', 'Api'].map((key) => Outputs?.find((output) => output.OutputKey === key)?.OutputValue)
      const { UserPool } = await from.cognito.send(new DescribeUserPoolCommand({ UserPoolId: pool }))
      const { Description } = await from.apis.send(new GetApiCommand({ ApiId: api }))
      const counts = [Parameters?.[0]?.ParameterValue, UserPool?.UserPoolTags?.['count'], Description]
      const isWhole = new Set(counts).size === 1 && /^(?:CREATE|UPDATE|UPDATE_ROLLBACK)_COMPLETE$/.test(StackStatus)
      return count.findWrong('stack', isWhole ? counts[0] : `${StackStatus} of ${counts.join(', ')}`)
    },
  }
}

async function settledStack({ cloudFormation }: Clients, StackName: string) {
  for (;;) {
    const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName }))
    const stack = Stacks?.[0]
    if (stack && !stack.StackStatus?.endsWith('_IN_PROGRESS')) return stack
    await delay(20)
  }
}

/** Numbers that are written one after the other. */
function counter() {
  let acknowledged = 0
  let attempted = 0
  return {
    next: async (write: (value: number) => Promise<unknown>): Promise<boolean> => {
      attempted += 1
      const isAnswered = isAcknowledged(await outcomeOf(write(attempted)))
      if (isAnswered) acknowledged = attempted
      return isAnswered
    },
    findWrong: (what: string, found: string | undefined): string[] => {
      const isRight = /^\d+$/.test(found ?? '') && acknowledged <= Number(found) && Number(found) <= attempted
      return isRight ? [] : [`${what}: ${acknowledged} to ${attempted} were written, and there is ${found}`]
    },
  }
}

function isAcknowledged<Answer>(outcome: Outcome<Answer>): outcome is Outcome<Answer> & { readonly kind: 'answered' } {
  if (outcome.kind === 'refused') throw new Error(`a write was refused: ${outcome.code}`)
  return outcome.kind === 'answered'
}

function describe(outcome: Outcome<unknown>): string {
  return outcome.kind === 'refused' ? `refused as ${outcome.code}` : outcome.kind
}

/** Everybody writes at the same time. */
export interface Load {
  /** Resolves when every writer has that many answers. Rejects when a write was refused. */
  acknowledged(each: number): Promise<void>
  /** Resolves when that many writes have had no answer. */
  unanswered(count: number): Promise<void>
  /** Resolves when no write is under way any more. */
  stop(): Promise<void>
  /** Writes so far. */
  counts(): { readonly acknowledged: number; readonly unanswered: number }
}

export function startLoad(writers: readonly Writer[], clients: Clients): Load {
  const answers = writers.map(() => 0)
  let failures = 0
  const over = new AbortController()
  const all = Promise.all(
    writers.map(async (writer, index) => {
      while (!over.signal.aborted)
        if (await writer.write(clients)) answers[index]! += 1
        else {
          failures += 1
          await delay(20)
        }
    }),
  )
  all.catch(() => {})
  const until = async (isReached: () => boolean) => {
    while (!isReached()) await Promise.race([delay(5), all])
  }
  return {
    acknowledged: (each) => {
      const goals = answers.map((count) => count + each)
      return until(() => answers.every((count, index) => count >= goals[index]!))
    },
    unanswered: (count) => {
      const goal = failures + count
      return until(() => failures >= goal)
    },
    stop: async () => {
      over.abort()
      await all
    },
    counts: () => ({ acknowledged: answers.reduce((sum, count) => sum + count, 0), unanswered: failures }),
  }
}

/** What the server has lost, of all that everybody has written. */
export async function findAllWrong(writers: readonly Writer[], clients: Clients): Promise<string[]> {
  const wrong = await Promise.all(writers.map((writer) => writer.findWrong(clients)))
  return wrong.flat()
}
