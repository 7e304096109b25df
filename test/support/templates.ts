import assert from 'node:assert/strict'
import { namedFunctions } from '../../src/cloudformation/named-functions.ts'
import { parameterValues, readParameters } from '../../src/cloudformation/template/parameters.ts'
import { type Plan, planStack } from '../../src/cloudformation/template/plan.ts'
import { describeProblem, TemplateProblem } from '../../src/cloudformation/template/problem.ts'
import { readTemplate } from '../../src/cloudformation/template/template.ts'

/** The stack that planned templates are for. */
export const plannedStack = {
  region: 'eu-west-1',
  accountId: '123456789012',
  name: 'shop',
  id: 'arn:aws:cloudformation:eu-west-1:123456789012:stack/shop/1',
}

type Texts = Readonly<Record<string, string>>

/** Types that are skipped. */
const skipped = new Set(['AWS::DynamoDB::Table'])

/** The plan of a template with these parameters and exports. */
export function planTemplate(text: string, given: Texts = {}, exports: Texts = {}): Plan {
  const template = readTemplate(text, new Map(Object.entries(given)))
  const parameters = readParameters(template.parameters)
  const values = parameterValues(parameters, new Map(Object.entries(given)))
  return planStack(template, {
    parameters,
    values,
    stack: plannedStack,
    functions: namedFunctions({ reaches: (arn) => !arn.endsWith(':unreached') }, plannedStack),
    skippedTypes: skipped,
    exports: new Map(Object.entries(exports)),
  })
}

/** The refusal of a template as a human reads it. */
export function refusalOf(text: string, given: Texts = {}): string {
  try {
    planTemplate(text, given)
  } catch (error) {
    assert.ok(error instanceof TemplateProblem, String(error))
    return describeProblem(error)
  }
  return assert.fail('the template was accepted')
}

/** A template of one API with these properties besides its protocol; they begin on line 4, column 39. */
export function apiTemplate(properties: string): string {
  return `Resources:\n  Api:\n    Type: AWS::ApiGatewayV2::Api\n    Properties: { ProtocolType: HTTP, ${properties} }\n`
}

/** What `Description: <value>` of an API comes out as. */
export function evaluated(value: string, more = '', given: Texts = {}, exports: Texts = {}): unknown {
  const plan = planTemplate(`${apiTemplate(`Name: x, Description: ${value}`)}${more}`, given, exports)
  const { properties } = plan.previewProperties('Api', () => assert.fail('nothing else exists'))
  return properties['Description']
}

/** The refusal of `Description: <value>`. */
export function refusedValue(value: string, more = ''): string {
  return refusalOf(`${apiTemplate(`Name: x, Description: ${value}`)}${more}`)
}
