import type { Clock } from '../../ports/clock.ts'
import type { Functions } from '../../ports/functions.ts'
import type { Log } from '../../ports/log.ts'
import type { Random } from '../../ports/random.ts'
import type { Vault } from '../../ports/vault.ts'
import type { Caller, RecallCaller } from '../../wire/access.ts'
import type { CallContext } from '../../wire/operation.ts'
import type { ResourceClients, ResourceClientsFor, ServiceRoles } from '../cloudformation.ts'
import type { Journal } from './journal.ts'
import type { NestedStacks } from '../nested-stacks.ts'
import type { StackRecord, StackStore } from '../store.ts'
import type { StackPolicy } from './stack-policy.ts'

/** What work on stacks needs from outside. */
export interface EnginePorts {
  readonly store: StackStore
  readonly clientsFor: ResourceClientsFor
  readonly serviceRoles: ServiceRoles
  readonly recallCaller: RecallCaller
  readonly functions: Pick<Functions, 'reaches'>
  /** Further host names of the server, lower case. */
  readonly ownNames: ReadonlySet<string>
  /** Resource types that the operator has told to skip rather than to refuse. */
  readonly skippedTypes: ReadonlySet<string>
  /** Logical id -> the id that the operator wants for such a resource when it is made. */
  readonly pins: ReadonlyMap<string, string>
  readonly clock: Clock
  readonly random: Random
  readonly vault: Vault
  readonly log: Log
}

/** The same with the stacks that are resources of another. */
export interface RunPorts extends EnginePorts {
  readonly nestedStacks: (parent: StackRecord, call: CallContext) => NestedStacks
}

/** Work on one stack that is under way. */
export interface Run {
  readonly ports: RunPorts
  readonly journal: Journal
  /** Whose permissions the work takes (CloudFormation user guide, "Control access with IAM"); undefined where none's are asked for. */
  readonly caller: Caller | undefined
  /** What an update may do; creations, rollbacks and deletions may do anything. */
  readonly policy?: StackPolicy
}

/** Clients for one step on one resource: a request id of its own, the stack's region and account, and the id of what it creates. */
export function clientsOf(
  { ports, journal, caller }: Run,
  pinnedId?: string,
): {
  readonly requestId: string
  readonly clients: ResourceClients
} {
  const stack = journal.stack()
  const { region, accountId } = stack
  const requestId = ports.random.uuid()
  // CloudTrail names CloudFormation as the source of the calls that it makes.
  const call = {
    requestId,
    now: ports.clock.now(),
    region,
    accountId,
    sourceIp: 'cloudformation.amazonaws.com',
    ...(caller && { caller }),
    ...(pinnedId !== undefined && { pinnedId }),
  }
  // Assigned, since what a spread reads is made for nothing.
  const clients = Object.assign(ports.clientsFor(call), { stacks: ports.nestedStacks(stack, call) })
  return { requestId, clients }
}

/** Clients that look for what a resource may have left or met: the engine's own bookkeeping, for which nobody needs permissions. */
export function searchClientsOf(run: Run): ResourceClients {
  return clientsOf({ ...run, caller: undefined }).clients
}
