import type { UserRecord } from './store.ts'

export interface UserStore {
  findUser(poolId: string, sub: string): Promise<UserRecord | undefined>
}
