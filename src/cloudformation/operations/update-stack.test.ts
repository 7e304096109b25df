import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { articleTemplate, openCloudFormation } from '../../../test/support/cloudformation.ts'

describe('UpdateStack', () => {
  it('tells that nothing changed, with the previous template and values too', async (t) => {
    const { client } = await openCloudFormation(t)
    const Parameters = [{ ParameterKey: 'Backend', ParameterValue: 'https://b.example/' }]
    await client.CreateStack({
      StackName: 'shop',
      TemplateBody: articleTemplate,
      Parameters,
      Tags: [{ Key: 'a', Value: 'b' }],
    })
    const unchanged = { name: 'ValidationError', message: 'No updates are to be performed.' }
    await assert.rejects(
      client.UpdateStack({ StackName: 'shop', TemplateBody: articleTemplate, Parameters }),
      unchanged,
    )
    const previous = [{ ParameterKey: 'Backend', UsePreviousValue: true }]
    await assert.rejects(
      client.UpdateStack({ StackName: 'shop', UsePreviousTemplate: true, Parameters: previous }),
      unchanged,
    )
  })

  it('refuses a template besides the previous one', async (t) => {
    const { client } = await openCloudFormation(t)
    await client.CreateStack({ StackName: 'shop', TemplateBody: articleTemplate })
    const both = { StackName: 'shop', TemplateBody: articleTemplate, UsePreviousTemplate: true }
    await assert.rejects(client.UpdateStack(both), {
      message: 'You cannot specify both usePreviousTemplate and Template Body/Template URL.',
    })
  })

  it('refuses a change of template, parameters or tags and makes none', async (t) => {
    const { client, calls } = await openCloudFormation(t)
    await client.CreateStack({ StackName: 'shop', TemplateBody: articleTemplate })
    const before = calls.length
    const changed = {
      name: 'ValidationError',
      message: 'poolgate does not implement stack updates yet. Nothing was changed.',
    }
    const base = { StackName: 'shop', TemplateBody: articleTemplate }
    await assert.rejects(
      client.UpdateStack({ ...base, TemplateBody: articleTemplate.replace('GET /', 'POST /') }),
      changed,
    )
    await assert.rejects(
      client.UpdateStack({ ...base, Parameters: [{ ParameterKey: 'Backend', ParameterValue: 'x' }] }),
      changed,
    )
    await assert.rejects(client.UpdateStack({ ...base, Tags: [{ Key: 'a', Value: 'b' }] }), changed)
    assert.equal(calls.length, before)
    assert.equal((await client.DescribeStacks({ StackName: 'shop' })).Stacks?.[0]?.StackStatus, 'CREATE_COMPLETE')
  })

  it('refuses a stack that is not there, and one whose creation failed', async (t) => {
    const { client } = await openCloudFormation(t)
    await assert.rejects(client.UpdateStack({ StackName: 'nope', TemplateBody: articleTemplate }), {
      message: 'Stack [nope] does not exist',
    })
    const TemplateBody = articleTemplate.replace('GET /', 'nonsense')
    const { StackId } = await client.CreateStack({ StackName: 'bad', TemplateBody })
    await assert.rejects(client.UpdateStack({ StackName: 'bad', TemplateBody: articleTemplate }), {
      message: `Stack:${StackId} is in ROLLBACK_COMPLETE state and can not be updated.`,
    })
  })
})
