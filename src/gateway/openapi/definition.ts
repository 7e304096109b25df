import { readApiSettings } from '../configuration/apis.ts'
import { checkTags } from '../configuration/tags.ts'
import type { Gateway } from '../gateway.ts'
import type { Input, Output } from '../service.ts'
import type { ApiDraft, ApiRecord } from '../store.ts'
import { applyImport, checkAuthorizers, type CheckedPlan, type ImportContext } from './apply-import.ts'
import { basePathModes } from './base-path.ts'
import { DocumentProblem, type Findings, type Members } from './document.ts'
import { readSettings } from './extensions.ts'
import { type ImportPlan, planImport } from './import-plan.ts'
import { parseDocument } from './parse-document.ts'

/** What ImportApi and ReimportApi have in common. */
type ImportInput = Pick<Input<'ImportApi'>, 'Body' | 'Basepath' | 'FailOnWarnings'>

/** An OpenAPI document that can be imported, as far as that can be known without the API. */
export interface Definition {
  readonly settings: Partial<ApiRecord> & { readonly name: string }
  readonly plan: CheckedPlan
  readonly failOnWarnings: boolean
}

/** Reads the document and asks for the discovery documents of its issuers. What is no OpenAPI 3.0 is refused. */
export async function readDefinition(context: ImportContext, input: ImportInput): Promise<Definition> {
  const { Basepath = 'ignore', FailOnWarnings: failOnWarnings = false } = input
  const mode = basePathModes.find((known) => known === Basepath)
  if (mode === undefined)
    return context.fail('BadRequestException', `basepath must be one of [${basePathModes.join(', ')}]: ${Basepath}`)
  const plan = refusingProblems(context, () => planImport(parse(context, input.Body), mode))
  const { Name, ...others } = readSettings<Input<'UpdateApi'>>('UpdateApi', plan.api)
  const settings = { ...readApiSettings(context, others), name: Name ?? '' }
  if (plan.tags) checkTags(context, plan.tags)
  return { settings, plan: await checkAuthorizers(context, plan), failOnWarnings }
}

function parse({ accountId, region }: ImportContext, body: string): Members {
  const partition = region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws'
  return parseDocument(body, { AccountId: accountId, Partition: partition, Region: region })
}

/** The first sentence was recorded (aws/aws-cli issue 8191), for REST APIs. */
function refusingProblems(context: ImportContext, read: () => ImportPlan): ImportPlan {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof DocumentProblem)) throw error
    return context.fail('BadRequestException', `Invalid OpenAPI input. ${error.message}`)
  }
}

/** Puts the definition's parts into an API, or refuses it when it has warnings that were to fail it. */
export function applyDefinition(context: ImportContext, draft: ApiDraft, definition: Definition): Findings {
  const findings = applyImport(context, draft, definition.plan)
  const warnings = firstOf(findings.warnings)
  // As hashicorp/terraform-provider-aws and aws/serverless-application-model record it.
  if (definition.failOnWarnings && warnings.length > 0)
    context.fail('BadRequestException', `Warnings found during import:\n\t${warnings.join('\n\t')}`)
  return findings
}

/** The imported API as the operations answer it. Its warnings go to the log too: CloudFormation shows them to nobody. */
export function toImportedApi(
  { log }: Pick<Gateway, 'log'>,
  api: Output<'ImportApi'>,
  { warnings, importInfo }: Findings,
): Output<'ImportApi'> {
  if (warnings.length > 0) log.warn({ event: 'import-warnings', apiId: api.ApiId, warnings: firstOf(warnings) })
  return {
    ...api,
    ...(importInfo.length > 0 && { ImportInfo: firstOf(importInfo) }),
    ...(warnings.length > 0 && { Warnings: firstOf(warnings) }),
  }
}

/** A document can be wrong in very many places. */
const mostTold = 100

function firstOf(texts: readonly string[]): string[] {
  const more = texts.length - mostTold
  return more > 0 ? [...texts.slice(0, mostTold), `... and ${more} more`] : [...texts]
}
