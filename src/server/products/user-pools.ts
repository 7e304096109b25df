import { join } from 'node:path'
import type { Cognito } from '../../cognito/cognito.ts'
import { type LoginHosts, createLoginHosts } from '../../cognito/domains/login-hosts.ts'
import { type SigningKeys, openSigningKeys } from '../../cognito/keys/signing-keys.ts'
import { operations as cognitoOperations } from '../../cognito/operations/index.ts'
import { permissionOf as cognitoPermission } from '../../cognito/permissions.ts'
import type { CognitoStore } from '../../cognito/store.ts'
import { createUserImports, importsOfAnother, type UserImports } from '../../cognito/user-import/user-imports.ts'
import { createPasswords, defaultPasswordCost } from '../../cognito/users/passwords.ts'
import { functionSenders, kmsDataKeys } from './custom-senders.ts'
import type { Ground } from '../ground.ts'
import { isReservedHost } from '../../http/hosts.ts'
import { tracedOutbound } from '../observers/traced-outbound.ts'
import { functionEndpoints } from './lambda-functions.ts'
import { createFunctions } from '../../ports/functions.ts'
import { keyPairsAhead } from '../../ports/key-pairs.ts'
import { defaultMailFrom } from '../../ports/mail.ts'
import { createOutbound } from '../../ports/outbound.ts'
import { outboxMail, outboxSms } from '../../ports/outbox.ts'
import { tracedFunctions } from '../../ports/traced-functions.ts'
import { settlingSender } from '../../ports/sending.ts'
import { webhookSms } from '../../ports/sms-webhook.ts'
import { smtpMail } from '../../ports/smtp-mail.ts'
import { directoryUploads } from '../../ports/uploads.ts'
import { cognitoStore } from '../../store/cognito/store.ts'
import { loadModel } from '../../wire/model.ts'
import type { Service } from '../../wire/service.ts'

export interface UserPools {
  readonly service: Service
  readonly store: CognitoStore
  readonly signingKeys: SigningKeys
  readonly loginHosts: Pick<LoginHosts, 'has' | 'load' | 'reload'>
  readonly userImports: UserImports
  /** What the operations stand on. */
  readonly cognito: Cognito
  /** Makes key pairs ahead of need, once the server has nothing more urgent to do. */
  readonly warmUp: () => void
  /** Resolves when every message that was begun has left or failed, and the connections to the relay are closed. */
  readonly messagesSent: () => Promise<void>
}

/**
 * @param keys KMS
 * @param isHttpApiHost whether a name is a custom domain of HTTP APIs
 */
export function composeUserPools(ground: Ground, keys: Service, isHttpApiHost: (name: string) => boolean): UserPools {
  const { runtime, options, dataDir, database, vault, policy, ownNames } = ground
  const { clock, random, log } = runtime
  const store = cognitoStore(database)
  const signingKeys = openSigningKeys({ store, vault, clock })
  const loginHosts = createLoginHosts(store)
  const keyPairs = keyPairsAhead(4)
  const outbox = join(dataDir, 'outbox')
  const { smtp, mailFrom, smsWebhook: webhook } = options
  const relay = smtp === undefined ? undefined : smtpMail({ url: smtp, from: mailFrom ?? defaultMailFrom }, log)
  const uploads = directoryUploads(join(dataDir, 'uploads'))
  const isImporting = ground.place === undefined || ground.place.isFirst
  const userImports = isImporting ? createUserImports({ store, random, uploads, log, clock }) : importsOfAnother
  const mail = settlingSender(options.mail ?? relay ?? outboxMail(outbox, { clock, random, log }))
  const sms = settlingSender(
    options.sms ?? (webhook ? webhookSms(webhook, { clock, random, log }) : outboxSms(outbox, { clock, random, log })),
  )
  const functions = tracedFunctions(createFunctions(functionEndpoints(options, clock)), runtime.tracing)
  const senders = settlingSender(functionSenders(functions))
  const cognito: Cognito = {
    store,
    random,
    vault,
    mail,
    sms,
    keyPairs,
    signingKeys,
    passwords: createPasswords(random, options.passwordCost ?? defaultPasswordCost),
    functions,
    senders,
    dataKeys: kmsDataKeys(keys, runtime),
    outbound: tracedOutbound(createOutbound(policy), runtime.tracing),
    loginHosts,
    isReservedHost: (name) => isReservedHost(name, ownNames) || isHttpApiHost(name),
    uploads,
    userImports,
    origin: () => ground.options.origins?.[0] ?? `http://localhost:${ground.port()}`,
    log,
  }
  ground.metrics?.watch('password_queue', 'Passwords that wait to be hashed or checked.', cognito.passwords.waiting)
  return {
    service: cognitoService(cognito),
    store,
    signingKeys,
    cognito,
    userImports,
    loginHosts,
    warmUp: () => keyPairs.fill(),
    messagesSent: async () => {
      await Promise.all([mail.settled(), sms.settled(), senders.settled()])
      relay?.close()
    },
  }
}

function cognitoService(dependencies: Cognito): Service {
  return {
    get model() {
      return loadModel('cognito-idp')
    },
    operations: cognitoOperations,
    dependencies,
    permissionOf: cognitoPermission,
    invalidCode: 'InvalidParameterException',
    internalCode: 'InternalErrorException',
  }
}
