import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { GroupRecord, GroupSettings } from '../group-store.ts'
import { groupClaims } from './group-claims.ts'

const time = new Date('2026-11-22T10:00:00Z')

function group(name: string, settings: GroupSettings): GroupRecord {
  return { poolId: 'us-east-1_pool', name, settings, createdAt: time, modifiedAt: time }
}

const role = (name: string): string => `arn:aws:iam::000000000000:role/${name}`

describe('the claims of groups', () => {
  it('are absent for a user without groups', () => {
    assert.deepEqual(groupClaims([]), { access: {}, id: {} })
  })

  it('list groups and roles by precedence and prefer the role of the lowest', () => {
    const groups = [
      group('none', { RoleArn: role('none') }),
      group('b', { Precedence: 2, RoleArn: role('b') }),
      group('a', { Precedence: 1, RoleArn: role('a') }),
    ]
    assert.deepEqual(groupClaims(groups), {
      access: { 'cognito:groups': ['a', 'b', 'none'] },
      id: { 'cognito:roles': [role('a'), role('b'), role('none')], 'cognito:preferred_role': role('a') },
    })
  })

  it('prefer no role when different ones share the lowest precedence, and a role that is the same', () => {
    const tie = (second: string) =>
      groupClaims([
        group('a', { Precedence: 0, RoleArn: role('a') }),
        group('b', { Precedence: 0, RoleArn: role(second) }),
      ]).id
    assert.deepEqual(tie('b'), { 'cognito:roles': [role('a'), role('b')] })
    assert.deepEqual(tie('a'), { 'cognito:roles': [role('a')], 'cognito:preferred_role': role('a') })
  })

  it('pass over groups without a role', () => {
    const claims = groupClaims([group('a', { Precedence: 0 }), group('b', { Precedence: 5, RoleArn: role('b') })])
    assert.deepEqual(claims.id, { 'cognito:roles': [role('b')], 'cognito:preferred_role': role('b') })
    assert.deepEqual(groupClaims([group('a', {})]), { access: { 'cognito:groups': ['a'] }, id: {} })
  })
})
