import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import {
  nothing,
  openCloudFormation,
  type OpenedCloudFormation,
  remains,
} from '../../../test/support/cloudformation.ts'
import { typeSamples } from '../../../test/support/property-samples.ts'
import { keptWithStack, type TypeSamples } from '../../../test/support/type-samples.ts'
import { findResourceSchema } from '../template/resource-schemas.ts'
import { resourceTypes } from './index.ts'

type Properties = Readonly<Record<string, unknown>>

/** A stack of the type's samples, which tests make, change and delete. */
function stackOf(opened: OpenedCloudFormation, type: string, { others = {}, read }: TypeSamples) {
  const { client, store } = opened
  const templateOf = (Properties: Properties) =>
    JSON.stringify({ Resources: { ...others, It: { Type: type, Properties } } })
  const StackName = 'it'
  const request = (properties: Properties) => ({
    StackName,
    TemplateBody: templateOf(properties),
    Capabilities: ['CAPABILITY_NAMED_IAM' as const],
  })
  const events = async () => (await client.DescribeStackEvents({ StackName })).StackEvents ?? []
  const status = async () => (await client.DescribeStacks({ StackName })).Stacks?.[0]?.StackStatus
  const reasons = async () => (await events()).map(({ ResourceStatusReason = '' }) => ResourceStatusReason).join('\n')
  return {
    status,
    reasons,
    create: async (properties: Properties, outcome = 'CREATE_COMPLETE') => {
      await client.CreateStack(request(properties))
      assert.equal(await status(), outcome, await reasons())
    },
    /** False when the update is refused, and then nothing has happened. */
    change: async (properties: Properties, failure: string | undefined): Promise<boolean> => {
      const before = (await events()).length
      try {
        await client.UpdateStack(request(properties))
      } catch (error) {
        if (!isRefusedChange(error)) throw error
        assert.equal((await events()).length, before)
        return false
      }
      if (failure === undefined || (await status()) === 'UPDATE_COMPLETE') {
        assert.equal(await status(), 'UPDATE_COMPLETE', await reasons())
        return true
      }
      assert.equal(await status(), 'UPDATE_ROLLBACK_COMPLETE')
      assert.ok((await reasons()).includes(failure))
      return false
    },
    seen: async () => {
      const { StackResources = [] } = await client.DescribeStackResources({ StackName })
      const idOf = (id: string) =>
        StackResources.find(({ LogicalResourceId }) => LogicalResourceId === id)?.PhysicalResourceId ?? assert.fail(id)
      return read(opened, idOf('It'), idOf)
    },
    remove: async (isKept = false) => {
      const stack = await store.findStack('us-east-1', StackName)
      await client.DeleteStack({ StackName })
      if (isKept) await client.DeleteStack({ StackName })
      assert.equal((await store.findStack('us-east-1', stack?.id ?? ''))?.status, 'DELETE_COMPLETE')
    },
  }
}

const isRefusedChange = (error: unknown): boolean =>
  error instanceof Error && error.message.startsWith('Updates are not allowed for property - ')

const endpoint = new URL('http://127.0.0.1:9')

for (const [type, samples] of Object.entries(typeSamples))
  describe(type, () => {
    it('has a sample of each property that an update may change', () => {
      const schema = findResourceSchema(type) ?? assert.fail()
      const fixed = [...(schema.createOnlyProperties ?? []), ...(schema.readOnlyProperties ?? [])]
      const changeable = (resourceTypes.get(type)?.passed ?? []).filter(
        (name) => !fixed.includes(`/properties/${name}`) && !Object.hasOwn(samples.base, name),
      )
      const sampled = [...Object.keys(samples.samples), ...Object.keys(samples.refused ?? {})]
      assert.deepEqual(sampled.sort(), changeable.sort())
    })

    it('takes each of them on, away and on again, or says no before anything is changed', async (t) => {
      const opened = await openCloudFormation(t, { endpoint })
      await samples.prepare?.(opened)
      const { create, change, seen, remove } = stackOf(opened, type, samples)
      for (const [name, { value, beside, along }] of Object.entries(samples.samples))
        await t.test(name, async () => {
          const failure = samples.failing?.[name]
          const without = { ...samples.base, ...beside }
          const withIt = { ...without, ...along, [name]: value }
          await create(without)
          const plain = await seen()
          if (await change(withIt, failure)) {
            const full = await seen()
            if (await change(without, failure)) {
              assert.deepEqual(await seen(), plain)
              await change(withIt, failure)
              assert.deepEqual(await seen(), full)
              await change(without, failure)
            }
          } else {
            await remove()
            await create(withIt)
            assert.equal(await change(without, failure), false)
          }
          await remove(samples.kept?.includes(name))
        })
    })

    it('says why it cannot have the others, and leaves nothing behind', async (t) => {
      const opened = await openCloudFormation(t)
      const { create, reasons, remove } = stackOf(opened, type, samples)
      for (const [name, [value, reason]] of Object.entries(samples.refused ?? {}))
        await t.test(name, async () => {
          const properties = { ...samples.base, [name]: value }
          if (resourceTypes.get(type)?.limits?.(properties)[name])
            return assert.rejects(create(properties), { name: 'ValidationError', message: reason })
          await create(properties, 'ROLLBACK_COMPLETE')
          assert.match(await reasons(), reason)
          await remove()
        })
    })
  })

it('any of them together make a stack that comes to be or says why not, and goes without a trace', async (t) => {
  const types = Object.entries(typeSamples).filter(([, { samples }]) => Object.keys(samples).length > 1)
  const choice = fc.constantFrom(...types).chain(([type, of]) =>
    fc.record({
      type: fc.constant(type),
      of: fc.constant(of),
      // What keeps a resource has tests of its own.
      names: fc.subarray(
        Object.keys(of.samples).filter((name) => !of.kept?.includes(name) && !name.includes('Protection')),
      ),
    }),
  )
  await fc.assert(
    fc.asyncProperty(choice, async ({ type, of, names }) => {
      const opened = await openCloudFormation(t, { endpoint })
      await of.prepare?.(opened)
      const { client } = opened
      const given = names.map((name) => ({ ...of.samples[name]?.beside, [name]: of.samples[name]?.value }))
      const It = { Type: type, Properties: Object.assign({}, of.base, ...given) }
      const TemplateBody = JSON.stringify({ Resources: { ...of.others, It } })
      const StackName = 'it'
      await client.CreateStack({ StackName, TemplateBody, Capabilities: ['CAPABILITY_NAMED_IAM'] })
      const { StackId, StackStatus } = (await client.DescribeStacks({ StackName })).Stacks?.[0] ?? {}
      assert.match(StackStatus ?? '', /^(CREATE|ROLLBACK)_COMPLETE$/)
      await client.DeleteStack({ StackName })
      const after = (await client.DescribeStacks({ StackName: StackId })).Stacks?.[0]?.StackStatus
      assert.equal(after, 'DELETE_COMPLETE')
      assert.deepEqual(await remains(opened), nothing)
    }),
    { numRuns: 30 },
  )
})

it('there are samples of every type that operations make', () => {
  const made = [...resourceTypes.keys()].filter((type) => !keptWithStack.has(type))
  assert.deepEqual(Object.keys(typeSamples).sort(), made.sort())
})
