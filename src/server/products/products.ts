import type { Service } from '../../wire/service.ts'
import type { HttpApis } from './http-apis.ts'
import type { Identities } from './identities.ts'
import type { LogGroups } from './log-groups.ts'
import type { Stacks } from './stacks.ts'
import type { UserPools } from './user-pools.ts'

/** What the doors lead to, but for what is composed where it is asked for. */
export interface Products {
  readonly keys: Service
  readonly secrets: Service
  readonly pools: UserPools
  readonly apis: HttpApis
  readonly logGroups: LogGroups
  readonly stacks: Stacks
  readonly identities: Identities
}
