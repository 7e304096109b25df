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
