import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { runPoolgate, type SpawnedProgram, temporaryDirectory } from '../../support/server.ts'

const template = (name: string) => `Resources:
  Pool:
    Type: AWS::Cognito::UserPool
    Properties:
      UserPoolName: ${name}
`

describe('poolgate up on a folder', () => {
  const folder = temporaryDirectory()
  const file = join(folder, 'template.yaml')
  let program: SpawnedProgram
  before(async () => {
    writeFileSync(file, template('first'))
    const args = ['--stack-name', 'watched', '--port', '0', '--data-dir', join(folder, 'data')]
    program = runPoolgate(['up', folder, ...args, '--pin', 'Pool=us-east-1_Watched1', '--pin', 'Shop=shop'])
    await program.line(/^Requests:/)
  })
  after(async () => assert.equal(await program.stop(), 0))

  it('deploys its template', async () => {
    await program.line(/^stack watched is CREATE_COMPLETE/)
  })

  it('gives resources the ids that they are to have, and says of which there is none', async () => {
    await program.line(/^ +user pool +us-east-1_Watched1$/)
    await program.line(/^--pin Shop=shop has no effect: there is no resource Shop$/)
  })

  it('deploys it again when it changes, and says what changed', async () => {
    writeFileSync(file, template('second'))
    await program.line(/^stack watched is UPDATE_COMPLETE/)
    await program.line(/^ *~ Pool /)
  })

  it('explains with its place what is no template, and waits for the next change', async () => {
    writeFileSync(file, 'Resources:\n  Pool: [\n')
    await program.line(/YAML not well-formed\. \(line 3, column 1\)/)
    await program.line(/^waiting for the next change/)
    writeFileSync(file, `# mended\n${template('second')}`)
    await program.line(/template\.yaml changes nothing of stack watched/)
  })
})

describe('poolgate up on a template with others nested in it', () => {
  const folder = temporaryDirectory()
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text)
  const nesting = (path: string, more = '') =>
    `Resources:
  Inner:
    Type: AWS::CloudFormation::Stack
    Properties: { TemplateURL: ${path}${more} } # a file beside this one
Outputs:
  Id: { Value: !GetAtt Inner.Outputs.Id }
`
  const passingOn = (path: string) => nesting(path, ', Parameters: { Name: deep }')
  const inner = (name: string) =>
    `Parameters: { Name: { Type: String, Default: x } }\n${template(name)}Outputs: { Id: { Value: !Ref Pool } }\n`
  let program: SpawnedProgram
  before(async () => {
    write('template.yaml', nesting('./middle.yaml'))
    write('middle.yaml', passingOn("'inner.yaml'"))
    write('inner.yaml', inner('first'))
    program = runPoolgate(['up', folder, '--stack-name', 'nested', '--port', '0', '--data-dir', join(folder, 'data')])
    await program.line(/^Requests:/)
  })
  after(async () => assert.equal(await program.stop(), 0))

  it('deploys them out of the files that it names', async () => {
    await program.line(/^stack nested is CREATE_COMPLETE/)
  })

  it('deploys again when one of them changes', async () => {
    write('inner.yaml', inner('second'))
    await program.line(/^ *~ Inner +AWS::CloudFormation::Stack +TemplateURL/)
    await program.line(/^stack nested is UPDATE_COMPLETE/)
  })

  it('says which file is missing, and goes on once it is there', async () => {
    write('template.yaml', nesting('other.yaml'))
    await program.line(/cannot read .*other\.yaml, which .*template\.yaml names: ENOENT/)
    write('other.yaml', inner('third'))
    await program.line(/^stack nested is UPDATE_COMPLETE/)
  })

  it('refuses a template that is nested in itself', async () => {
    write('other.yaml', nesting('template.yaml'))
    await program.line(/the template .*template\.yaml is nested in itself/)
  })
})
