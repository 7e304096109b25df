import type { Change, ResourceChange } from '@aws-sdk/client-cloudformation'

/** What a change set would do, a line for each resource: `~ Route  AWS::ApiGatewayV2::Route  RouteKey`. */
export function describeChanges(changes: readonly Change[]): string {
  const rows = changes.flatMap(({ ResourceChange: change }) => (change ? [rowOf(change)] : []))
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const lines = rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
  return lines.map((line) => `  ${line.trimEnd()}\n`).join('')
}

function rowOf(change: ResourceChange): string[] {
  const { LogicalResourceId = '', ResourceType = '' } = change
  return [`${markOf(change)} ${LogicalResourceId}`, ResourceType, whatOf(change)]
}

function markOf({ Action, Replacement }: ResourceChange): string {
  if (Action === 'Add') return '+'
  if (Action === 'Remove') return '-'
  return Replacement === 'True' || Replacement === 'Conditional' ? '±' : '~'
}

/** The properties that change and, in parentheses, what becomes of the resource. */
function whatOf({ Action, Replacement, PolicyAction, Details = [] }: ResourceChange): string {
  const names = Details.map(({ Target }) => Target?.Name ?? Target?.Attribute ?? '')
  const retained = PolicyAction === 'Retain' || PolicyAction === 'ReplaceAndRetain'
  const fate =
    Action === 'Remove'
      ? retained && 'stays, outside of the stack'
      : Replacement === 'True'
        ? `replaced: it gets a new id${retained ? ', and the old one stays' : ''}`
        : Replacement === 'Conditional' && 'replaced if what it refers to is'
  return [[...new Set(names)].join(', '), fate ? `(${fate})` : ''].filter((part) => part !== '').join(' ')
}
