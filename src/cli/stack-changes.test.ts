import assert from 'node:assert/strict'
import { it } from 'node:test'
import { describeChanges } from './stack-changes.ts'

it('changes are told a line each: what, of which type, and what becomes of it', () => {
  const change = (LogicalResourceId: string, ResourceType: string, more: object) => ({
    Type: 'Resource' as const,
    ResourceChange: { LogicalResourceId, ResourceType, ...more },
  })
  const details = (...names: string[]) => names.map((Name) => ({ Target: { Attribute: 'Properties' as const, Name } }))
  const text = describeChanges([
    change('Pool', 'A::Pool', { Action: 'Modify', Replacement: 'False', Details: details('Name', 'Policies', 'Name') }),
    change('Client', 'A::Client', { Action: 'Modify', Replacement: 'True', Details: details('GenerateSecret') }),
    change('Old', 'A::Api', {
      Action: 'Modify',
      Replacement: 'True',
      PolicyAction: 'ReplaceAndRetain',
      Details: details('X'),
    }),
    change('Stage', 'A::Stage', { Action: 'Modify', Replacement: 'Conditional', Details: details('ApiId') }),
    change('Api', 'A::Api', { Action: 'Add' }),
    change('Gone', 'A::Route', { Action: 'Remove', PolicyAction: 'Delete' }),
    change('Kept', 'A::Route', { Action: 'Remove', PolicyAction: 'Retain' }),
  ])
  assert.deepEqual(text.split('\n'), [
    '  ~ Pool    A::Pool    Name, Policies',
    '  ± Client  A::Client  GenerateSecret (replaced: it gets a new id)',
    '  ± Old     A::Api     X (replaced: it gets a new id, and the old one stays)',
    '  ± Stage   A::Stage   ApiId (replaced if what it refers to is)',
    '  + Api     A::Api',
    '  - Gone    A::Route',
    '  - Kept    A::Route   (stays, outside of the stack)',
    '',
  ])
  assert.equal(describeChanges([]), '')
})
