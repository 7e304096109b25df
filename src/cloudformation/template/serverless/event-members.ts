import { type Entry, memberOf, type Node } from '../node.ts'
import { refuseEvent, refuseLacking } from './problems.ts'
import { isFunction, type ServerlessResource } from './resources.ts'

/** The properties of an event by name, each of them one of `known`; poolgate lacks those of `lacking`. */
export function readMembers(
  { logicalId }: ServerlessResource,
  eventId: string,
  { node }: Entry,
  known: readonly string[],
  lacking: readonly string[] = [],
): (name: string) => Node | undefined {
  const properties = memberOf(node, 'Properties')
  if (properties && (properties.kind !== 'map' || isFunction(properties)))
    refuseEvent(logicalId, eventId, 'Properties should be a map.', properties)
  for (const [name, entry] of properties?.kind === 'map' ? properties.entries : [])
    if (lacking.includes(name)) refuseLacking(logicalId, `${name} of events`, entry, `Events.${eventId}`)
    else if (!known.includes(name))
      refuseEvent(logicalId, eventId, `property ${name} not defined for this event.`, entry)
  return (name) => memberOf(properties, name)
}
